// Clients that keep employment records here, as administration sees them (docs/adr/0041): decided
// once for the API and the pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

class ScimDesk {
 public:
  struct Known {
    scim::Connection connection;
    people::ActingAs by;
  };
  explicit ScimDesk(const AdminDeps& deps) : deps_(deps) {}
  // Those of units where the actor may use client.read, without their reach.
  [[nodiscard]] Task<Result<access::Page<scim::Connection>>> list(
      const access::Actor& actor, std::optional<Uuid> after, std::size_t limit,
      const RequestContext& context) const;
  // The connection of a client, once the actor may use the permission in its unit. Errc::not_found
  // "scim.no_connection".
  [[nodiscard]] Task<Result<Known>> known(const access::Actor& actor, std::string_view permission,
                                          const Uuid& client, const RequestContext& context) const;
  // person.write: whoever keeps the people of a unit decides which client does; of both, if the
  // unit changes.
  [[nodiscard]] Task<Result<scim::Connection>> save(const access::Actor& actor,
                                                    const scim::Connection& wish,
                                                    std::optional<std::int64_t> version,
                                                    const RequestContext& context) const;
  // role_grant.create: as much as granting each of these roles to everybody in the unit.
  [[nodiscard]] Task<Result<scim::Connection>> open_roles(const access::Actor& actor,
                                                          const Uuid& client,
                                                          std::vector<std::string> roles,
                                                          const RequestContext& context) const;
  // client.write.
  [[nodiscard]] Task<Result<scim::ConnectionService::NewBearer>> create_token(
      const access::Actor& actor, const Uuid& client, TimePoint expires,
      const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> revoke_token(const access::Actor& actor, const Uuid& client,
                                                const Uuid& token,
                                                const RequestContext& context) const;

 private:
  [[nodiscard]] Task<Result<people::ActingAs>> allowed(const access::Actor& actor,
                                                       std::string_view permission,
                                                       std::optional<Uuid> unit, const Uuid& client,
                                                       const RequestContext& context) const;
  const AdminDeps& deps_;
};

}  // namespace tessera::endpoints::admin
