#include "store/postgres/scim_group_store.hpp"

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {

Task<std::vector<scim::GroupRow>> ScimGroupStore::list(const Uuid& client,
                                                       const std::optional<Uuid>& only,
                                                       bool members) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<scim::GroupRow> out;
    const auto rows = db.exec(sql::scim_list_groups, {client, only, members});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      scim::GroupRow group{.id = row.uuid(0),
                           .client = row.uuid(1),
                           .role = row.string(2),
                           .created = row.time(3),
                           .changed = row.time(4),
                           .version = row.integer(5)};
      for (const auto& id : row.texts(6)) group.members.push_back(parse_uuid(id).value());
      out.push_back(std::move(group));
    }
    return out;
  });
}

Task<std::vector<std::string>> ScimGroupStore::unfit(const std::vector<std::string>& roles) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<std::string> out;
    const auto rows = db.exec(sql::scim_unfit_roles, {roles});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].string(0));
    return out;
  });
}

Task<std::vector<Uuid>> ScimGroupStore::strangers(const Uuid& client,
                                                  const std::vector<Uuid>& users) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<Uuid> out;
    const auto rows = db.exec(sql::scim_strangers, {client, users});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
    return out;
  });
}

Task<bool> ScimGroupStore::save_members(const scim::MemberChange& change, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::scim_save_members,
                    {journal_param(sealed->rows()), change.client, change.group, change.before,
                     change.added, change.removed, change.now})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::vector<scim::DueMember>> ScimGroupStore::due(const std::optional<Uuid>& group,
                                                       TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<scim::DueMember> out;
    const auto rows = db.exec(sql::scim_due_members, {group, now});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      scim::DueMember member{row.uuid(0), row.uuid(1), row.string(2), row.uuid(3), row.uuid(4),
                             row.uuid(5), {}};
      for (const auto& id : row.texts(6)) member.openers.push_back(parse_uuid(id).value());
      out.push_back(std::move(member));
    }
    return out;
  });
}

Task<bool> ScimGroupStore::note_grant(const scim::DueMember& member, const Uuid& grant) {
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::scim_note_grant, {member.group, member.user, grant}).empty();
  });
}

Task<> ScimGroupStore::save_groups(const Uuid& client, const std::vector<std::string>& roles,
                                   const std::vector<Uuid>& fresh, const std::optional<Uuid>& by,
                                   TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::scim_save_groups, {journal_param(sealed->rows()), client, roles, fresh, now, by});
    return 0;
  });
  sealed->committed();
}

}  // namespace tessera::store::postgres
