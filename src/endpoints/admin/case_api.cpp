// Cases of "this was not me", and recoveries that an officer vouches for.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/case_desk.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/recovery_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::object;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

object to_json(const authn::CaseStep& step) {
  object out{{"time", rfc3339(step.time)}, {"action", step.action}, {"note", step.note}};
  if (step.actor) out["actor"] = to_string(*step.actor);
  if (step.notice) out["notice"] = authn::to_string(*step.notice);
  if (step.authenticator) out["authenticator"] = to_string(*step.authenticator);
  return out;
}

object to_json(const authn::AccountCase& found) {
  object out{{"id", to_string(found.id)},
             {"person", to_string(found.person)},
             {"opened", rfc3339(found.opened)}};
  if (found.closed) out["closed"] = rfc3339(*found.closed);
  if (found.outcome) out["outcome"] = authn::to_string(*found.outcome);
  return out;
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto after = query->id("page_token");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto found = co_await CaseDesk(deps).queue(actor, after, request.context);
  if (!found) co_return std::unexpected(found.error());
  boost::json::array items;
  for (const auto& each : found->items) items.push_back(to_json(each));
  co_return page(request, std::move(items), found->next);
}

Task<Answer> view(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto found = co_await CaseDesk(deps).view(actor, *id, request.context);
  if (!found) co_return std::unexpected(found.error());
  auto out = to_json(found->account_case);
  out["person_state"] = people::to_string(found->person.state);
  boost::json::array steps;
  for (const auto& step : found->account_case.steps) steps.push_back(to_json(step));
  out["steps"] = std::move(steps);
  co_return ok(out);
}

Task<Answer> note_or_release(const AdminDeps& deps, const access::Actor& actor,
                             http::Request& request, bool release) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  auto note = body->text("note", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const CaseDesk desk(deps);
  const auto done = release ? co_await desk.release(actor, *id, std::move(note), request.context)
                            : co_await desk.add_note(actor, *id, std::move(note), request.context);
  if (!done) co_return std::unexpected(done.error());
  co_return http::no_content();
}

Task<Answer> add_note(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  return note_or_release(deps, actor, request, false);
}

Task<Answer> release(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  return note_or_release(deps, actor, request, true);
}

Task<Answer> vouch(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const Vouching wish{.login = body->text("login", true),
                      .document = body->text("document", true),
                      .reference = body->text("reference", true)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto secret = co_await vouch_for(deps, actor, wish, request.context);
  if (!secret) co_return std::unexpected(secret.error());
  auto response = ok({{"code", secret->reveal()}});
  response.status = 201;
  co_return response;
}

}  // namespace

void add_case_operations(http::Router& router, const AdminDeps& deps) {
  const std::string cases = "/api/admin/v1/account-cases";
  router.add(http::Method::get, cases, guarded(deps, list), kApi);
  router.add(http::Method::get, cases + "/{id}", guarded(deps, view), kApi);
  router.add(http::Method::post, cases + "/{id}/notes", changing(deps, add_note), kApi);
  router.add(http::Method::post, cases + "/{id}/release", changing(deps, release), kApi);
  router.add(http::Method::post, "/api/admin/v1/recoveries",
             guarded_once(deps, "person.recover", vouch), kApi);
}

}  // namespace tessera::endpoints::admin
