// Scans in PostgreSQL, in sealed chunks.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/enrol/evidence.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class EvidenceStore final : public enrol::EvidenceStore {
 public:
  EvidenceStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  Task<bool> begin(const enrol::Evidence& evidence, const Bytes& wrapped_key) override;
  Task<> append(const Uuid& id, int n, const Bytes& box) override;
  Task<bool> finish(const enrol::Evidence& evidence, std::vector<audit::Event> events) override;
  Task<bool> remove(const Uuid& id, const Uuid& application,
                    std::vector<audit::Event> events) override;
  Task<std::vector<enrol::Evidence>> list(const Uuid& application) override;
  Task<std::optional<Bytes>> load_key(const Uuid& id) override;
  Task<std::optional<Bytes>> load_chunk(const Uuid& id, int n) override;
  Task<int> remove_abandoned(TimePoint before) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
