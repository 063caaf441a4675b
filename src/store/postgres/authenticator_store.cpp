#include "store/postgres/authenticator_store.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/authn/proof_json.hpp>
#include <tessera/authn/words.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/people_store.hpp"

namespace tessera::store::postgres {
namespace {

constexpr std::string_view kNoCharacteristics = "{}";

// Its columns begin at `first`.
authn::AuthenticatorRecord read_record(const Row& row, int first = 0) {
  authn::AuthenticatorRecord record;
  auto& a = record.authenticator;
  a.id = row.uuid(first);
  record.person = row.uuid(first + 1);
  a.kind = authn::parse_authenticator_kind(row.text(first + 2)).value();
  a.state = authn::parse_authenticator_state(row.text(first + 3)).value();
  a.label = row.string(first + 4);
  record.data = row.bytes(first + 5);
  record.params = row.string(first + 6);
  record.consecutive_failures = static_cast<int>(row.integer(first + 7));
  record.last_step = row.opt_integer(first + 8);
  a.last_used = row.opt_time(first + 9);
  a.bound = row.time(first + 10);
  record.lookup_key = row.opt_bytes(first + 11).value_or(Bytes{});
  record.sign_count = row.integer(first + 12);
  record.used_codes = row.integer(first + 13);
  if (row.text(first + 14) != kNoCharacteristics)
    a.characteristics = boost::json::parse(row.text(first + 14)).as_object();
  a.expires = row.opt_time(first + 15);
  a.reason = row.string(first + 16);
  return record;
}

// One parameter per column.
struct UsedColumns {
  std::vector<Uuid> ids;
  std::vector<std::string> counters;
  std::vector<std::string> backed_up;

  explicit UsedColumns(std::span<const authn::UsedAuthenticator> used) {
    for (const auto& each : used) {
      ids.push_back(each.id);
      counters.push_back(std::to_string(each.counter));
      backed_up.emplace_back(!each.backed_up ? "" : *each.backed_up ? "true" : "false");
    }
  }
};

}  // namespace

Task<std::vector<authn::AuthenticatorRecord>> AuthenticatorStore::load(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::authenticator_load, {person});
    std::vector<authn::AuthenticatorRecord> records;
    for (std::size_t i = 0; i < rows.size(); ++i) records.push_back(read_record(rows[i]));
    return records;
  });
}

Task<authn::LoginHolder> AuthenticatorStore::load_by_login(std::vector<Bytes> fingerprints) {
  constexpr int kFirst = 19;  // behind the person's
  const auto values = bytes_array(fingerprints);
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::authenticator_load_by_login, {values});
    authn::LoginHolder holder;
    if (!rows.empty()) holder.person = read_person(rows[0]);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].is_null(kFirst)) holder.authenticators.push_back(read_record(rows[i], kFirst));
    }
    return holder;
  });
}

Task<std::optional<authn::AuthenticatorRecord>> AuthenticatorStore::find(
    authn::AuthenticatorKind kind, Bytes lookup_key) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::AuthenticatorRecord> {
    const auto rows = db.exec(sql::authenticator_find, {authn::to_string(kind), lookup_key});
    return rows.empty() ? std::nullopt : std::optional(read_record(rows[0]));
  });
}

Task<Bytes> AuthenticatorStore::user_handle(const Uuid& person, Bytes fresh) {
  co_return co_await pool_.run([&](Connection& db) {
    // Made by a parallel one after this statement looked: the second time it is seen.
    auto rows = db.exec(sql::authenticator_user_handle, {person, fresh});
    if (rows.empty()) rows = db.exec(sql::authenticator_user_handle, {person, fresh});
    return rows[0].bytes(0);
  });
}

Task<bool> AuthenticatorStore::bind(const authn::NewAuthenticator& authenticator) {
  const auto& record = authenticator.record;
  const auto& a = record.authenticator;
  const MessageColumns m(authenticator.notices, a.bound);
  const auto sealed = journal_.seal(authenticator.events);
  const bool bound = co_await pool_.run([&](Connection& db) {
    try {
      return !db.exec(sql::authenticator_bind,
                      {journal_param(sealed->rows()), a.id, record.person, authn::to_string(a.kind),
                       a.label, record.data, record.params, record.last_step, a.bound,
                       authenticator.replaces, authenticator.at_most, m.ids, m.kinds,
                       bytes_array(m.payloads), m.dues,
                       record.lookup_key.empty() ? std::nullopt : std::optional(record.lookup_key),
                       record.sign_count, boost::json::serialize(a.characteristics), a.expires})
                  .empty();
    } catch (const ConstraintViolation& violation) {
      if (violation.is_unique()) return false;  // another one was bound at the same moment
      throw;
    }
  });
  if (bound) sealed->committed();
  co_return bound;
}

Task<> AuthenticatorStore::save_failure(std::optional<Uuid> authenticator, audit::Event event,
                                        authn::AtCap at_cap) {
  const auto now = at_cap.now;
  const MessageColumns m(at_cap.messages, now);
  const auto sealed = journal_.seal({std::move(event)});
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::authenticator_save_failure,
            {journal_param(sealed->rows()), authenticator, now, at_cap.failures, m.ids, m.kinds,
             bytes_array(m.payloads), m.dues});
  });
  sealed->committed();
}

Task<> AuthenticatorStore::upgrade_password(const Uuid& authenticator, Bytes from, Bytes to,
                                            std::string params) {
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::authenticator_upgrade_password, {authenticator, to, params, from});
  });
}

Task<std::optional<authn::SignInCommit>> AuthenticatorStore::commit_sign_in(
    const authn::SignInOutcome& outcome) {
  const auto& record = outcome.session;
  const auto& s = record.session;
  const auto sealed = journal_.seal({outcome.event});
  const auto idle = std::chrono::duration_cast<seconds>(record.idle).count();
  const UsedColumns used(outcome.used);
  const MessageColumns m(outcome.notices, s.last_seen);
  const auto commit = co_await pool_.run([&](Connection& db) -> std::optional<authn::SignInCommit> {
    const auto rows = db.exec(sql::session_commit_sign_in, {journal_param(sealed->rows()),
                                                            s.last_seen,
                                                            used.ids,
                                                            used.counters,
                                                            used.backed_up,
                                                            s.id,
                                                            record.secret_hash,
                                                            s.person,
                                                            record.staff,
                                                            to_string(s.acr),
                                                            s.amr,
                                                            s.auth_time,
                                                            s.created,
                                                            s.expires,
                                                            static_cast<std::int64_t>(idle),
                                                            s.user_agent,
                                                            s.address_class,
                                                            authn::render_proofs(s.proofs),
                                                            s.place,
                                                            m.ids,
                                                            m.kinds,
                                                            bytes_array(m.payloads),
                                                            m.dues});
    if (rows.empty()) return std::nullopt;
    return authn::SignInCommit{rows[0].integer(0), rows[0].integer(1)};
  });
  if (commit) sealed->committed();
  co_return commit;
}

}  // namespace tessera::store::postgres
