// Parallel arrays for unnest(): rows of a statement as one parameter per column. An absent value is
// "" and the statement says nullif.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tessera/base/outbox_message.hpp>

#include "store/postgres/literal.hpp"
#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// bytea[]
[[nodiscard]] inline Param bytes_array(std::span<const Bytes> items) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(render_bytea(item));
  return Param(texts);
}

// One parameter per column (id, kind, payload, due), as the statements that write messages take
// them.
struct MessageColumns {
  std::vector<Uuid> ids;
  std::vector<std::string> kinds;
  std::vector<Bytes> payloads;
  std::vector<std::string> dues;

  MessageColumns(std::span<const OutboxMessage> messages, TimePoint now) {
    for (const auto& message : messages) {
      ids.push_back(message.id);
      kinds.push_back(message.kind);
      payloads.push_back(message.payload);
      dues.push_back(render_timestamptz(message.due.value_or(now)));
    }
  }
};

}  // namespace tessera::store::postgres
