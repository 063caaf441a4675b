// Reviews of role grants in the browser: campaigns, what waits in them, and who reviews which unit
// (docs/adr/0040). What is to be decided together is shown once more before it is done.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/find_login.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/campaigns";
constexpr const char* kReviewers = "/admin/unit-reviewers";
constexpr int kPage = 100;

std::string path_of(const Uuid& id) {
  return std::string(kPath) + '/' + to_string(id);
}

std::string text(const Visit& visit, const std::string& id) {
  return visit.deps.web.renderer.text(id, visit.context().locale);
}

std::string name_of(const Visit& visit, const oversight::Campaign& campaign) {
  if (campaign.kind == oversight::CampaignKind::move) return text(visit, "campaign.kind.move");
  if (campaign.kind == oversight::CampaignKind::scheduled)
    return text(visit, "campaign.kind.scheduled") + ' ' + campaign.name;
  return campaign.name;
}

Task<ui::Choices> unit_choice(const Visit& visit) {
  ui::Choices choice{.name = "unit", .legend_id = "admin.col.unit"};
  const auto reach = access::units_for(visit.actor, "campaign.manage", visit.context().received);
  Names names(visit);
  for (const auto& unit : co_await names.units()) {
    if (!reach || reach->contains(unit.id))
      choice.items.push_back({.value = to_string(unit.id), .text = unit.name});
  }
  co_return choice;
}

Task<http::Response> show_all(const Visit& visit) {
  oversight::CampaignFilter filter{.after = parse_uuid(visit.asked("after"))};
  const auto found = co_await visit.deps.campaigns.list(visit.actor, filter, visit.context());
  if (!found) co_return visit.refuse(found.error(), "/admin");
  ui::AdminPage page{.title_id = "campaign.title",
                     .lead_id = "campaign.lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"campaign.name", "admin.col.created", "campaign.due",
                                 "campaign.open", "admin.col.closed"},
                     .next_path = visit.next_path(found->next)};
  for (const auto& each : found->items) {
    page.lines.push_back({{name_of(visit, each), path_of(each.id)},
                          {shown_time(each.created)},
                          {shown_time(each.due)},
                          {std::to_string(each.open) + " / " + std::to_string(each.total)},
                          {shown_time(each.closed)}});
  }
  if (visit.may("campaign.manage")) {
    page.links.emplace_back(kReviewers, "campaign.reviewers.title");
    page.forms.push_back({.id = "start-campaign",
                          .heading_id = "campaign.start_heading",
                          .action = kPath,
                          .button = "start",
                          .button_id = "campaign.start_button",
                          .inputs = {{.name = "name", .label_id = "campaign.name"},
                                     {.name = "roles",
                                      .label_id = "campaign.roles",
                                      .hint_id = "campaign.roles_hint",
                                      .type = "textarea"},
                                     {.name = "due",
                                      .label_id = "campaign.due",
                                      .hint_id = "admin.date_hint",
                                      .width = "10"}},
                          .choices = {co_await unit_choice(visit)}});
  }
  co_return visit.show(page);
}

Task<Answer> start(const Visit& visit, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  const auto due = date_of(form, "due");
  if (!due) co_return std::unexpected(due.error());
  oversight::NewCampaign wish{.name = form.value("name"),
                              .units = {*unit},
                              .roles = {},
                              .due = due->value_or(visit.context().received)};
  for (const auto& line : lines_of(form.value("roles"))) wish.roles.emplace_back(line.as_string());
  const auto started =
      co_await visit.deps.campaigns.start(visit.actor, std::move(wish), visit.context());
  if (!started) co_return std::unexpected(started.error());
  co_return Visit::done(path_of(started->id), "created");
}

ui::AdminForm selection(const std::string& path) {
  return {.id = "decide",
          .heading_id = "campaign.decide_heading",
          .action = path,
          .button = "preview",
          .button_id = "campaign.preview_button",
          .inputs = {{.name = "reason",
                      .label_id = "campaign.reason",
                      .hint_id = "campaign.reason_hint"}},
          .choices = {{.name = "verdict",
                       .legend_id = "campaign.verdict",
                       .items = {{.value = "keep", .text_id = "campaign.verdict.keep"},
                                 {.value = "end", .text_id = "campaign.verdict.end"}}}}};
}

Task<std::vector<ui::AdminPage::Cell>> line_of(Names& names, const Visit& visit,
                                               const oversight::CampaignItem& item) {
  const auto holder = co_await names.person(item.person);
  const auto unit = co_await names.unit(item.unit);
  std::string state =
      item.verdict.empty() ? std::string() : text(visit, "campaign.state." + item.verdict);
  if (!item.reason.empty()) state += ": " + item.reason;
  co_return std::vector<ui::AdminPage::Cell>{
      holder,
      {item.role, "/admin/role-grants/" + to_string(item.role_grant)},
      {unit},
      {shown_time(item.starts)},
      {shown_time(item.ends)},
      {item.why},
      {std::move(state)}};
}

ui::AdminPage items_page(const Visit& visit, const oversight::Campaign& campaign) {
  return {.title = name_of(visit, campaign),
          .lead_id = campaign.closed ? "campaign.closed_lead" : "campaign.items_lead",
          .back_path = kPath,
          .notice = visit.notice(),
          .facts = {{"campaign.due", shown_time(campaign.due)},
                    {"campaign.open",
                     std::to_string(campaign.open) + " / " + std::to_string(campaign.total)},
                    {"admin.col.closed", shown_time(campaign.closed)}},
          .columns = {"admin.col.person", "admin.col.role", "admin.col.unit", "admin.col.starts",
                      "admin.col.ends", "admin.grant.reason", "campaign.verdict"}};
}

Task<http::Response> show_one(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), kPath);
  const auto campaign = co_await visit.deps.campaigns.get(visit.actor, *id, visit.context());
  if (!campaign) co_return visit.refuse(campaign.error(), kPath);
  const auto items = co_await visit.deps.campaigns.items(
      visit.actor, {.campaign = *id, .after = parse_uuid(visit.asked("after")), .limit = kPage},
      visit.context());
  if (!items) co_return visit.refuse(items.error(), kPath);
  auto page = items_page(visit, *campaign);
  page.next_path = visit.next_path(items->next);
  Names names(visit);
  bool any = false;
  for (const auto& item : items->items) {
    page.lines.push_back(co_await line_of(names, visit, item));
    const bool mine = oversight::Campaigns::may_decide(visit.actor, item, campaign->due,
                                                       visit.context().received);
    page.line_ids.push_back(mine ? to_string(item.role_grant) : "");
    any = any || mine;
  }
  if (any) page.selection = selection(path_of(*id));
  co_return visit.show(page);
}

struct Wanted {
  std::vector<Uuid> role_grants;
  oversight::GrantVerdict verdict = oversight::GrantVerdict::keep;
  std::string reason;
};

Result<Wanted> wanted_of(const codec::Form& form) {
  Wanted wanted{.reason = form.value("reason")};
  const auto verdict = oversight::parse_grant_verdict(form.value("verdict"));
  if (!verdict) return fail(Errc::invalid, "campaign.verdict_needed");
  wanted.verdict = *verdict;
  for (const auto& text : form.all("item")) {
    const auto id = parse_uuid(text);
    if (!id) return fail(Errc::invalid, "campaign.items");
    wanted.role_grants.push_back(*id);
  }
  if (wanted.role_grants.empty()) return fail(Errc::invalid, "campaign.items");
  if (wanted.reason.size() < 3) return fail(Errc::invalid, "campaign.reason");
  return wanted;
}

// What would be done, with nothing done yet.
Task<Answer> preview(const Visit& visit, const Uuid& id, const Wanted& wanted) {
  const auto campaign = co_await visit.deps.campaigns.get(visit.actor, id, visit.context());
  if (!campaign) co_return std::unexpected(campaign.error());
  ui::AdminForm confirm{
      .id = "confirm",
      .heading_id = "campaign.confirm_heading",
      .action = path_of(id),
      .button = "confirm",
      .button_id = "campaign.confirm_button",
      .inputs = {},
      .warning = wanted.verdict == oversight::GrantVerdict::end,
      .hidden = {{"verdict", std::string(to_string(wanted.verdict))}, {"reason", wanted.reason}}};
  auto page = items_page(visit, *campaign);
  page.lead_id = wanted.verdict == oversight::GrantVerdict::keep ? "campaign.preview_keep"
                                                                 : "campaign.preview_end";
  page.back_path = path_of(id);
  Names names(visit);
  for (const auto& grant : wanted.role_grants) {
    const auto item = co_await visit.deps.campaigns.item(visit.actor, id, grant, visit.context());
    if (!item) co_return std::unexpected(item.error());
    page.lines.push_back(co_await line_of(names, visit, *item));
    confirm.hidden.emplace_back("item", to_string(grant));
  }
  page.forms.push_back(std::move(confirm));
  co_return visit.show(page);
}

Task<Answer> decide(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto action = form.value("action");
  if (action != "preview" && action != "confirm") co_return fail(Errc::invalid, "form.action");
  auto wanted = wanted_of(form);
  if (!wanted) co_return std::unexpected(wanted.error());
  if (action == "preview") co_return co_await preview(visit, *id, *wanted);
  const auto decided = co_await visit.deps.campaigns.decide(
      visit.actor, *id, std::move(wanted->role_grants), wanted->verdict, std::move(wanted->reason),
      visit.context());
  if (!decided) co_return std::unexpected(decided.error());
  co_return Visit::done(path_of(*id), "changed");
}

Task<http::Response> show_reviewers(const Visit& visit) {
  const auto all = co_await visit.deps.campaigns.reviewers(visit.actor, visit.context());
  if (!all) co_return visit.refuse(all.error(), kPath);
  ui::AdminPage page{.title_id = "campaign.reviewers.title",
                     .lead_id = "campaign.reviewers.lead",
                     .back_path = kPath,
                     .notice = visit.notice(),
                     .columns = {"admin.col.unit", "campaign.reviewer", "admin.col.time"}};
  Names names(visit);
  for (const auto& each : *all) {
    page.lines.push_back({{co_await names.unit(each.unit)},
                          co_await names.person(each.person),
                          {shown_time(each.changed)}});
  }
  if (visit.may("campaign.manage")) {
    page.forms.push_back({.id = "set-reviewer",
                          .heading_id = "campaign.reviewers.set",
                          .action = kReviewers,
                          .button = "set",
                          .button_id = "common.save",
                          .inputs = {{.name = "login",
                                      .label_id = "campaign.reviewer",
                                      .hint_id = "campaign.reviewers.hint",
                                      .autocomplete = "off"}},
                          .choices = {co_await unit_choice(visit)}});
  }
  co_return visit.show(page);
}

Task<Answer> set_reviewer(const Visit& visit, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  std::optional<Uuid> person;
  const auto login = form.value("login");
  if (!login.empty() && visit.may("campaign.manage")) {
    const auto found = co_await find_login(visit, reach_of(visit, "campaign.manage"), login);
    if (!found) co_return std::unexpected(found.error());
    person = found->id;
  }
  const auto set =
      co_await visit.deps.campaigns.set_reviewer(visit.actor, *unit, person, visit.context());
  if (!set) co_return std::unexpected(set.error());
  co_return Visit::done(kReviewers, "changed");
}

}  // namespace

void add_campaign_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_all));
  router.add(http::Method::post, kPath, posted(deps, start, show_all));
  router.add(http::Method::get, std::string(kPath) + "/{id}", shown(deps, show_one));
  router.add(http::Method::post, std::string(kPath) + "/{id}", posted(deps, decide, show_one));
  router.add(http::Method::get, kReviewers, shown(deps, show_reviewers));
  router.add(http::Method::post, kReviewers, posted(deps, set_reviewer, show_reviewers));
}

}  // namespace tessera::endpoints::admin
