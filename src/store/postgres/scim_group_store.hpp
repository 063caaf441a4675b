// Groups of SCIM clients in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/scim/group_service.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ScimGroupStore final : public scim::GroupStore {
 public:
  ScimGroupStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<scim::GroupRow>> list(const Uuid& client, const std::optional<Uuid>& only,
                                         bool members) override;
  Task<std::vector<std::string>> unfit(const std::vector<std::string>& roles) override;
  Task<std::vector<Uuid>> strangers(const Uuid& client, const std::vector<Uuid>& users) override;
  Task<bool> save_members(const scim::MemberChange& change, audit::Event event) override;
  Task<std::vector<scim::DueMember>> due(const std::optional<Uuid>& group, TimePoint now) override;
  Task<bool> note_grant(const scim::DueMember& member, const Uuid& grant) override;
  Task<> save_groups(const Uuid& client, const std::vector<std::string>& roles,
                     const std::vector<Uuid>& fresh, const std::optional<Uuid>& by, TimePoint now,
                     audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
