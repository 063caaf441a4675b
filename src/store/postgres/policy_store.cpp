#include "store/postgres/policy_store.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {

Task<std::optional<std::int64_t>> PolicyStore::save_purpose(const access::Purpose& purpose,
                                                            audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const auto version = co_await pool_.run([&](Connection& db) -> std::optional<std::int64_t> {
    const auto rows = db.exec(sql::policy_save_purpose,
                              {journal_param(sealed->rows()), purpose.code, purpose.title,
                               purpose.legal_basis, purpose.data_classes, purpose.version});
    return rows.empty() ? std::nullopt : std::optional(rows[0].integer(0));
  });
  if (version) sealed->committed();
  co_return version;
}

Task<std::vector<access::SignInLevel>> PolicyStore::levels() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<access::SignInLevel> out;
    const auto rows = db.exec(sql::policy_levels);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.push_back(
          {.role = rows[i].string(0), .least = rows[i].string(1), .version = rows[i].integer(2)});
    }
    return out;
  });
}

Task<std::optional<std::int64_t>> PolicyStore::save_level(const access::SignInLevel& level,
                                                          TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const auto version = co_await pool_.run([&](Connection& db) -> std::optional<std::int64_t> {
    if (level.least.empty()) {
      const auto gone = db.exec(sql::policy_remove_level,
                                {journal_param(sealed->rows()), level.role, level.version});
      return gone.empty() ? std::nullopt : std::optional<std::int64_t>(0);
    }
    const auto rows = db.exec(sql::policy_save_level, {journal_param(sealed->rows()), level.role,
                                                       level.least, now, level.version});
    return rows.empty() ? std::nullopt : std::optional(rows[0].integer(0));
  });
  if (version) sealed->committed();
  co_return version;
}

}  // namespace tessera::store::postgres
