// Work cases, purposes and trainings in PostgreSQL.
#pragma once

#include <tessera/access/trainings.hpp>
#include <tessera/access/work_cases.hpp>
#include <tessera/audit/journal.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class WorkCaseStore final : public access::WorkCaseStore {
 public:
  WorkCaseStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<access::Purpose>> purposes() override;
  Task<access::WorkCaseFacts> load_facts(const access::NewWorkCase& wish, TimePoint now) override;
  Task<std::vector<access::WorkCase>> list(const access::WorkCaseFilter& filter,
                                           const std::optional<std::set<Uuid>>& visible,
                                           TimePoint now) override;
  Task<std::optional<access::WorkCase>> load(const Uuid& id) override;
  Task<> create(const access::WorkCase& work_case, audit::Event event) override;
  Task<std::optional<access::WorkCase>> close(const access::CaseClosing& closing,
                                              audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

class TrainingStore final : public access::TrainingStore {
 public:
  TrainingStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<access::Training>> list(const Uuid& person) override;
  Task<std::optional<Uuid>> unit_of(const Uuid& person) override;
  Task<> record(const access::Training& training, audit::Event event) override;
  Task<std::vector<access::EndingTraining>> ending(TimePoint now, std::size_t limit) override;
  Task<bool> tell(const access::EndingTraining& ending, const std::vector<OutboxMessage>& messages,
                  TimePoint now) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
