// Emergencies and reviews of role grants for programs. An emergency is declared and reviewed in the
// browser only: both need one proof more of the person.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::object;
using boost::json::value;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kEmergencies = "/api/admin/v1/emergencies";
constexpr std::string_view kCampaigns = "/api/admin/v1/campaigns";
constexpr std::string_view kReviewers = "/api/admin/v1/unit-reviewers";

value text(const std::optional<Uuid>& id) {
  return id ? value(to_string(*id)) : value(nullptr);
}
value text(const std::optional<TimePoint>& time) {
  return time ? value(rfc3339(*time)) : value(nullptr);
}
boost::json::array ids(const std::vector<Uuid>& all) {
  boost::json::array out;
  for (const auto& each : all) out.emplace_back(to_string(each));
  return out;
}

object to_json(const oversight::Emergency& each) {
  object out{{"id", to_string(each.id)},
             {"actor", to_string(each.actor)},
             {"permissions", boost::json::array(each.permissions.begin(), each.permissions.end())},
             {"unit", to_string(each.unit)},
             {"subject", text(each.subject)},
             {"reason", each.reason},
             {"opened", rfc3339(each.opened)},
             {"ends", rfc3339(each.ended ? *each.ended : each.ends)},
             {"review_due", rfc3339(each.review_due)},
             {"reviewer", nullptr},
             {"verdict", nullptr},
             {"findings", nullptr},
             {"reviewed", nullptr},
             {"suspended", text(each.suspended)}};
  if (const auto& review = each.review) {
    out["reviewer"] = to_string(review->reviewer);
    out["verdict"] = to_string(review->verdict);
    out["findings"] = review->findings;
    out["reviewed"] = rfc3339(review->at);
  }
  return out;
}

object to_json(const oversight::Campaign& each) {
  return {{"id", to_string(each.id)},
          {"name", each.name},
          {"kind", to_string(each.kind)},
          {"started_by", text(each.started_by)},
          {"units", ids(each.units)},
          {"roles", boost::json::array(each.roles.begin(), each.roles.end())},
          {"created", rfc3339(each.created)},
          {"due", rfc3339(each.due)},
          {"closed", text(each.closed)},
          {"total", each.total},
          {"open", each.open}};
}

object to_json(const oversight::CampaignItem& each) {
  return {{"role_grant", to_string(each.role_grant)},
          {"person", to_string(each.person)},
          {"unit", to_string(each.unit)},
          {"reviewer", text(each.reviewer)},
          {"role", each.role},
          {"starts", rfc3339(each.starts)},
          {"ends", text(each.ends)},
          {"granted_for", each.why},
          {"verdict", each.verdict.empty() ? value(nullptr) : value(each.verdict)},
          {"reason", each.reason.empty() ? value(nullptr) : value(each.reason)},
          {"decided_by", text(each.decided_by)},
          {"decided", text(each.decided)}};
}

object to_json(const oversight::UnitReviewer& each) {
  return {{"unit", to_string(each.unit)},
          {"person", to_string(each.person)},
          {"set_by", text(each.set_by)},
          {"changed", rfc3339(each.changed)}};
}

template <class T>
boost::json::array all(const std::vector<T>& items) {
  boost::json::array out;
  for (const auto& each : items) out.push_back(to_json(each));
  return out;
}

Task<Answer> list_emergencies(const AdminDeps& deps, const access::Actor& actor,
                              http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  oversight::EmergencyFilter filter{.waiting_only = query->flag("waiting"),
                                    .after = query->id("page_token"),
                                    .limit = static_cast<int>(query->page_size())};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await deps.break_glass.list(actor, std::move(filter), request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, all(found->items), found->next);
}

Task<Answer> get_emergency(const AdminDeps& deps, const access::Actor& actor,
                           http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto found = co_await deps.break_glass.get(actor, *id, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  auto out = to_json(found->emergency);
  boost::json::array touched;
  for (const auto& touch : found->touches) {
    touched.push_back(object{{"person", to_string(touch.person)},
                             {"first", rfc3339(touch.first)},
                             {"permission", touch.permission}});
  }
  out["touched"] = std::move(touched);
  co_return ok(out);
}

Task<Answer> list_campaigns(const AdminDeps& deps, const access::Actor& actor,
                            http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  oversight::CampaignFilter filter{.open_only = query->flag("open"),
                                   .after = query->id("page_token"),
                                   .limit = static_cast<int>(query->page_size())};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await deps.campaigns.list(actor, filter, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, all(found->items), found->next);
}

Task<Answer> start_campaign(const AdminDeps& deps, const access::Actor& actor,
                            http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  oversight::NewCampaign wish{.name = body->text("name", true),
                              .units = {},
                              .roles = body->texts("roles"),
                              .due = body->time("due").value_or(request.context.received)};
  const auto units = body->texts("units");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  for (const auto& each : units) {
    const auto id = parse_uuid(each);
    if (!id) co_return fail(Errc::invalid, "campaign.units", "Name the units.");
    wish.units.push_back(*id);
  }
  auto started = co_await deps.campaigns.start(actor, std::move(wish), request.context);
  if (!started) co_return std::unexpected(std::move(started.error()));
  co_return created(to_json(*started), 1, std::string(kCampaigns) + '/' + to_string(started->id));
}

Task<Answer> get_campaign(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto found = co_await deps.campaigns.get(actor, *id, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return ok(to_json(*found));
}

Task<Answer> list_items(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  oversight::ItemFilter filter{.campaign = *id,
                               .open_only = query->flag("open"),
                               .after = query->id("page_token"),
                               .limit = static_cast<int>(query->page_size())};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto found = co_await deps.campaigns.items(actor, std::move(filter), request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, all(found->items), found->next);
}

Task<Answer> decide_items(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto verdict = oversight::parse_grant_verdict(body->text("verdict", true));
  auto reason = body->text("reason", true);
  const auto wanted = body->texts("role_grants");
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!verdict) co_return fail(Errc::invalid, "campaign.verdict_needed", "keep or end.");
  std::vector<Uuid> role_grants;
  for (const auto& each : wanted) {
    const auto grant = parse_uuid(each);
    if (!grant) co_return fail(Errc::invalid, "campaign.items", "Choose 1 to 200 role grants.");
    role_grants.push_back(*grant);
  }
  auto decided = co_await deps.campaigns.decide(actor, *id, std::move(role_grants), *verdict,
                                                std::move(reason), request.context);
  if (!decided) co_return std::unexpected(std::move(decided.error()));
  co_return ok({{"decided", *decided}});
}

Task<Answer> list_reviewers(const AdminDeps& deps, const access::Actor& actor,
                            http::Request& request) {
  auto found = co_await deps.campaigns.reviewers(actor, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, all(*found), "");
}

Task<Answer> set_reviewer(const AdminDeps& deps, const access::Actor& actor,
                          http::Request& request) {
  const auto unit = path_id(request);
  if (!unit) co_return std::unexpected(unit.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto person = body->id("person", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto set = co_await deps.campaigns.set_reviewer(actor, *unit, *person, request.context);
  if (!set) co_return std::unexpected(std::move(set.error()));
  co_return http::no_content();
}

Task<Answer> remove_reviewer(const AdminDeps& deps, const access::Actor& actor,
                             http::Request& request) {
  const auto unit = path_id(request);
  if (!unit) co_return std::unexpected(unit.error());
  auto set = co_await deps.campaigns.set_reviewer(actor, *unit, std::nullopt, request.context);
  if (!set) co_return std::unexpected(std::move(set.error()));
  co_return http::no_content();
}

}  // namespace

void add_oversight_operations(http::Router& router, const AdminDeps& deps) {
  using enum http::Method;
  const std::string emergencies(kEmergencies), campaigns(kCampaigns), reviewers(kReviewers);
  router.add(get, emergencies, guarded(deps, list_emergencies), kApi);
  router.add(get, emergencies + "/{id}", guarded(deps, get_emergency), kApi);
  router.add(get, campaigns, guarded(deps, list_campaigns), kApi);
  router.add(post, campaigns, guarded_once(deps, "campaign.manage", start_campaign), kApi);
  router.add(get, campaigns + "/{id}", guarded(deps, get_campaign), kApi);
  router.add(get, campaigns + "/{id}/items", guarded(deps, list_items), kApi);
  router.add(post, campaigns + "/{id}/decisions", changing(deps, decide_items), kApi);
  router.add(get, reviewers, guarded(deps, list_reviewers), kApi);
  router.add(put, reviewers + "/{id}", guarded(deps, set_reviewer), kApi);
  router.add(del, reviewers + "/{id}", guarded(deps, remove_reviewer), kApi);
}

}  // namespace tessera::endpoints::admin
