#include "store/postgres/signing_key_store.hpp"

#include <stdexcept>

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

using jose::KeyState;

KeyState read_state(std::string_view text) {
  for (const auto state : {KeyState::next, KeyState::active, KeyState::retired}) {
    if (jose::to_string(state) == text) return state;
  }
  throw std::runtime_error("signing key: unknown state");
}

oauth::SigningKeyRow read_row(const Row& row) {
  const auto alg = jose::parse_alg(row.text(1));
  if (!alg) throw std::runtime_error("signing key: unknown algorithm");
  return {.kid = row.string(0),
          .alg = *alg,
          .state = read_state(row.text(2)),
          .private_box = row.opt_bytes(3).value_or(Bytes{}),
          .public_der = row.bytes(4),
          .published = row.time(5),
          .activated = row.opt_time(6),
          .retired = row.opt_time(7)};
}

}  // namespace

Task<std::vector<oauth::SigningKeyRow>> SigningKeyStore::load_all() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<oauth::SigningKeyRow> out;
    const auto rows = db.exec(sql::signing_key_load_all);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_row(rows[i]));
    return out;
  });
}

Task<bool> SigningKeyStore::publish(const oauth::SigningKeyRow& row, audit::Event event) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = seal_one(journal_, std::move(event));
    const auto rows =
        db.exec(sql::signing_key_publish,
                {journal_param(sealed->rows()), row.kid, jose::to_string(row.alg),
                 jose::to_string(row.state), row.private_box, row.public_der, row.published});
    if (rows.empty()) return false;
    sealed->committed();
    return true;
  });
}

Task<bool> SigningKeyStore::activate(const oauth::SigningKeyRow& row, TimePoint now,
                                     audit::Event event) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = seal_one(journal_, std::move(event));
    bool done = false;
    try {
      db.transaction([&] {
        db.exec(sql::signing_key_retire_active, {jose::to_string(row.alg), row.kid, now});
        done = !db.exec(sql::signing_key_activate, {journal_param(sealed->rows()), row.kid, now})
                    .empty();
      });
    } catch (const ConstraintViolation&) {  // another node activated its own
      return false;
    }
    if (done) sealed->committed();
    return done;
  });
}

Task<bool> SigningKeyStore::remove(const oauth::SigningKeyRow& row, TimePoint now,
                                   audit::Event event) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = seal_one(journal_, std::move(event));
    const auto rows =
        db.exec(sql::signing_key_remove, {journal_param(sealed->rows()), row.kid, now});
    if (rows.empty()) return false;
    sealed->committed();
    return true;
  });
}

}  // namespace tessera::store::postgres
