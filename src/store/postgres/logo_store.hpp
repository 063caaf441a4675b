// oauth::LogoStore on PostgreSQL.
#pragma once

#include <tessera/oauth/client_logo.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Does not own the pool.
class LogoStore final : public oauth::LogoStore {
 public:
  explicit LogoStore(Pool& pool) : pool_(pool) {}
  [[nodiscard]] Task<std::vector<oauth::WantedLogo>> wanted(TimePoint retry, TimePoint renew,
                                                            std::size_t limit) override;
  Task<> save(const oauth::WantedLogo& wanted, std::optional<oauth::ClientLogo> logo,
              TimePoint now) override;
  [[nodiscard]] Task<std::optional<oauth::ClientLogo>> find(const Uuid& client) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
