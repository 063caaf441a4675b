#include "queries.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

access::RoleGrant read_grant(const Row& row) {
  return {.id = row.uuid(0),
          .person = row.uuid(1),
          .role = row.string(2),
          .unit = row.uuid(3),
          .starts = row.time(4),
          .ends = row.opt_time(5),
          .reason = row.string(6),
          .granted_by = row.opt_uuid(7),
          .created = row.time(8),
          .revoked = row.opt_time(9),
          .revoked_by = row.opt_uuid(10),
          .version = row.integer(11),
          .purposes = row.texts(12),
          .delegated_from = row.opt_uuid(13),
          .request = row.opt_uuid(14),
          .seal = row.opt_bytes(15).value_or(Bytes{})};
}

std::optional<access::RoleGrant> first_grant(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_grant(rows[0]);
}

}  // namespace

Task<std::vector<access::RoleGrant>> RoleGrantStore::list(
    const access::RoleGrantFilter& filter, const std::optional<std::set<Uuid>>& visible,
    TimePoint now) {
  co_return co_await pool_.run([&filter, &visible, now](Connection& db) {
    Param units(nullptr);
    if (visible) units = Param(std::vector<Uuid>(visible->begin(), visible->end()));
    std::vector<access::RoleGrant> out;
    const auto rows = db.exec(sql::role_grant_list,
                              {filter.person, filter.role, filter.unit, units, filter.in_force_only,
                               now, filter.after, static_cast<std::int64_t>(filter.limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_grant(rows[i]));
    return out;
  });
}

Task<std::optional<access::RoleGrant>> RoleGrantStore::load(const Uuid& id) {
  co_return co_await pool_.run(
      [&id](Connection& db) { return first_grant(db.exec(sql::role_grant_load, {id})); });
}

Task<access::GrantFacts> RoleGrantStore::load_facts(const access::NewRoleGrant& grant,
                                                    TimePoint now) {
  co_return co_await pool_.run([&grant, now](Connection& db) {
    const auto rows = db.exec(sql::role_grant_load_facts,
                              {grant.person, grant.role, grant.unit, now, grant.purposes});
    const auto& row = rows[0];
    return access::GrantFacts{.person_active = row.boolean(0),
                              .person_staff = row.boolean(1),
                              .staff_until = row.opt_time(2),
                              .person_ial = static_cast<Ial>(row.integer(3)),
                              .role_exists = row.boolean(4),
                              .role_has_power = row.boolean(5),
                              .unit_exists = row.boolean(6),
                              .conflicts = row.texts(7),
                              .limits = {.approvals = static_cast<int>(row.integer(8)),
                                         .longest = static_cast<int>(row.integer(9)),
                                         .delegable = row.boolean(10)},
                              .permission_approvals = static_cast<int>(row.integer(15)),
                              .full = row.texts(11),
                              .unknown_purposes = row.texts(12),
                              .missing = row.texts(13),
                              .least_ial = static_cast<Ial>(row.integer(14))};
  });
}

Task<bool> RoleGrantStore::create(const access::RoleGrant& grant, bool may_conflict,
                                  audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    bool created = false;
    db.transaction([&] {
      db.exec(sql::role_grant_lock_catalogue);
      db.exec(sql::role_grant_lock_person, {grant.person});
      db.exec(sql::role_grant_lock_holders, {grant.role});
      if (grant.delegated_from) db.exec(sql::role_grant_lock_source, {*grant.delegated_from});
      created =
          !db.exec(sql::role_grant_create,
                   {journal_param(sealed->rows()), grant.id, grant.person, grant.role, grant.unit,
                    grant.starts, grant.ends, grant.reason, grant.granted_by, grant.created,
                    may_conflict, grant.purposes, grant.delegated_from, grant.request, grant.seal})
               .empty();
    });
    return created;
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<access::RoleGrant>> RoleGrantStore::revoke(const access::Revocation& revocation,
                                                              audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  auto revoked = co_await pool_.run([&](Connection& db) {
    return first_grant(db.exec(sql::role_grant_revoke,
                               {journal_param(sealed->rows()), revocation.id, revocation.version,
                                revocation.now, revocation.by, revocation.reason}));
  });
  if (revoked) sealed->committed();
  co_return revoked;
}

Task<std::vector<access::RoleGrant>> RoleGrantStore::unsealed(TimePoint now) {
  co_return co_await pool_.run([now](Connection& db) {
    std::vector<access::RoleGrant> out;
    const auto rows = db.exec(sql::role_grant_unsealed, {now});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_grant(rows[i]));
    return out;
  });
}

Task<bool> RoleGrantStore::put_seal(const access::RoleGrant& grant, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::role_grant_put_seal,
                    {journal_param(sealed->rows()), grant.id, grant.version, grant.seal})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

}  // namespace tessera::store::postgres
