// Work cases, purposes, trainings and delegations.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 16,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kCases = "/api/admin/v1/cases";
constexpr std::string_view kGrants = "/api/admin/v1/role-grants";

Task<Answer> list_purposes(const AdminDeps& deps, const access::Actor& actor,
                           http::Request& request) {
  auto purposes = co_await deps.work.cases.purposes(actor, request.context);
  if (!purposes) co_return std::unexpected(std::move(purposes.error()));
  co_return page(request, to_array(*purposes), "");
}

Task<Answer> list_levels(const AdminDeps& deps, const access::Actor& actor,
                         http::Request& request) {
  const auto levels = co_await deps.work.policies.levels(actor, request.context);
  if (!levels) co_return std::unexpected(levels.error());
  boost::json::array items;
  for (const auto& level : *levels)
    items.push_back(boost::json::object{{"role", level.role}, {"least", level.least}});
  co_return page(request, std::move(items), "");
}

Task<Answer> list_cases(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  access::WorkCaseFilter filter{.person = query->id("person"),
                                .assignee = query->id("assignee"),
                                .live_only = query->flag("live"),
                                .after = query->id("page_token"),
                                .limit = query->page_size()};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto cases = co_await deps.work.cases.list(actor, filter, request.context);
  if (!cases) co_return std::unexpected(std::move(cases.error()));
  co_return page(request, to_array(cases->items), cases->next);
}

Task<Answer> get_case(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto found = co_await deps.work.cases.get(actor, *id, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return ok(to_json(*found), found->version);
}

Task<Answer> open_case(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  access::NewWorkCase wish{.purpose = body->text("purpose", true),
                           .reference = body->text("reference", true),
                           .person = body->id("person", true).value_or(Uuid{}),
                           .assignee = body->id("assignee", true).value_or(Uuid{}),
                           .closes = body->time("closes"),
                           .reason = body->text("reason", true)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto opened = co_await deps.work.cases.open(actor, std::move(wish), request.context);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  co_return created(to_json(*opened), opened->version,
                    std::string(kCases) + '/' + to_string(opened->id));
}

Task<Answer> close_case(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto closed = co_await deps.work.cases.close(actor, *id, *version, request.context);
  if (!closed) co_return std::unexpected(std::move(closed.error()));
  co_return ok(to_json(*closed), closed->version);
}

Task<Answer> list_trainings(const AdminDeps& deps, const access::Actor& actor,
                            http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto found = co_await deps.work.trainings.list(actor, *id, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, to_array(*found), "");
}

Task<Answer> record_training(const AdminDeps& deps, const access::Actor& actor,
                             http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  access::NewTraining wish{.person = *id,
                           .course = body->text("course", true),
                           .completed = body->time("completed").value_or(request.context.received),
                           .expires = body->time("expires").value_or(TimePoint{})};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto training = co_await deps.work.trainings.record(actor, std::move(wish), request.context);
  if (!training) co_return std::unexpected(std::move(training.error()));
  auto answer = ok(to_json(*training));
  answer.status = 201;
  co_return answer;
}

Task<Answer> delegate(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  access::NewDelegation wish{.from = *id,
                             .deputy = body->id("deputy", true).value_or(Uuid{}),
                             .unit = body->id("unit"),
                             .starts = body->time("starts"),
                             .ends = body->time("ends"),
                             .purposes = body->texts("purposes"),
                             .reason = body->text("reason", true)};
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto grant = co_await deps.role_grants.delegate(actor, std::move(wish), request.context);
  if (!grant) co_return std::unexpected(std::move(grant.error()));
  co_return created(to_json(*grant), grant->version,
                    std::string(kGrants) + '/' + to_string(grant->id));
}

}  // namespace

void add_work_operations(http::Router& router, const AdminDeps& deps) {
  const std::string cases(kCases);
  const std::string people = "/api/admin/v1/people/{id}/trainings";
  using enum http::Method;
  router.add(get, "/api/admin/v1/purposes", guarded(deps, list_purposes), kApi);
  router.add(get, "/api/admin/v1/sign-in-levels", guarded(deps, list_levels), kApi);
  router.add(get, cases, guarded(deps, list_cases), kApi);
  router.add(post, cases, guarded_once(deps, "case.assign", open_case), kApi);
  router.add(get, cases + "/{id}", guarded(deps, get_case), kApi);
  router.add(post, cases + "/{id}/close", changing(deps, close_case), kApi);
  router.add(get, people, guarded(deps, list_trainings), kApi);
  router.add(post, people, changing(deps, record_training), kApi);
  router.add(post, std::string(kGrants) + "/{id}/delegations", changing(deps, delegate), kApi);
}

}  // namespace tessera::endpoints::admin
