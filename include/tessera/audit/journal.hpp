// The journal, as the rest of the house sees it. "Audit before answer: no event, no answer."
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/task.hpp>

namespace tessera::audit {

// An event as it is stored: body is RFC 8785 JSON, n and mac chain the rows of one node (boot).
struct SealedRow {
  Uuid id;  // version 7: carries its month
  TimePoint time;
  Uuid boot;
  std::int64_t n = 0;
  std::string type;
  std::optional<Uuid> actor;
  std::optional<Uuid> subject;
  std::string body;
  Bytes mac;             // key id, then HMAC-SHA256 over (boot, n, previous mac, body)
  bool dry_run = false;  // has no place in a chain: the statement that carries it is rolled back
};

// Rows that have their place in the node chain but are not yet stored. A store adapter inserts them
// in the statement that does the write and then calls committed(); if it is destroyed without, the
// journal fills their places with void rows, so that a failed write never looks like a removed row.
class Sealed {
 public:
  virtual ~Sealed() = default;
  [[nodiscard]] virtual std::span<const SealedRow> rows() const = 0;
  virtual void committed() = 0;
};

class Journal {
 public:
  virtual ~Journal() = default;
  // Durable when it returns. Events of parallel requests are batched into one insert. Throws
  // Unavailable.
  [[nodiscard]] virtual Task<> append(std::vector<Event> events) = 0;
  [[nodiscard]] Task<> append_one(Event event);
  // For a write that carries its own events. Thread-safe, does not block.
  [[nodiscard]] virtual std::unique_ptr<Sealed> seal(std::vector<Event> events) = 0;
};

}  // namespace tessera::audit
