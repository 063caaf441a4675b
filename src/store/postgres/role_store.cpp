#include <functional>

#include "queries.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

access::Role read_role(const Row& row) {
  access::Role role{.name = row.string(0),
                    .title = row.string(1),
                    .builtin = row.boolean(2),
                    .permissions = row.texts(5),
                    .parents = row.texts(6),
                    .closure = row.texts(7),
                    .limits = {.approvals = static_cast<int>(row.integer(8)),
                               .longest = static_cast<int>(row.integer(9)),
                               .delegable = row.boolean(11)},
                    .created = row.time(3),
                    .version = row.integer(4)};
  if (const auto most = row.opt_integer(10)) role.limits.most_holders = static_cast<int>(*most);
  for (const auto& each : row.texts(12)) {
    const auto colon = each.find(':');
    role.prerequisites.push_back({each.substr(0, colon), each.substr(colon + 1)});
  }
  return role;
}

struct Pairs {
  std::vector<std::string> kinds;
  std::vector<std::string> values;
};

Pairs pairs_of(const std::vector<access::Prerequisite>& prerequisites) {
  Pairs out;
  for (const auto& each : prerequisites) {
    out.kinds.push_back(each.kind);
    out.values.push_back(each.value);
  }
  return out;
}

// Rolls the transaction back: the role is not as it was when it was read.
struct Changed {};

access::RoleFacts read_facts(Connection& db, const access::NewRole& role, TimePoint now) {
  const auto rows = db.exec(sql::role_load_facts, {role.permissions, role.parents, role.name, now});
  return {.unknown = rows[0].texts(0),
          .has_power = rows[0].boolean(1),
          .conflicts = rows[0].texts(2),
          .heirs = rows[0].texts(3),
          .broken_holders = rows[0].texts(4),
          .broken_count = rows[0].integer(5),
          .loosens = rows[0].boolean(6),
          .widened = rows[0].texts(7)};
}

// Nobody is given a role and no other role changes from the check to the commit.
bool in_catalogue(Connection& db, const access::NewRole& role, TimePoint now,
                  const std::function<void()>& write) {
  try {
    db.transaction([&] {
      db.exec(sql::role_lock_catalogue);
      const auto facts = read_facts(db, role, now);
      if (!facts.conflicts.empty() || facts.broken_count > 0 || !facts.widened.empty())
        throw Changed{};
      write();
    });
  } catch (const Changed&) {
    return false;
  } catch (const ConstraintViolation&) {
    return false;
  }
  return true;
}

}  // namespace

Task<std::vector<access::Role>> RoleStore::list() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<access::Role> out;
    const auto rows = db.exec(sql::role_load, {nullptr});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_role(rows[i]));
    return out;
  });
}

Task<std::optional<access::Role>> RoleStore::load(std::string_view name) {
  co_return co_await pool_.run([name](Connection& db) -> std::optional<access::Role> {
    const auto rows = db.exec(sql::role_load, {name});
    if (rows.empty()) return std::nullopt;
    return read_role(rows[0]);
  });
}

Task<std::vector<std::string>> RoleStore::permissions() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<std::string> out;
    const auto rows = db.exec(sql::role_permissions);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].string(0));
    return out;
  });
}

Task<access::RoleFacts> RoleStore::load_facts(const access::NewRole& role, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) { return read_facts(db, role, now); });
}

Task<bool> RoleStore::create(const access::NewRole& role, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return in_catalogue(db, role, now, [&] {
      const auto needs = pairs_of(role.prerequisites);
      const auto& limits = role.limits;
      if (db.exec(sql::role_create,
                  {journal_param(sealed->rows()), role.name, role.title, role.permissions,
                   role.parents, now, limits.approvals, limits.longest, limits.most_holders,
                   limits.delegable, needs.kinds, needs.values})
              .empty())
        throw Changed{};
    });
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> RoleStore::update(const access::NewRole& role, std::int64_t version, TimePoint now,
                             audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return in_catalogue(db, role, now, [&] {
      db.exec(sql::role_clear, {role.name});
      const auto needs = pairs_of(role.prerequisites);
      const auto& limits = role.limits;
      if (db.exec(sql::role_update,
                  {role.name, role.title, role.parents, version, limits.approvals, limits.longest,
                   limits.most_holders, limits.delegable, role.builtin})
              .empty())
        throw Changed{};
      db.exec(sql::role_fill, {journal_param(sealed->rows()), role.name, role.permissions,
                               role.parents, needs.kinds, needs.values});
    });
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> RoleStore::remove(std::string_view name, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::role_remove, {journal_param(sealed->rows()), name}).empty();
  });
  if (done) sealed->committed();
  co_return done;
}

}  // namespace tessera::store::postgres
