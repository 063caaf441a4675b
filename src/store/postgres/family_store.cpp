#include "store/postgres/family_store.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/release_param.hpp"

namespace tessera::store::postgres {
namespace {

constexpr std::string_view kNoDetails = "[]";

oauth::Grant read_grant(const Row& row) {
  oauth::Grant g;
  g.id = row.uuid(0);
  g.client = row.uuid(1);
  g.person = row.opt_uuid(2).value_or(Uuid{});
  g.session = row.opt_uuid(3);
  g.subject = row.string(4);
  g.scopes = row.texts(5);
  g.claims = row.texts(6);
  g.id_token_claims = row.texts(7);
  g.acr = parse_acr(row.text(8)).value_or(Acr::none);
  g.amr = row.texts(9);
  g.auth_time = row.time(10);
  g.created = row.time(11);
  g.mode = oauth::parse_refresh_mode(row.text(12)).value_or(oauth::RefreshMode::none);
  g.n = row.integer(13);
  g.rotated = row.opt_time(14);
  g.expires = row.time(15);
  g.revoked = row.opt_time(16);
  if (row.text(17) != kNoDetails) g.authorization_details = row.string(17);
  g.resources = row.texts(18);
  g.cnf = row.string(19);
  return g;
}

}  // namespace

Task<bool> FamilyStore::create(const oauth::NewGrant& made) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto& g = made.grant;
    const auto sealed = journal_.seal(made.events);
    const auto rows = db.exec(
        sql::family_create,
        {journal_param(sealed->rows()),
         release_param(made.releases),
         g.id,
         g.client,
         g.person,
         g.session,
         made.code_hash,
         g.subject,
         g.scopes,
         g.claims,
         g.id_token_claims,
         to_string(g.acr),
         g.amr,
         g.auth_time,
         g.created,
         oauth::to_string(g.mode),
         g.expires,
         made.needs_consent,
         g.authorization_details.empty() ? kNoDetails : std::string_view(g.authorization_details),
         g.resources,
         g.cnf});
    if (rows.empty()) return false;
    sealed->committed();
    return true;
  });
}

Task<std::optional<oauth::Grant>> FamilyStore::load(const Uuid& id) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<oauth::Grant> {
    const auto rows = db.exec(sql::family_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_grant(rows[0]);
  });
}

Task<oauth::RotationOutcome> FamilyStore::rotate(const oauth::Rotation& rotation) {
  co_return co_await pool_.run([&](Connection& db) {
    oauth::RotationOutcome out;
    const auto sealed = journal_.seal(rotation.events);
    const auto rows = db.exec(sql::family_rotate, {journal_param(sealed->rows()), rotation.id,
                                                   rotation.client, rotation.n, rotation.now});
    if (!rows.empty()) {
      sealed->committed();
      out.grant = read_grant(rows[0]);
      out.rotated = true;
      return out;
    }
    const auto stands = db.exec(sql::family_load_presented, {rotation.id, rotation.client});
    if (!stands.empty()) out.grant = read_grant(stands[0]);
    out.outage = pool_.last_outage();
    return out;
  });
}

Task<std::vector<Uuid>> FamilyStore::revoke(const oauth::Revocation& r) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = journal_.seal(r.events);
    const auto rows = db.exec(sql::family_revoke, {journal_param(sealed->rows()), r.id, r.client,
                                                   r.person, r.session, r.now, r.reason});
    std::vector<Uuid> ended;
    bool now = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ended.push_back(rows[i].uuid(0));
      now = now || rows[i].boolean(1);
    }
    if (now) sealed->committed();
    return ended;
  });
}

Task<bool> FamilyStore::spoil_code(const oauth::NewGrant& tombstone, bool known) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto& g = tombstone.grant;
    const auto sealed = journal_.seal(tombstone.events);
    const auto rows = db.exec(sql::family_spoil, {journal_param(sealed->rows()), g.id, g.client,
                                                  tombstone.code_hash, g.created, known});
    if (rows.empty()) return false;
    if (rows[0].boolean(1)) sealed->committed();
    return true;
  });
}

Task<std::vector<oauth::SessionClient>> FamilyStore::clients_of_session(const Uuid& session) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<oauth::SessionClient> out;
    const auto rows = db.exec(sql::family_clients_of_session, {session});
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back({rows[i].uuid(0), rows[i].string(1)});
    return out;
  });
}

Task<> FamilyStore::add_months(TimePoint now) {
  co_await pool_.run([&](Connection& db) { db.exec(sql::family_add_months, {now}); });
}

}  // namespace tessera::store::postgres
