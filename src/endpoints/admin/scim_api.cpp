// Clients that keep employment records here (docs/adr/0041): where, with which tokens, which roles
// they see as groups, and who stands behind a record.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/scim_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::object;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
const std::string kRecords = "/api/admin/v1/clients/{id}/scim";

// The connection of the path, once the actor may use the permission in its unit.
Task<Result<ScimDesk::Known>> known(const AdminDeps& deps, const access::Actor& actor,
                                    std::string_view permission, const http::Request& request) {
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  co_return co_await ScimDesk(deps).known(actor, permission, *client, request.context);
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

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto after = query->id("page_token");
  const auto size = query->page_size();
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await ScimDesk(deps).list(actor, after, size, request.context);
  if (!found) co_return std::unexpected(found.error());
  boost::json::array items;
  for (const auto& connection : found->items) {
    items.push_back(object{{"client", to_string(connection.client)},
                           {"unit", to_string(connection.unit)},
                           {"employer", connection.employer},
                           {"created", rfc3339(connection.created)}});
  }
  co_return page(request, std::move(items), found->next);
}

Task<Answer> get(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto found = co_await known(deps, actor, "client.read", request);
  if (!found) co_return std::unexpected(found.error());
  co_return co_await shown(deps, found->connection);
}

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
  const auto saved = co_await ScimDesk(deps).save(actor, wish, *version, request.context);
  if (!saved) co_return std::unexpected(saved.error());
  co_return co_await shown(deps, *saved);
}

Task<Answer> put_groups(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  auto roles = body->texts("roles");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto connection =
      co_await ScimDesk(deps).open_roles(actor, *client, std::move(roles), request.context);
  if (!connection) co_return std::unexpected(connection.error());
  co_return co_await shown(deps, *connection);
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
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  auto made = co_await ScimDesk(deps).create_token(actor, *client, *expires, request.context);
  if (!made) co_return std::unexpected(std::move(made.error()));
  auto out = to_json(made->info);
  out["token"] = made->text.reveal();
  co_return created(
      out, 1,
      "/api/admin/v1/clients/" + to_string(*client) + "/scim/tokens/" + to_string(made->info.id));
}

Task<Answer> revoke_token(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto token = path_id(request, "token");
  if (!token) co_return std::unexpected(token.error());
  const auto client = path_id(request);
  if (!client) co_return std::unexpected(client.error());
  const auto done = co_await ScimDesk(deps).revoke_token(actor, *client, *token, request.context);
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
  router.add(Method::get, "/api/admin/v1/scim-connections", guarded(deps, list), kApi);
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
