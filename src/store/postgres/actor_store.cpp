#include "queries.hpp"
#include "store/postgres/access_store.hpp"

namespace tessera::store::postgres {
namespace {

access::HeldRole read_role(const Row& row) {
  access::HeldRole role{.role_grant = row.uuid(1),
                        .role = row.string(2),
                        .unit = row.uuid(3),
                        .starts = row.time(4),
                        .ends = row.opt_time(5)};
  for (auto& permission : row.texts(6)) role.permissions.insert(std::move(permission));
  for (const auto& text : row.texts(7)) role.unit_closure.insert(parse_uuid(text).value());
  return role;
}

}  // namespace

Task<access::Actor> ActorStore::load_actor(const Uuid& person, TimePoint now) {
  co_return co_await pool_.run([&person, now](Connection& db) {
    access::Actor actor{.kind = access::Actor::Kind::person, .id = person};
    const auto rows = db.exec(sql::access_load_actor, {person, now});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      actor.staff_active = rows[i].boolean(0);
      if (!rows[i].is_null(1)) actor.roles.push_back(read_role(rows[i]));
    }
    return actor;
  });
}

Task<std::vector<std::string>> ActorStore::role_names(const Uuid& person, TimePoint now) {
  co_return co_await pool_.run([&person, now](Connection& db) {
    std::vector<std::string> names;
    const auto rows = db.exec(sql::access_role_names, {person, now});
    for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].string(0));
    return names;
  });
}

Task<std::vector<std::string>> ActorStore::load_path(std::string_view role,
                                                     std::string_view permission) {
  co_return co_await pool_.run([role, permission](Connection& db) {
    const auto rows = db.exec(sql::access_load_path, {role, permission});
    return rows.empty() ? std::vector<std::string>{} : rows[0].texts(0);
  });
}

}  // namespace tessera::store::postgres
