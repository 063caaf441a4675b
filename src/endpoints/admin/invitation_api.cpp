#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto invitations = co_await deps.invitations.list(actor, request.context);
  if (!invitations) co_return std::unexpected(std::move(invitations.error()));
  co_return page(request, to_array(*invitations), "");
}

Task<Answer> create(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  enrol::NewInvitation wish{
      .affiliation = {.employer = body->text("employer", true),
                      .unit = body->id("unit", true).value_or(Uuid{}),
                      .post = body->text("post", true),
                      .sponsor = body->id("sponsor"),
                      .starts = body->time("starts").value_or(request.context.received),
                      .ends = body->time("ends")},
      .contact_mail = body->text("contact_mail", true)};
  if (auto locale = body->text("locale"); !locale.empty()) wish.locale = std::move(locale);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto invitation = co_await deps.invitations.invite(wish, actor, request.context);
  if (!invitation) co_return std::unexpected(std::move(invitation.error()));
  co_return created(to_json(*invitation), 1,
                    "/api/admin/v1/invitations/" + to_string(invitation->id));
}

Task<Answer> revoke(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto done = co_await deps.invitations.revoke(*id, actor, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return http::no_content();
}

}  // namespace

void add_invitation_operations(http::Router& router, const AdminDeps& deps) {
  const std::string invitations = "/api/admin/v1/invitations";
  router.add(http::Method::get, invitations, guarded(deps, list), kApi);
  router.add(http::Method::post, invitations, guarded_once(deps, "person.invite", create), kApi);
  router.add(http::Method::del, invitations + "/{id}", changing(deps, revoke), kApi);
}

}  // namespace tessera::endpoints::admin
