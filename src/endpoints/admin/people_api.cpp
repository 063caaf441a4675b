#include "endpoints/admin/api.hpp"
#include "endpoints/admin/intervention_desk.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  PeopleQuery wish{.unit = query->id("unit"),
                   .staff_only = query->flag("staff"),
                   .after = query->id("page_token"),
                   .limit = static_cast<int>(query->page_size())};
  const auto state = query->text("state");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  wish.state = people::parse_person_state(state);
  if (!state.empty() && !wish.state)
    co_return fail(Errc::invalid, "query.state", "There is no such state.");
  auto found = co_await PeopleDesk(deps).find(actor, wish, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, to_array(found->items), found->next);
}

// A login is personal data, and queries of addresses are kept by proxies and browsers.
Task<Answer> find(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const PeopleQuery wish{.login = body->text("login", true)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await PeopleDesk(deps).find(actor, wish, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, to_array(found->items), found->next);
}

Task<Answer> search(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const people::SearchTerms terms{.name = body->text("name"),
                                  .birthdate = body->text("birthdate"),
                                  .login = body->text("login"),
                                  .number = body->text("number")};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await PeopleDesk(deps).search(actor, terms, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return ok({{"items", to_array(found->people)}, {"more", found->more}});
}

Task<Answer> view(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const access::Named named{.purpose = query->text("purpose"), .work_case = query->id("case")};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await PeopleDesk(deps).view(actor, *id, named, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  auto out = to_json(found->person);
  out["attributes"] = to_array(found->attributes);
  co_return ok(out, found->person.version);
}

Task<Answer> reveal(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const Reveal wish{.purpose = body->text("purpose", true),
                    .reference = body->text("reference", true),
                    .work_case = body->id("case"),
                    .attributes = body->texts("attributes")};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto values = co_await PeopleDesk(deps).reveal(actor, *id, wish, request.context);
  if (!values) co_return std::unexpected(std::move(values.error()));
  co_return ok({{"attributes", to_array(*values)}});
}

Task<Answer> change_state(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto state = people::parse_person_state(body->text("state", true));
  auto reference = body->text("reference", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!state) co_return fail(Errc::invalid, "person.state", "There is no such state.");
  auto person = co_await PeopleDesk(deps).change_state(actor, *id, *state, std::move(reference),
                                                       *version, request.context);
  if (!person) co_return std::unexpected(std::move(person.error()));
  co_return ok(to_json(*person), person->version);
}

Task<Answer> intervene(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto event = people::parse_intervention_event(body->text("event", true));
  auto reference = body->text("reference", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!event) co_return fail(Errc::invalid, "intervention.event", "There is no such event.");
  auto person = co_await InterventionDesk(deps).intervene(actor, *id, *event, std::move(reference),
                                                          *version, request.context);
  if (!person) co_return std::unexpected(std::move(person.error()));
  co_return ok(to_json(*person), person->version);
}

Task<Answer> list_sessions(const AdminDeps& deps, const access::Actor& actor,
                           http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto sessions = co_await PeopleDesk(deps).sessions(actor, *id, request.context);
  if (!sessions) co_return std::unexpected(std::move(sessions.error()));
  co_return page(request, to_array(*sessions), "");
}

Task<Answer> end_session(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto session = path_id(request, "session");
  if (!session) co_return std::unexpected(session.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  auto reference = query->text("reference");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto ended = co_await PeopleDesk(deps).end_sessions(actor, *id, *session, std::move(reference),
                                                      request.context);
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  co_return http::no_content();
}

Task<Answer> end_sessions(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto only = query->id("session");
  auto reference = query->text("reference");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto ended = co_await PeopleDesk(deps).end_sessions(actor, *id, only, std::move(reference),
                                                      request.context);
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  co_return ok({{"ended", *ended}});
}

}  // namespace

void add_people_operations(http::Router& router, const AdminDeps& deps) {
  const std::string people = "/api/admin/v1/people";
  router.add(http::Method::get, people, guarded(deps, list), kApi);
  router.add(http::Method::post, people + "/find", guarded(deps, find), kApi);
  router.add(http::Method::post, people + "/search", guarded(deps, search), kApi);
  router.add(http::Method::get, people + "/{id}", guarded(deps, view), kApi);
  router.add(http::Method::post, people + "/{id}/reveal", guarded(deps, reveal), kApi);
  router.add(http::Method::post, people + "/{id}/state", changing(deps, change_state), kApi);
  router.add(http::Method::post, people + "/{id}/intervention", changing(deps, intervene), kApi);
  router.add(http::Method::get, people + "/{id}/sessions", guarded(deps, list_sessions), kApi);
  router.add(http::Method::del, people + "/{id}/sessions", changing(deps, end_sessions), kApi);
  router.add(http::Method::del, people + "/{id}/sessions/{session}", changing(deps, end_session),
             kApi);
}

}  // namespace tessera::endpoints::admin
