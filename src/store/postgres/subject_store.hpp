// Pairwise subjects.
#pragma once

#include <tessera/privacy/privacy_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class SubjectStore final : public privacy::SubjectStore {
 public:
  explicit SubjectStore(Pool& pool) : pool_(pool) {}
  [[nodiscard]] Task<std::string> ensure(const Uuid& person, std::string_view sector,
                                         std::string_view candidate, TimePoint now) override;
  [[nodiscard]] Task<std::optional<std::string>> find(const Uuid& person,
                                                      std::string_view sector) override;
  [[nodiscard]] Task<std::optional<Uuid>> person_of(std::string_view subject) override;
  [[nodiscard]] Task<std::optional<Uuid>> person_in(std::string_view subject,
                                                    std::string_view sector) override;

 private:
  Pool& pool_;
};

// On a connection that is within a transaction already, or none.
[[nodiscard]] std::string ensure_subject(Connection& db, const Uuid& person,
                                         std::string_view sector, std::string_view candidate,
                                         TimePoint now);

}  // namespace tessera::store::postgres
