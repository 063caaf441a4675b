// A message to be delivered at least once, written in the same commit as its cause (architecture
// 20).
#pragma once

#include <optional>
#include <string>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera {

// kind names the handler: "mail", "session_ended", "person_ended", "backchannel_logout".
// payload is JSON, sealed under the keyring purpose "secret_box" with outbox_context(id) whenever
// it holds personal data (always for mail).
struct OutboxMessage {
  Uuid id;  // version 7: stable id of the delivery
  std::string kind;
  Bytes payload;
  std::optional<TimePoint> due;  // now if absent
};

// Binds a sealed payload to its row, so that nobody moves one to another address or another time.
[[nodiscard]] inline std::string outbox_context(const Uuid& id) {
  return "outbox|" + to_string(id);
}

}  // namespace tessera
