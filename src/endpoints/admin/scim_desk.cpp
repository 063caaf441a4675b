#include "endpoints/admin/scim_desk.hpp"

#include <algorithm>

#include <tessera/access/make.hpp>

namespace tessera::endpoints::admin {

// Of a unit, for what is done to the people there; of nothing, for what is done to the client.
Task<Result<people::ActingAs>> ScimDesk::allowed(const access::Actor& actor,
                                                 std::string_view permission,
                                                 std::optional<Uuid> unit, const Uuid& client,
                                                 const RequestContext& context) const {
  const access::Resource resource{.type = "scim_connection", .id = to_string(client), .unit = unit};
  const auto decision = co_await deps_.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(decision.error());
  co_return people::ActingAs{.kind = std::string(access::to_string(actor.kind)),
                             .id = actor.id,
                             .role = decision->role,
                             .purpose = "administration"};
}

Task<Result<access::Page<scim::Connection>>> ScimDesk::list(const access::Actor& actor,
                                                            std::optional<Uuid> after,
                                                            std::size_t limit,
                                                            const RequestContext& context) const {
  auto units = access::units_for(actor, "client.read", context.received);
  if (units && units->empty()) {
    auto denied =
        co_await deps_.access.require(actor, "client.read", {.type = "scim_connection"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  if (units && units->contains(access::kRootUnit)) units.reset();
  limit = std::clamp<std::size_t>(limit, 1, 200);
  access::Page<scim::Connection> page{
      .items = co_await deps_.scim.connections.list(units, after, limit)};
  if (page.items.size() == limit) page.next = to_string(page.items.back().client);
  co_return page;
}

Task<Result<ScimDesk::Known>> ScimDesk::known(const access::Actor& actor,
                                              std::string_view permission, const Uuid& client,
                                              const RequestContext& context) const {
  auto connection = co_await deps_.scim.connections.find(client);
  std::optional<Uuid> unit;
  if (connection) unit = connection->unit;
  auto by = co_await allowed(actor, permission, unit, client, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  if (!connection)
    co_return fail(Errc::not_found, "scim.no_connection", "This client keeps no records here.");
  co_return Known{std::move(*connection), std::move(*by)};
}

Task<Result<scim::Connection>> ScimDesk::save(const access::Actor& actor,
                                              const scim::Connection& wish,
                                              std::optional<std::int64_t> version,
                                              const RequestContext& context) const {
  const auto by = co_await allowed(actor, "person.write", wish.unit, wish.client, context);
  if (!by) co_return std::unexpected(by.error());
  if (const auto before = co_await deps_.scim.connections.find(wish.client)) {
    const auto too = co_await allowed(actor, "person.write", before->unit, wish.client, context);
    if (!too) co_return std::unexpected(too.error());
  }
  if (const auto registered = co_await deps_.clients.get(wish.client); !registered)
    co_return std::unexpected(registered.error());
  co_return co_await deps_.scim.connections.put(wish, version, *by, context);
}

Task<Result<scim::Connection>> ScimDesk::open_roles(const access::Actor& actor, const Uuid& client,
                                                    std::vector<std::string> roles,
                                                    const RequestContext& context) const {
  auto found = co_await known(actor, "role_grant.create", client, context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  const auto groups = co_await deps_.scim.groups.open_roles(found->connection, std::move(roles),
                                                            found->by, context);
  if (!groups) co_return std::unexpected(groups.error());
  co_return std::move(found->connection);
}

Task<Result<scim::ConnectionService::NewBearer>> ScimDesk::create_token(
    const access::Actor& actor, const Uuid& client, TimePoint expires,
    const RequestContext& context) const {
  const auto found = co_await known(actor, "client.write", client, context);
  if (!found) co_return std::unexpected(found.error());
  co_return co_await deps_.scim.connections.create_token(client, expires, found->by, context);
}

Task<Result<void>> ScimDesk::revoke_token(const access::Actor& actor, const Uuid& client,
                                          const Uuid& token, const RequestContext& context) const {
  const auto found = co_await known(actor, "client.write", client, context);
  if (!found) co_return std::unexpected(found.error());
  co_return co_await deps_.scim.connections.revoke_token(client, token, found->by, context);
}

}  // namespace tessera::endpoints::admin
