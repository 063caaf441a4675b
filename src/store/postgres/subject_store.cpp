#include "store/postgres/subject_store.hpp"

#include <stdexcept>

#include "queries.hpp"

namespace tessera::store::postgres {

std::string ensure_subject(Connection& db, const Uuid& person, std::string_view sector,
                           std::string_view candidate, TimePoint now) {
  // A row that a parallel request has just committed is seen by the second statement only.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto rows = db.exec(sql::subject_ensure, {person, sector, candidate, now});
    if (!rows.empty()) return rows[0].string(0);
  }
  throw std::runtime_error("pairwise subject neither made nor found");
}

Task<std::string> SubjectStore::ensure(const Uuid& person, std::string_view sector,
                                       std::string_view candidate, TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return ensure_subject(db, person, sector, candidate, now); });
}

Task<std::optional<std::string>> SubjectStore::find(const Uuid& person, std::string_view sector) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<std::string> {
    const auto rows = db.exec(sql::subject_find, {person, sector});
    if (rows.empty()) return std::nullopt;
    return rows[0].string(0);
  });
}

Task<std::optional<Uuid>> SubjectStore::person_of(std::string_view subject) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<Uuid> {
    const auto rows = db.exec(sql::subject_person_of, {subject});
    if (rows.empty()) return std::nullopt;
    return rows[0].uuid(0);
  });
}

Task<std::optional<Uuid>> SubjectStore::person_in(std::string_view subject,
                                                  std::string_view sector) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<Uuid> {
    const auto rows = db.exec(sql::subject_person_in, {subject, sector});
    if (rows.empty()) return std::nullopt;
    return rows[0].uuid(0);
  });
}

}  // namespace tessera::store::postgres
