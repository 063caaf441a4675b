#include "store/postgres/lease_store.hpp"

#include "queries.hpp"

namespace tessera::store::postgres {

Task<bool> LeaseStore::take(std::string name, Uuid holder, Duration for_long) {
  const double length = std::chrono::duration<double>(for_long).count();
  auto job = [&](Connection& c) {
    return !c.exec(sql::lease_take, {name, holder, std::to_string(length)}).empty();
  };
  co_return co_await pool_.run(job);
}

Task<> LeaseStore::release(std::string name, Uuid holder) {
  auto job = [&](Connection& c) { c.exec(sql::lease_release, {name, holder}); };
  co_await pool_.run(job);
}

}  // namespace tessera::store::postgres
