// The outbox as deliveries see it: rows that other rooms wrote with their cause
// (base/outbox_message.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>

namespace tessera::outbound {

struct ClaimedMessage {
  Uuid id;  // stable over all attempts: receivers may use it to drop repeats
  std::string kind;
  Bytes payload;
  TimePoint created;
  int attempts = 1;  // this one included
};

struct OutboxCount {
  std::int64_t waiting = 0;
  std::int64_t dead = 0;
  std::int64_t oldest_seconds =
      0;  // how long the oldest waiting one is overdue; negative: not due yet
};

// All throw Unavailable.
class Outbox {
 public:
  virtual ~Outbox() = default;
  // At most `most` due messages of these kinds, oldest first; nobody else gets them for `lease`.
  [[nodiscard]] virtual Task<std::vector<ClaimedMessage>> claim(std::vector<std::string> kinds,
                                                                TimePoint now, int most,
                                                                Duration lease) = 0;
  // Delivered; what follows from it is written in the same commit, and only the first time.
  [[nodiscard]] virtual Task<> save_done(Uuid id, std::vector<OutboxMessage> follow_ups,
                                         TimePoint now) = 0;
  // failure is for operators and holds no personal data.
  [[nodiscard]] virtual Task<> put_off(Uuid id, TimePoint due, std::string failure) = 0;
  [[nodiscard]] virtual Task<> bury(Uuid id, TimePoint now, std::string failure) = 0;
  // For messages that no other outcome writes. An id that is there already is left alone.
  [[nodiscard]] virtual Task<> add(std::vector<OutboxMessage> messages, TimePoint now) = 0;
  [[nodiscard]] virtual Task<OutboxCount> count(TimePoint now) = 0;
  // Empties messages that were given up before then; how many.
  [[nodiscard]] virtual Task<std::int64_t> forget_dead(TimePoint before) = 0;
  // Makes the partitions of the months ahead.
  [[nodiscard]] virtual Task<> add_months(TimePoint now) = 0;
};

}  // namespace tessera::outbound
