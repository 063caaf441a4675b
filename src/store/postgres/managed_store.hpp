// Records of configuration as code.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/managed/record_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ManagedStore final : public managed::RecordStore {
 public:
  ManagedStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<managed::Record>> list() override;
  Task<bool> save(const managed::Record& record, const std::vector<std::string>& taken,
                  audit::Event event) override;
  Task<bool> remove(const managed::Record& record, audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
