// The outbox as a table in monthly partitions, claimed by SKIP LOCKED.
#pragma once

#include <tessera/outbound/outbox.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class OutboxStore final : public outbound::Outbox {
 public:
  explicit OutboxStore(Pool& pool) : pool_(pool) {}
  Task<std::vector<outbound::ClaimedMessage>> claim(std::vector<std::string> kinds, TimePoint now,
                                                    int most, Duration lease) override;
  Task<> save_done(Uuid id, std::vector<OutboxMessage> follow_ups, TimePoint now) override;
  Task<> put_off(Uuid id, TimePoint due, std::string failure) override;
  Task<> bury(Uuid id, TimePoint now, std::string failure) override;
  Task<> add(std::vector<OutboxMessage> messages, TimePoint now) override;
  Task<outbound::OutboxCount> count(TimePoint now) override;
  Task<std::int64_t> forget_dead(TimePoint before) override;
  Task<> add_months(TimePoint now) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
