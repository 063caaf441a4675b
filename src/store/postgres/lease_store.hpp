// Leases as rows with a unique name.
#pragma once

#include <tessera/runtime/lease.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class LeaseStore final : public runtime::Leases {
 public:
  explicit LeaseStore(Pool& pool) : pool_(pool) {}
  Task<bool> take(std::string name, Uuid holder, Duration for_long) override;
  Task<> release(std::string name, Uuid holder) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
