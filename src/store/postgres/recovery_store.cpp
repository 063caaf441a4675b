#include "store/postgres/recovery_store.hpp"

#include <tessera/authn/words.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

authn::Recovery read_recovery(const Row& row) {
  authn::Recovery recovery;
  recovery.id = row.uuid(0);
  recovery.person = row.uuid(1);
  recovery.state = authn::parse_recovery_state(row.text(2)).value();
  for (const auto& word : row.texts(3))
    recovery.proofs.push_back(authn::parse_method(word).value());
  recovery.grant = {.password = row.boolean(4), .second_factor = row.boolean(5)};
  recovery.has_secret = row.boolean(6);
  recovery.requested = row.time(7);
  recovery.entered = row.time(8);
  recovery.due = row.opt_time(9);
  recovery.officer = row.opt_uuid(10);
  recovery.version = row.integer(11);
  return recovery;
}

std::vector<std::string> words_of(const std::vector<authn::Method>& proofs) {
  std::vector<std::string> words;
  for (const auto proof : proofs) words.emplace_back(authn::to_string(proof));
  return words;
}

std::vector<std::string> words_of(const std::vector<authn::AuthenticatorKind>& kinds) {
  std::vector<std::string> words;
  for (const auto kind : kinds) words.emplace_back(authn::to_string(kind));
  return words;
}

Rows exec_move(Connection& db, const audit::Sealed& sealed, const authn::RecoveryMove& move,
               const MessageColumns& m) {
  return db.exec(sql::recovery_move,
                 {journal_param(sealed.rows()), move.id, move.version, authn::to_string(move.from),
                  authn::to_string(move.to), move.due, move.now, move.reason, m.ids, m.kinds,
                  bytes_array(m.payloads), m.dues});
}

}  // namespace

Task<std::optional<authn::Recovery>> RecoveryStore::find_open(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::Recovery> {
    const auto rows = db.exec(sql::recovery_find_open, {person});
    if (rows.empty()) return std::nullopt;
    return read_recovery(rows[0]);
  });
}

Task<std::optional<authn::Recovery>> RecoveryStore::find_by_secret(Bytes hash) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::Recovery> {
    const auto rows = db.exec(sql::recovery_find_by_secret, {hash});
    if (rows.empty()) return std::nullopt;
    return read_recovery(rows[0]);
  });
}

Task<std::optional<authn::Recovery>> RecoveryStore::load(const Uuid& id) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::Recovery> {
    const auto rows = db.exec(sql::recovery_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_recovery(rows[0]);
  });
}

Task<std::vector<authn::Recovery>> RecoveryStore::due(TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::recovery_due, {now});
    std::vector<authn::Recovery> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(read_recovery(rows[i]));
    return found;
  });
}

Task<bool> RecoveryStore::request(const authn::Recovery& recovery, Bytes secret_hash,
                                  authn::RecoveryNews news) {
  const MessageColumns m(news.messages, recovery.requested);
  const auto sealed = journal_.seal(std::move(news.events));
  const auto secret = secret_hash.empty() ? std::nullopt : std::optional(std::move(secret_hash));
  const bool saved = co_await pool_.run([&](Connection& db) {
    bool done = false;
    db.transaction([&] {
      if (db.exec(sql::recovery_lock_person, {recovery.person}).empty()) return;
      done = !db.exec(sql::recovery_request,
                      {journal_param(sealed->rows()), recovery.id, recovery.person,
                       authn::to_string(recovery.state), words_of(recovery.proofs),
                       recovery.grant.password, recovery.grant.second_factor, secret,
                       recovery.requested, recovery.due, recovery.officer, m.ids, m.kinds,
                       bytes_array(m.payloads), m.dues})
                  .empty();
    });
    return done;
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<bool> RecoveryStore::move(const authn::RecoveryMove& move, authn::RecoveryNews news) {
  const MessageColumns m(news.messages, move.now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool moved =
      co_await pool_.run([&](Connection& db) { return !exec_move(db, *sealed, move, m).empty(); });
  if (moved) sealed->committed();
  co_return moved;
}

Task<bool> RecoveryStore::complete(const authn::RecoveryCompletion& completion,
                                   authn::RecoveryNews news) {
  const auto& move = completion.move;
  const MessageColumns m(news.messages, move.now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool done = co_await pool_.run([&](Connection& db) {
    bool moved = false;
    db.transaction([&] {
      if (db.exec(sql::recovery_lock_person, {completion.person}).empty()) return;
      moved = !exec_move(db, *sealed, move, m).empty();
      if (!moved) return;
      db.exec(sql::recovery_drop_authenticators, {completion.person, words_of(completion.replaced),
                                                  words_of(completion.suspended), move.now});
      for (const auto& record : completion.bound) {
        const auto& a = record.authenticator;
        db.exec(sql::recovery_bind_authenticator,
                {a.id, completion.person, authn::to_string(a.kind), a.label, record.data,
                 record.params, record.last_step, move.now});
      }
    });
    return moved;
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> RecoveryStore::change_authenticator(const authn::AuthenticatorChange& change,
                                               authn::RecoveryNews news) {
  const MessageColumns m(news.messages, change.now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool changed = co_await pool_.run([&](Connection& db) {
    bool done = false;
    db.transaction([&] {
      if (db.exec(sql::recovery_lock_person, {change.person}).empty()) return;
      done = !db.exec(sql::recovery_change_authenticator,
                      {journal_param(sealed->rows()), change.id, change.person,
                       authn::to_string(change.from), authn::to_string(change.to), change.label,
                       change.reason, change.expect_active, change.now, m.ids, m.kinds,
                       bytes_array(m.payloads), m.dues})
                  .empty();
    });
    return done;
  });
  if (changed) sealed->committed();
  co_return changed;
}

}  // namespace tessera::store::postgres
