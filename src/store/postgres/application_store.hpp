// Applications, their queue and their contact codes in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/enrol/application_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ApplicationStore final : public enrol::ApplicationStore,
                               public enrol::ApplicationLists,
                               public enrol::ContactCodeStore {
 public:
  ApplicationStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  Task<> create(const enrol::ApplicationChange& change, const people::WrappedKey& key) override;
  Task<std::optional<enrol::Application>> load(const Uuid& id) override;
  Task<bool> save(const enrol::ApplicationChange& change) override;
  Task<std::optional<enrol::Application>> find_tracking(std::string_view tracking) override;
  Task<std::optional<enrol::Application>> find_continuation(const Bytes& hash,
                                                            TimePoint now) override;
  Task<std::optional<enrol::SealedApplication>> load_values(const Uuid& id) override;
  Task<std::vector<enrol::HistoryStep>> load_history(const Uuid& id) override;
  Task<std::vector<Uuid>> match(const Uuid& except, std::string_view kind,
                                std::span<const Bytes> values) override;

  Task<std::vector<enrol::Application>> queue(const enrol::QueueFilter& filter) override;
  Task<std::vector<std::pair<Uuid, int>>> loads() override;
  Task<std::vector<enrol::DuplicateHit>> load_duplicates(const Uuid& id) override;
  Task<std::vector<enrol::Application>> due_timers(TimePoint now) override;
  Task<std::vector<enrol::Application>> due_deletions(TimePoint now) override;
  Task<bool> delete_personal_data(const Uuid& id, TimePoint now,
                                  std::vector<audit::Event> events) override;

  Task<> save_code(const Uuid& application, const Bytes& mac, TimePoint expires, TimePoint now,
                   std::vector<audit::Event> events, std::vector<OutboxMessage> messages) override;
  Task<bool> take_code(const Uuid& application, const Bytes& mac, TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
