#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/patch.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kClients = "/api/admin/v1/clients";

// The members of a registration are read by its own room.
Result<oauth::ClientRegistration> registration_of(const http::Request& request) {
  if (request.content_type() != "application/json") {
    return fail(Errc::unsupported, "request.content_type", "Send application/json.");
  }
  auto object = codec::parse_json_object(request.body);
  if (!object) return std::unexpected(std::move(object.error()));
  return oauth::parse_registration(*object);
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  oauth::ClientQuery wish{.search = query->text("search"),
                          .after = query->id("page_token"),
                          .limit = query->page_size()};
  const auto status = query->text("status");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  wish.status = oauth::parse_client_status(status);
  if (!status.empty() && !wish.status)
    co_return fail(Errc::invalid, "query.status", "There is no such status.");
  auto clients = co_await ClientDesk(deps).list(actor, wish, request.context);
  if (!clients) co_return std::unexpected(std::move(clients.error()));
  co_return page(request, to_array(clients->clients),
                 clients->next ? to_string(*clients->next) : "");
}

Task<Answer> get(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto client = co_await ClientDesk(deps).get(actor, *id, request.context);
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return ok(to_json(*client), client->version);
}

Task<Answer> create(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto registration = registration_of(request);
  if (!registration) co_return std::unexpected(registration.error());
  auto client = co_await ClientDesk(deps).create(actor, *registration, request.context);
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return created(to_json(*client), client->client.version,
                    std::string(kClients) + '/' + to_string(client->client.id));
}

Task<Answer> update(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  const auto registration = registration_of(request);
  if (!registration) co_return std::unexpected(registration.error());
  auto client =
      co_await ClientDesk(deps).update(actor, *id, *registration, *version, request.context);
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return ok(to_json(*client), client->version);
}

Task<Answer> change(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  const auto current = co_await ClientDesk(deps).get(actor, *id, request.context);
  if (!current) co_return std::unexpected(current.error());
  const auto document = patched(request, oauth::to_json(current->registration));
  if (!document) co_return std::unexpected(document.error());
  const auto registration = oauth::parse_registration(*document);
  if (!registration) co_return std::unexpected(registration.error());
  auto client = co_await ClientDesk(deps).update(
      actor, *id, *registration, version->value_or(current->version), request.context);
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return ok(to_json(*client), client->version);
}

Task<Answer> set_status(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto status = oauth::parse_client_status(body->text("status", true));
  auto reason = body->text("reason", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!status) co_return fail(Errc::invalid, "client.status", "There is no such status.");
  const ClientDesk desk(deps);
  auto client = co_await desk.set_status(actor, *id, *status, reason, request.context);
  if (!client && client.error().id == "client.approval_needed") {
    auto asked = co_await desk.ask_approval(actor, *id, std::move(reason), request.context);
    if (!asked) co_return std::unexpected(std::move(asked.error()));
    co_return accepted(*asked);
  }
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return ok(to_json(*client), client->version);
}

Task<Answer> rotate_secret(const AdminDeps& deps, const access::Actor& actor,
                           http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto overlap = body->text("overlap");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!overlap.empty() && overlap != "none" && overlap != "day" && overlap != "week") {
    co_return fail(Errc::invalid, "client.overlap", "overlap is none, day or week.");
  }
  const Duration time = overlap == "day" ? hours{24} : overlap == "week" ? hours{168} : hours{0};
  auto client = co_await ClientDesk(deps).rotate_secret(actor, *id, time, request.context);
  if (!client) co_return std::unexpected(std::move(client.error()));
  co_return ok(to_json(*client), client->client.version);
}

}  // namespace

void add_client_operations(http::Router& router, const AdminDeps& deps) {
  const std::string clients(kClients);
  router.add(http::Method::get, clients, guarded(deps, list), kApi);
  router.add(http::Method::post, clients, guarded_once(deps, "client.write", create), kApi);
  router.add(http::Method::get, clients + "/{id}", guarded(deps, get), kApi);
  router.add(http::Method::put, clients + "/{id}", changing(deps, update), kApi);
  router.add(http::Method::patch, clients + "/{id}", changing(deps, change), kApi);
  router.add(http::Method::post, clients + "/{id}/status", changing(deps, set_status), kApi);
  router.add(http::Method::post, clients + "/{id}/secret",
             guarded_once(deps, "client.write", rotate_secret), kApi);
}

}  // namespace tessera::endpoints::admin
