// Clients that keep employment records here (docs/adr/0041): where, with which tokens, which roles
// they see as groups, and who stands behind a record.
#include <tessera/access/make.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::object;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
const std::string kRecords = "/api/admin/v1/clients/{id}/scim";

// Of a unit, for what is done to the people there; of nothing, for what is done to the client.
Task<Result<people::ActingAs>> allowed(const AdminDeps& deps, const access::Actor& actor,
                                       std::string_view permission, std::optional<Uuid> unit,
                                       const Uuid& client, const RequestContext& context) {
  const access::Resource resource{.type = "scim_connection", .id = to_string(client), .unit = unit};
  const auto decision = co_await deps.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(decision.error());
  co_return people::ActingAs{.kind = std::string(access::to_string(actor.kind)),
                             .id = actor.id,
                             .role = decision->role,
                             .purpose = "administration"};
}

struct Known {
  scim::Connection connection;
  people::ActingAs by;
};

// The connection of the path, once the actor may use the permission in its unit.
Task<Result<Known>> known(const AdminDeps& deps, const access::Actor& actor,
                          std::string_view permission, const http::Request& request) {
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  auto connection = co_await deps.scim.connections.find(*client);
  std::optional<Uuid> unit;
  if (connection) unit = connection->unit;
  auto by = co_await allowed(deps, actor, permission, unit, *client, request.context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  if (!connection)
    co_return fail(Errc::not_found, "scim.no_connection", "This client keeps no records here.");
  co_return Known{std::move(*connection), std::move(*by)};
}

Task<http::Response> shown(const AdminDeps& deps, const scim::Connection& connection) {
  boost::json::array roles;
  for (const auto& group : co_await deps.scim.groups.groups_of(connection.client))
    roles.emplace_back(group.role);
  const object out{{"client", to_string(connection.client)},
                   {"unit", to_string(connection.unit)},
                   {"employer", connection.employer},
                   {"groups", std::move(roles)},
                   {"created", rfc3339(connection.created)}};
  co_return ok(out, connection.version);
}

Task<Answer> get(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto found = co_await known(deps, actor, "client.read", request);
  if (!found) co_return std::unexpected(found.error());
  co_return co_await shown(deps, found->connection);
}

// Whoever keeps the people of a unit decides which client does; of both, if the unit changes.
Task<Answer> put(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const scim::Connection wish{.client = *client,
                              .unit = body->id("unit", true).value_or(Uuid{}),
                              .employer = body->text("employer", true)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto by =
      co_await allowed(deps, actor, "person.write", wish.unit, *client, request.context);
  if (!by) co_return std::unexpected(by.error());
  if (const auto before = co_await deps.scim.connections.find(*client)) {
    const auto too =
        co_await allowed(deps, actor, "person.write", before->unit, *client, request.context);
    if (!too) co_return std::unexpected(too.error());
  }
  if (const auto registered = co_await deps.clients.get(*client); !registered)
    co_return std::unexpected(registered.error());
  const auto saved = co_await deps.scim.connections.put(wish, *version, *by, request.context);
  if (!saved) co_return std::unexpected(saved.error());
  co_return co_await shown(deps, *saved);
}

// As much as granting each of these roles to everybody in the unit.
Task<Answer> put_groups(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  auto roles = body->texts("roles");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await known(deps, actor, "role_grant.create", request);
  if (!found) co_return std::unexpected(found.error());
  const auto groups = co_await deps.scim.groups.open_roles(found->connection, std::move(roles),
                                                           found->by, request.context);
  if (!groups) co_return std::unexpected(groups.error());
  co_return co_await shown(deps, found->connection);
}

object to_json(const scim::BearerInfo& token) {
  object out{{"id", to_string(token.id)},
             {"created", rfc3339(token.created)},
             {"expires", rfc3339(token.expires)}};
  if (token.revoked) out["revoked"] = rfc3339(*token.revoked);
  return out;
}

Task<Answer> list_tokens(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  const auto found = co_await known(deps, actor, "client.read", request);
  if (!found) co_return std::unexpected(found.error());
  boost::json::array items;
  for (const auto& token : co_await deps.scim.connections.list_tokens(found->connection.client))
    items.push_back(to_json(token));
  co_return page(request, std::move(items), "");
}

Task<Answer> create_token(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto expires = body->time("expires");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!expires) co_return fail(Errc::invalid, "scim.token_life", "Say when it expires.");
  const auto found = co_await known(deps, actor, "client.write", request);
  if (!found) co_return std::unexpected(found.error());
  const auto& client = found->connection.client;
  auto made =
      co_await deps.scim.connections.create_token(client, *expires, found->by, request.context);
  if (!made) co_return std::unexpected(std::move(made.error()));
  auto out = to_json(made->info);
  out["token"] = made->text.reveal();
  co_return created(
      out, 1,
      "/api/admin/v1/clients/" + to_string(client) + "/scim/tokens/" + to_string(made->info.id));
}

Task<Answer> revoke_token(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto token = path_id(request, "token");
  if (!token) co_return std::unexpected(token.error());
  const auto found = co_await known(deps, actor, "client.write", request);
  if (!found) co_return std::unexpected(found.error());
  const auto done = co_await deps.scim.connections.revoke_token(found->connection.client, *token,
                                                                found->by, request.context);
  if (!done) co_return std::unexpected(done.error());
  co_return http::no_content();
}

// Ids and states: who it is, the client knows.
Task<Answer> list_users(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto after = query->id("page_token");
  const auto size = query->page_size();
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await known(deps, actor, "person.list", request);
  if (!found) co_return std::unexpected(found.error());
  const auto rows = co_await deps.scim.users.records(found->connection, after, size + 1);
  boost::json::array items;
  for (std::size_t i = 0; i < std::min(rows.size(), size); ++i) {
    const auto& row = rows[i];
    object item{{"id", to_string(row.id)},
                {"unit", to_string(row.unit)},
                {"active", row.active},
                {"created", rfc3339(row.created)}};
    if (row.person) item["person"] = to_string(*row.person);
    if (row.invitation) item["invitation"] = to_string(*row.invitation);
    items.push_back(std::move(item));
  }
  co_return page(request, std::move(items), rows.size() > size ? to_string(rows[size - 1].id) : "");
}

// The invitation goes to the record's address; whoever takes it is proofed as everybody is.
Task<Answer> invite(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto user = path_id(request, "user");
  if (!user) co_return std::unexpected(user.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto ends = body->time("ends");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await known(deps, actor, "person.invite", request);
  if (!found) co_return std::unexpected(found.error());
  auto invitee = co_await deps.scim.users.invitee(found->connection, *user);
  if (!invitee)
    co_return fail(Errc::conflict, "scim.invite",
                   "There is no such record, it is inactive, has no address, or has somebody.");
  invitee->affiliation.starts = request.context.received;
  invitee->affiliation.ends = ends;
  const auto made = co_await deps.invitations.invite(
      {.affiliation = invitee->affiliation, .contact_mail = invitee->mail}, actor, request.context);
  if (!made) co_return std::unexpected(made.error());
  if (!co_await deps.scim.users.set_invitation(found->connection, *user, made->id))
    co_return fail(Errc::conflict, "scim.invite", "The record changed just now; look again.");
  co_return created(admin::to_json(*made), 1, "/api/admin/v1/invitations/" + to_string(made->id));
}

Task<Answer> link(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto user = path_id(request, "user");
  if (!user) co_return std::unexpected(user.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto person = body->id("person", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await known(deps, actor, "person.write", request);
  if (!found) co_return std::unexpected(found.error());
  const auto done =
      co_await deps.scim.users.link(found->connection, *user, *person, found->by, request.context);
  if (!done) co_return std::unexpected(done.error());
  co_return http::no_content();
}

}  // namespace

void add_scim_operations(http::Router& router, const AdminDeps& deps) {
  using http::Method;
  router.add(Method::get, kRecords, guarded(deps, get), kApi);
  router.add(Method::put, kRecords, guarded(deps, put), kApi);
  router.add(Method::put, kRecords + "/groups", guarded(deps, put_groups), kApi);
  router.add(Method::get, kRecords + "/tokens", guarded(deps, list_tokens), kApi);
  router.add(Method::post, kRecords + "/tokens", guarded_once(deps, "client.write", create_token),
             kApi);
  router.add(Method::del, kRecords + "/tokens/{token}", guarded(deps, revoke_token), kApi);
  router.add(Method::get, kRecords + "/users", guarded(deps, list_users), kApi);
  router.add(Method::post, kRecords + "/users/{user}/invitation",
             guarded_once(deps, "person.invite", invite), kApi);
  router.add(Method::put, kRecords + "/users/{user}/person", guarded(deps, link), kApi);
}

}  // namespace tessera::endpoints::admin
