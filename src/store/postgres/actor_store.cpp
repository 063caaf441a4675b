#include <algorithm>

#include <tessera/access/grant_seal.hpp>

#include "queries.hpp"
#include "store/postgres/access_store.hpp"

namespace tessera::store::postgres {
namespace {

// A use of a permission counts for the other of its pair this long: no session of staff lasts
// longer.
constexpr hours kExercised{24};

std::set<std::string> words(const Row& row, int column) {
  std::set<std::string> out;
  for (auto& word : row.texts(column)) out.insert(std::move(word));
  return out;
}

std::pair<std::string, std::string> split(const std::string& pair) {
  const auto colon = pair.find(':');
  return {pair.substr(0, colon), pair.substr(colon + 1)};
}

access::RoleGrant read_sealed(const Row& row) {
  return {.id = row.uuid(2),
          .person = row.uuid(3),
          .role = row.string(4),
          .unit = row.uuid(5),
          .starts = row.time(6),
          .ends = row.opt_time(7),
          .granted_by = row.opt_uuid(10),
          .revoked = row.opt_time(8),
          .purposes = row.texts(9),
          .delegated_from = row.opt_uuid(12),
          .request = row.opt_uuid(11),
          .seal = row.opt_bytes(13).value_or(Bytes{})};
}

Ial parse_ial(std::string_view word) {
  return word == "ial1" ? Ial::ial1 : word == "ial2" ? Ial::ial2 : Ial::ial3;
}

Acr parse_level(std::string_view word) {
  if (word == "aal1") return Acr::aal1;
  if (word == "aal2") return Acr::aal2;
  return word == "aal2_phr" ? Acr::aal2_phr : Acr::aal3;
}

access::HeldRole read_role(const Row& row, const crypto::Keyring& keys) {
  const auto grant = read_sealed(row);
  access::HeldRole role{.role_grant = grant.id,
                        .person = grant.person,
                        .role = grant.role,
                        .permissions = words(row, 17),
                        .unit = grant.unit,
                        .starts = grant.starts,
                        .ends = grant.ends,
                        .revoked = grant.revoked.has_value(),
                        .purposes = words(row, 9),
                        .granted_by = grant.granted_by,
                        .request = grant.request,
                        .sealed = is_sealed(grant, keys),
                        .approvals_needed = static_cast<int>(row.integer(15)),
                        .trainings = row.texts(19),
                        .delegable = row.boolean(16),
                        .delegated_from = grant.delegated_from,
                        .holder_in_force = row.boolean(21)};
  for (const auto& text : row.texts(18)) role.unit_closure.insert(parse_uuid(text).value());
  for (const auto& each : row.texts(20)) {
    const auto [kind, value] = split(each);
    if (kind == "ial") role.least_ial = std::max(role.least_ial, parse_ial(value));
    if (kind == "aal") role.least_acr = std::max(role.least_acr, parse_level(value));
  }
  return role;
}

void read_catalogue(const Row& row, access::Actor& actor) {
  for (const auto& each : row.texts(22)) {
    auto [permission, word] = split(each);
    actor.classes.emplace(std::move(permission), access::parse_data_class(word));
  }
  for (const auto& each : row.texts(23)) actor.exclusive.push_back(split(each));
}

// Sources come last.
void add_role(access::Actor& actor, access::HeldRole role, bool is_source) {
  if (!is_source) {
    actor.roles.push_back(std::move(role));
    return;
  }
  for (auto& held : actor.roles) {
    if (held.delegated_from == role.role_grant) held.source = {role};
  }
}

}  // namespace

Task<access::Actor> ActorStore::load_actor(const Uuid& person, TimePoint now) {
  const auto keys = keys_.get();
  co_return co_await pool_.run([&person, now, &keys](Connection& db) {
    access::Actor actor{.kind = access::Actor::Kind::person, .id = person};
    const auto rows = db.exec(sql::access_load_actor, {person, now});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      if (i == 0) {
        actor.staff_active = row.boolean(0);
        actor.ial = static_cast<Ial>(row.integer(1));
        read_catalogue(row, actor);
      }
      if (!row.is_null(2)) add_role(actor, read_role(row, *keys), row.boolean(14));
    }
    return actor;
  });
}

Task<std::vector<std::string>> ActorStore::load_path(std::string_view role,
                                                     std::string_view permission) {
  co_return co_await pool_.run([role, permission](Connection& db) {
    const auto rows = db.exec(sql::access_load_path, {role, permission});
    return rows.empty() ? std::vector<std::string>{} : rows[0].texts(0);
  });
}

Task<std::optional<access::CaseFacts>> ActorStore::load_case(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) -> std::optional<access::CaseFacts> {
    const auto rows = db.exec(sql::access_load_case, {id});
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    access::CaseFacts facts{.id = row.uuid(0),
                            .purpose = row.string(1),
                            .person = row.opt_uuid(3),
                            .assignee = row.opt_uuid(4),
                            .closes = row.opt_time(5),
                            .closed = row.boolean(6)};
    for (const auto& word : row.texts(2)) facts.opens.insert(access::parse_data_class(word));
    return facts;
  });
}

Task<std::set<std::string, std::less<>>> ActorStore::load_exercised(const Uuid& session,
                                                                    TimePoint now) {
  co_return co_await pool_.run([&session, now](Connection& db) {
    std::set<std::string, std::less<>> used;
    const auto rows = db.exec(sql::access_load_exercised, {session, now - kExercised});
    for (std::size_t i = 0; i < rows.size(); ++i) used.insert(rows[i].string(0));
    return used;
  });
}

Task<bool> ActorStore::exercise(const Uuid& session, const Uuid& person,
                                std::string_view permission,
                                const std::vector<std::string>& partners, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    bool first = false;
    db.transaction([&] {
      db.exec(sql::access_lock_session, {session});
      first = !db.exec(sql::access_exercise,
                       {session, permission, person, now, partners, now - kExercised})
                   .empty();
    });
    return first;
  });
}

Task<bool> ActorStore::count_read(const Uuid& actor, TimePoint now) {
  co_return co_await pool_.run([&actor, now](Connection& db) {
    return !db.exec(sql::access_count_read, {actor, now})[0].boolean(0);
  });
}

Task<> ActorStore::forget_uses(TimePoint before) {
  co_await pool_.run([before](Connection& db) {
    db.exec(sql::access_forget_uses, {before});
    return true;
  });
}

}  // namespace tessera::store::postgres
