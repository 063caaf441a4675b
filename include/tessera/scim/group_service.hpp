// The verbs of /Groups (RFC 7644 3). A group is a role that administration opened to the client;
// its members hold the role at the connection's unit. Roles that give power, or whose grants need
// approvals, are no groups.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tessera/access/stores.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/scim/list.hpp>
#include <tessera/scim/user.hpp>

namespace tessera::scim {

struct GroupRow {
  Uuid id;
  Uuid client;
  std::string role;
  TimePoint created;
  TimePoint changed;
  std::int64_t version = 0;
  std::vector<Uuid> members;
};

struct MemberChange {
  Uuid client;
  Uuid group;
  std::int64_t before = 0;  // version
  std::vector<Uuid> added;
  std::vector<Uuid> removed;  // their grants end
  TimePoint now;
};

// A member who could hold the role now and does not yet.
struct DueMember {
  Uuid group;
  Uuid client;
  std::string role;
  Uuid unit;
  Uuid user;
  Uuid person;
  std::vector<Uuid> openers;  // who made the connection, opened the group, or made a bearer
};

class GroupStore {
 public:
  virtual ~GroupStore() = default;
  // In the order of ids.
  [[nodiscard]] virtual Task<std::vector<GroupRow>> list(const Uuid& client,
                                                         const std::optional<Uuid>& only,
                                                         bool members) = 0;
  // Those of the roles that cannot be groups: unknown, powerful, or in need of approvals.
  [[nodiscard]] virtual Task<std::vector<std::string>> unfit(
      const std::vector<std::string>& roles) = 0;
  // Of these users, those who are no active ones of the client.
  [[nodiscard]] virtual Task<std::vector<Uuid>> strangers(const Uuid& client,
                                                          const std::vector<Uuid>& users) = 0;
  // False if the version is another one by now.
  [[nodiscard]] virtual Task<bool> save_members(const MemberChange& change, audit::Event event) = 0;
  // Of one group, or of all.
  [[nodiscard]] virtual Task<std::vector<DueMember>> due(const std::optional<Uuid>& group,
                                                         TimePoint now) = 0;
  // False if there is no such member any more.
  [[nodiscard]] virtual Task<bool> note_grant(const DueMember& member, const Uuid& grant) = 0;
  // Roles that are not named are no groups any more; their members' grants end. Fresh ids for new
  // ones, one for each role. by: who opens them, nullopt for the system user.
  [[nodiscard]] virtual Task<> save_groups(const Uuid& client,
                                           const std::vector<std::string>& roles,
                                           const std::vector<Uuid>& fresh,
                                           const std::optional<Uuid>& by, TimePoint now,
                                           audit::Event event) = 0;
};

struct GroupParts {
  GroupStore& groups;
  access::RoleGrantStore& grants;
  audit::Journal& journal;
  crypto::KeyringHolder& keys;
  Random& random;
  std::string base;
};

class GroupService {
 public:
  explicit GroupService(GroupParts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] Task<Result<Resource>> get(const Caller& caller, const Uuid& id,
                                           const RequestContext& context);
  // members: false where they are not asked for.
  [[nodiscard]] Task<Result<ListPage>> list(const Caller& caller, const ListQuery& query,
                                            bool members, const RequestContext& context);
  // The members only; displayName may be sent as it is. Errc::forbidden for a role that needs more
  // than a client's word.
  [[nodiscard]] Task<Result<Resource>> replace(const Caller& caller, const Uuid& id,
                                               const boost::json::object& body,
                                               std::optional<std::int64_t> version,
                                               const RequestContext& context);
  [[nodiscard]] Task<Result<Resource>> patch(const Caller& caller, const Uuid& id,
                                             const boost::json::object& request,
                                             std::optional<std::int64_t> version,
                                             const RequestContext& context);

  // Job: members who joined before they were enrolled. Returns how many got the role.
  [[nodiscard]] Task<int> grant_due(const std::optional<Uuid>& group,
                                    const RequestContext& context);

  // For administration, which has decided. Errc::forbidden "scim.role" names the first unfit one.
  [[nodiscard]] Task<Result<std::vector<GroupRow>>> open_roles(const Connection& connection,
                                                               std::vector<std::string> roles,
                                                               const people::ActingAs& by,
                                                               const RequestContext& context);
  [[nodiscard]] Task<std::vector<GroupRow>> groups_of(const Uuid& client);

 private:
  [[nodiscard]] Task<std::optional<GroupRow>> find(const Caller& caller, const Uuid& id);
  [[nodiscard]] Task<Result<Resource>> change(
      const Caller& caller, const Uuid& id, std::optional<std::int64_t> version,
      const std::function<Result<boost::json::object>(const boost::json::object&)>& edit,
      const RequestContext& context);
  [[nodiscard]] Task<Result<void>> check_added(const Caller& caller, const GroupRow& group,
                                               const std::vector<Uuid>& added);
  [[nodiscard]] Task<Result<void>> grant(const DueMember& member, const RequestContext& context);
  [[nodiscard]] boost::json::object render(const GroupRow& row, bool members) const;

  GroupParts parts_;
};

// May this client give that role to that person? Pure; everything that decide_grant asks, and no
// power, no approvals, no conflicts, and to none of those who opened it to the client.
[[nodiscard]] Result<void> decide_membership(const access::NewRoleGrant& grant,
                                             const std::vector<Uuid>& openers,
                                             const access::GrantFacts& facts, TimePoint now);

}  // namespace tessera::scim
