// Work cases, trainings and deputies in the console.
#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/find_login.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/work_forms.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kCases = "/admin/work-cases";
constexpr const char* kDeputies = "/admin/deputies";

std::string trainings_path(const Uuid& person) {
  return "/admin/people/" + to_string(person) + "/trainings";
}

Task<http::Response> show_cases(const Visit& visit) {
  access::WorkCaseFilter filter{.person = parse_uuid(visit.asked("person")),
                                .live_only = visit.asked("all") != "1",
                                .after = parse_uuid(visit.asked("after"))};
  if (!visit.may("case.read")) filter.assignee = visit.actor.id;
  const auto cases = co_await visit.deps.work.cases.list(visit.actor, filter, visit.context());
  if (!cases) co_return visit.refuse(cases.error(), "/admin");
  ui::AdminPage page{.title_id = "work.title",
                     .lead_id = "work.lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"work.reference", "work.purpose", "admin.col.person",
                                 "work.assignee", "work.closes"},
                     .next_path = visit.next_path(cases->next)};
  Names names(visit);
  for (const auto& each : cases->items) {
    page.lines.push_back({{each.reference, std::string(kCases) + '/' + to_string(each.id)},
                          {each.purpose},
                          co_await names.person(each.person),
                          co_await names.person(each.assignee),
                          {shown_time(each.closes)}});
  }
  if (!visit.may("case.assign")) co_return visit.show(page);
  page.forms.push_back({.id = "open-case",
                        .heading_id = "work.open",
                        .action = kCases,
                        .button = "open",
                        .button_id = "work.open",
                        .inputs = {{.name = "person",
                                    .label_id = "work.person",
                                    .value = visit.asked("person"),
                                    .hint_id = "work.person_hint"},
                                   {.name = "assignee", .label_id = "work.assignee_login"},
                                   {.name = "reference",
                                    .label_id = "work.reference",
                                    .hint_id = "admin.reveal.hint",
                                    .width = "20"},
                                   {.name = "reason", .label_id = "admin.grant.reason"},
                                   {.name = "closes",
                                    .label_id = "work.closes",
                                    .hint_id = "admin.date_hint",
                                    .width = "10"}},
                        .choices = {{.name = "purpose",
                                     .legend_id = "work.purpose",
                                     .items = co_await purpose_items(visit)}}});
  co_return visit.show(page);
}

Task<Answer> open_case(const Visit& visit, const codec::Form& form) {
  const auto person = parse_uuid(form.value("person"));
  const auto closes = date_of(form, "closes");
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  if (!closes) co_return std::unexpected(closes.error());
  if (!visit.may("case.assign")) co_return fail(Errc::forbidden, "access.denied");
  const auto assignee =
      co_await find_login(visit, reach_of(visit, "case.assign"), form.value("assignee"));
  if (!assignee) co_return std::unexpected(assignee.error());
  const auto opened = co_await visit.deps.work.cases.open(visit.actor,
                                                          {.purpose = form.value("purpose"),
                                                           .reference = form.value("reference"),
                                                           .person = *person,
                                                           .assignee = assignee->id,
                                                           .closes = *closes,
                                                           .reason = form.value("reason")},
                                                          visit.context());
  if (!opened) co_return std::unexpected(opened.error());
  co_return Visit::done(kCases, "created");
}

Task<http::Response> show_case(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), kCases);
  const auto found = co_await visit.deps.work.cases.get(visit.actor, *id, visit.context());
  if (!found) co_return visit.refuse(found.error(), kCases);
  Names names(visit);
  const auto person = co_await names.person(found->person);
  const auto assignee = co_await names.person(found->assignee);
  const auto opener = found->opened_by ? co_await names.person(*found->opened_by)
                                       : ui::AdminPage::Cell{.text = "system"};
  ui::AdminPage page{.title_id = "work.case",
                     .back_path = kCases,
                     .notice = visit.notice(),
                     .facts = {{"work.reference", found->reference},
                               {"work.purpose", found->purpose},
                               {"admin.col.person", person.text},
                               {"work.assignee", assignee.text},
                               {"work.opened_by", opener.text},
                               {"admin.grant.reason", found->reason},
                               {"admin.col.created", shown_time(found->opened)},
                               {"work.closes", shown_time(found->closes)},
                               {"work.closed", shown_time(found->closed)}}};
  const bool mine = visit.actor.id && found->assignee == *visit.actor.id;
  if (mine && !found->closed) {
    page.links.emplace_back(
        codec::with_query("/admin/people/" + to_string(found->person),
                          {{"purpose", found->purpose}, {"case", to_string(found->id)}}),
        "work.look");
  }
  if (!found->closed && (mine || visit.may("case.close"))) {
    page.forms.push_back({.id = "close-case",
                          .heading_id = "work.close",
                          .action = std::string(kCases) + '/' + to_string(*id),
                          .button = "close",
                          .button_id = "work.close",
                          .inputs = {}});
  }
  co_return visit.show(page);
}

Task<Answer> close_case(const Visit& visit, const codec::Form&) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto closed = co_await visit.deps.work.cases.close(visit.actor, *id, {}, visit.context());
  if (!closed) co_return std::unexpected(closed.error());
  co_return Visit::done(kCases, "ended");
}

Task<http::Response> show_trainings(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/people");
  const auto found = co_await visit.deps.work.trainings.list(visit.actor, *id, visit.context());
  if (!found) co_return visit.refuse(found.error(), "/admin/people");
  ui::AdminPage page{.title_id = "work.trainings",
                     .back_path = "/admin/people/" + to_string(*id),
                     .notice = visit.notice(),
                     .columns = {"work.course", "work.completed", "admin.col.ends"}};
  for (const auto& each : *found)
    page.lines.push_back({{each.course}, {shown_time(each.completed)}, {shown_time(each.expires)}});
  if (visit.may("training.record") && visit.actor.id != *id) {
    page.forms.push_back({.id = "record-training",
                          .heading_id = "work.record",
                          .action = trainings_path(*id),
                          .button = "record",
                          .button_id = "common.save",
                          .inputs = {{.name = "course", .label_id = "work.course", .width = "20"},
                                     {.name = "completed",
                                      .label_id = "work.completed",
                                      .hint_id = "admin.date_hint",
                                      .width = "10"},
                                     {.name = "expires",
                                      .label_id = "admin.col.ends",
                                      .hint_id = "admin.date_hint",
                                      .width = "10"}}});
  }
  co_return visit.show(page);
}

Task<Answer> record_training(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  const auto completed = date_of(form, "completed");
  const auto expires = date_of(form, "expires");
  if (!id) co_return std::unexpected(id.error());
  if (!completed) co_return std::unexpected(completed.error());
  if (!expires) co_return std::unexpected(expires.error());
  const auto training = co_await visit.deps.work.trainings.record(
      visit.actor,
      {.person = *id,
       .course = form.value("course"),
       .completed = completed->value_or(visit.context().received),
       .expires = expires->value_or(TimePoint{})},
      visit.context());
  if (!training) co_return std::unexpected(training.error());
  co_return Visit::done(trainings_path(*id), "created");
}

// The actor's own grants that may be passed on.
Task<http::Response> show_deputies(const Visit& visit) {
  ui::AdminPage page{.title_id = "work.deputies",
                     .lead_id = "work.deputies_lead",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"admin.col.role", "admin.col.ends", "work.state"}};
  ui::Choices roles{.name = "from", .legend_id = "admin.col.role"};
  ui::Choices purposes{.name = "purpose", .legend_id = "work.purposes"};
  std::set<std::string> codes;
  for (const auto& role : visit.actor.roles) {
    const auto fault = access::fault_of(role, visit.actor, visit.context().received);
    page.lines.push_back(
        {{role.role}, {shown_time(role.ends)}, {fault.empty() ? "ok" : std::string(fault)}});
    if (!fault.empty() || !role.delegable || role.delegated_from) continue;
    roles.items.push_back({.value = to_string(role.role_grant),
                           .text = role.role + " (" + short_id(role.role_grant) + ')'});
    codes.insert(role.purposes.begin(), role.purposes.end());
  }
  for (const auto& code : codes) {
    const auto text_id = "purpose." + code;  // one that the deployment added has no text
    const bool known = visit.deps.web.renderer.has_text(text_id, "en");
    purposes.items.push_back({.value = code, .text_id = known ? text_id : code});
  }
  if (!roles.items.empty()) {
    ui::AdminForm form{.id = "name-deputy",
                       .heading_id = "work.name_deputy",
                       .action = kDeputies,
                       .button = "delegate",
                       .button_id = "work.name_deputy",
                       .inputs = {{.name = "deputy", .label_id = "work.deputy"},
                                  {.name = "reason", .label_id = "admin.grant.reason"},
                                  {.name = "ends",
                                   .label_id = "admin.col.ends",
                                   .hint_id = "admin.date_hint",
                                   .width = "10"}},
                       .choices = {std::move(roles)}};
    if (!purposes.items.empty()) form.checks.push_back(std::move(purposes));
    page.forms.push_back(std::move(form));
  }
  co_return visit.show(page);
}

// Who works where the grant is good, or where the visitor works himself.
Task<Reach> colleagues(const Visit& visit, const access::HeldRole& own) {
  Reach reach{.units = own.unit_closure};
  const auto self = co_await visit.deps.people.load(own.person);
  if (self && self->affiliation) reach.units->insert(self->affiliation->unit);
  co_return reach;
}

Task<Answer> name_deputy(const Visit& visit, const codec::Form& form) {
  const auto from = parse_uuid(form.value("from"));
  const auto ends = date_of(form, "ends");
  if (!from) co_return fail(Errc::forbidden, "delegation.not_mine");
  if (!ends) co_return std::unexpected(ends.error());
  const auto own = std::ranges::find(visit.actor.roles, *from, &access::HeldRole::role_grant);
  if (own == visit.actor.roles.end() || !own->delegable)
    co_return fail(Errc::forbidden, "delegation.not_delegable");
  const auto deputy =
      co_await find_login(visit, co_await colleagues(visit, *own), form.value("deputy"));
  if (!deputy) co_return std::unexpected(deputy.error());
  const auto grant = co_await visit.deps.role_grants.delegate(visit.actor,
                                                              {.from = *from,
                                                               .deputy = deputy->id,
                                                               .ends = *ends,
                                                               .purposes = form.all("purpose"),
                                                               .reason = form.value("reason")},
                                                              visit.context());
  if (!grant) co_return std::unexpected(grant.error());
  co_return Visit::done(kDeputies, "granted");
}

}  // namespace

Task<std::vector<ui::Choices::Item>> purpose_items(const Visit& visit) {
  std::vector<ui::Choices::Item> items;
  const auto purposes = co_await visit.deps.work.cases.purposes(visit.actor, visit.context());
  if (!purposes) co_return items;
  for (const auto& each : *purposes) items.push_back({.value = each.code, .text_id = each.title});
  co_return items;
}

void add_work_pages(http::Router& router, const AdminDeps& deps) {
  using enum http::Method;
  const std::string cases(kCases);
  const std::string trainings = "/admin/people/{id}/trainings";
  router.add(get, cases, shown(deps, show_cases));
  router.add(post, cases, posted(deps, open_case, show_cases));
  router.add(get, cases + "/{id}", shown(deps, show_case));
  router.add(post, cases + "/{id}", posted(deps, close_case, show_case));
  router.add(get, trainings, shown(deps, show_trainings));
  router.add(post, trainings, posted(deps, record_training, show_trainings));
  router.add(get, kDeputies, shown(deps, show_deputies));
  router.add(post, kDeputies, posted(deps, name_deputy, show_deputies));
}

}  // namespace tessera::endpoints::admin
