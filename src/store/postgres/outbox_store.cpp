#include "store/postgres/outbox_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"

namespace tessera::store::postgres {

namespace {

outbound::ClaimedMessage claimed_of(const Row& row) {
  return {.id = row.uuid(0),
          .kind = row.string(1),
          .payload = row.bytes(2),
          .created = row.time(3),
          .attempts = static_cast<int>(row.integer(4))};
}

}  // namespace

Task<std::vector<outbound::ClaimedMessage>> OutboxStore::claim(std::vector<std::string> kinds,
                                                               TimePoint now, int most,
                                                               Duration lease) {
  const double length = std::chrono::duration<double>(lease).count();
  auto job = [&](Connection& c) {
    const auto rows = c.exec(sql::outbox_claim, {now, most, std::to_string(length), kinds});
    std::vector<outbound::ClaimedMessage> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(claimed_of(rows[i]));
    return out;
  };
  co_return co_await pool_.run(job);
}

Task<> OutboxStore::save_done(Uuid id, std::vector<OutboxMessage> follow_ups, TimePoint now) {
  const MessageColumns next(follow_ups, now);
  auto job = [&](Connection& c) {
    c.exec(sql::outbox_save_done,
           {id, now, next.ids, next.kinds, bytes_array(next.payloads), next.dues});
  };
  co_await pool_.run(job);
}

Task<> OutboxStore::put_off(Uuid id, TimePoint due, std::string failure) {
  auto job = [&](Connection& c) { c.exec(sql::outbox_put_off, {id, due, failure}); };
  co_await pool_.run(job);
}

Task<> OutboxStore::bury(Uuid id, TimePoint now, std::string failure) {
  auto job = [&](Connection& c) { c.exec(sql::outbox_bury, {id, now, failure}); };
  co_await pool_.run(job);
}

Task<> OutboxStore::add(std::vector<OutboxMessage> messages, TimePoint now) {
  const MessageColumns columns(messages, now);
  auto job = [&](Connection& c) {
    c.exec(sql::outbox_insert,
           {now, columns.ids, columns.kinds, bytes_array(columns.payloads), columns.dues});
  };
  co_await pool_.run(job);
}

Task<outbound::OutboxCount> OutboxStore::count(TimePoint now) {
  auto job = [&](Connection& c) {
    const auto rows = c.exec(sql::outbox_count, {now});
    return outbound::OutboxCount{.waiting = rows[0].integer(0),
                                 .dead = rows[0].integer(1),
                                 .oldest_seconds = rows[0].integer(2)};
  };
  co_return co_await pool_.run(job);
}

Task<std::int64_t> OutboxStore::forget_dead(TimePoint before) {
  auto job = [&](Connection& c) { return c.exec(sql::outbox_forget_dead, {before})[0].integer(0); };
  co_return co_await pool_.run(job);
}

Task<> OutboxStore::add_months(TimePoint now) {
  auto job = [&](Connection& c) { c.exec(sql::outbox_add_months, {now}); };
  co_await pool_.run(job);
}

}  // namespace tessera::store::postgres
