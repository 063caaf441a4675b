#include "store/postgres/console_lists.hpp"

#include "queries.hpp"

namespace tessera::store::postgres {
namespace {

Param reach_of(const std::optional<std::set<Uuid>>& units) {
  if (!units) return Param(nullptr);
  return Param(std::vector<Uuid>(units->begin(), units->end()));
}

}  // namespace

Task<std::vector<access::Unit>> AccessLists::units(const access::UnitFilter& filter) {
  const auto reach = reach_of(filter.visible);
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<access::Unit> out;
    const auto rows = db.exec(sql::console_units, {reach, filter.name, filter.parent, filter.after,
                                                   filter.limit, filter.only});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.push_back({.id = rows[i].uuid(0),
                     .parent = rows[i].opt_uuid(1),
                     .name = rows[i].string(2),
                     .created = rows[i].time(3),
                     .version = rows[i].integer(4)});
    }
    return out;
  });
}

Task<std::vector<access::Role>> AccessLists::roles(const access::RoleFilter& filter) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<access::Role> out;
    const auto rows = db.exec(sql::console_roles, {filter.name, filter.after, filter.limit});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      access::Role role;
      role.name = rows[i].string(0);
      role.title = rows[i].string(1);
      role.builtin = rows[i].boolean(2);
      role.permissions = rows[i].texts(3);
      role.parents = rows[i].texts(4);
      role.created = rows[i].time(5);
      role.version = rows[i].integer(6);
      out.push_back(std::move(role));
    }
    return out;
  });
}

Task<std::vector<authn::Session>> SessionDirectory::list(const authn::SessionFilter& filter,
                                                         TimePoint now) {
  std::vector<Param> params{filter.person, filter.after, filter.limit, now};
  if (filter.units) params.push_back(reach_of(filter.units));
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<authn::Session> out;
    const auto rows =
        db.exec(filter.units ? sql::console_sessions_in_units : sql::console_sessions, params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      authn::Session session;
      session.id = rows[i].uuid(0);
      session.person = rows[i].uuid(1);
      session.acr = parse_acr(rows[i].text(2)).value_or(Acr::none);
      session.created = rows[i].time(3);
      session.last_seen = rows[i].time(4);
      session.expires = rows[i].time(5);
      session.user_agent = rows[i].string(6);
      session.address_class = rows[i].string(7);
      session.place = rows[i].string(8);
      out.push_back(std::move(session));
    }
    return out;
  });
}

}  // namespace tessera::store::postgres
