#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/intervention_desk.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string path_of(const Uuid& person) {
  return "/admin/people/" + to_string(person);
}

std::string kind_of(const people::Person& person) {
  if (!person.affiliation) return "citizen";
  return person.citizen ? "citizen, staff" : "staff";
}

std::vector<std::pair<std::string, std::string>> facts_of(const people::Person& person,
                                                          const std::string& unit) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"admin.col.id", to_string(person.id)},
      {"common.status", std::string(people::to_string(person.state))},
      {"admin.person.ial", std::to_string(static_cast<int>(person.ial))},
      {"admin.col.kind", kind_of(person)},
      {"admin.col.created", shown_time(person.created)}};
  if (const auto& staff = person.affiliation) {
    facts.insert(facts.end(), {{"admin.person.employer", staff->employer},
                               {"admin.person.post", staff->post},
                               {"admin.col.unit", unit},
                               {"admin.col.starts", shown_time(staff->starts)},
                               {"admin.col.ends", shown_time(staff->ends)}});
  }
  return facts;
}

// The case that the actor looks for, as the address of the page names it.
access::Named named_in(const Visit& visit) {
  return {.purpose = visit.asked("purpose"), .work_case = parse_uuid(visit.asked("case"))};
}

std::string path_in_case(const Uuid& person, const access::Named& named) {
  return codec::with_query(
      path_of(person), {{"purpose", named.purpose},
                        {"case", named.work_case ? to_string(*named.work_case) : std::string{}}});
}

ui::AdminForm reveal_form(const std::string& path,
                          const std::vector<people::Attribute>& attributes) {
  ui::Choices names{.name = "attribute", .legend_id = "admin.reveal.attributes"};
  for (const auto& attribute : attributes)
    names.items.push_back({.value = attribute.name, .text = attribute.name});
  return {.id = "reveal",
          .heading_id = "admin.reveal.title",
          .action = path,
          .button = "reveal",
          .button_id = "admin.reveal.button",
          .inputs = {{.name = "reference",
                      .label_id = "admin.reveal.reference",
                      .hint_id = "admin.reveal.hint",
                      .width = "20"}},
          .checks = {std::move(names)}};
}

// The actor's live cases about this person: through one of them the person is looked at (R32).
Task<> put_cases(ui::AdminPage& page, const Visit& visit, const Uuid& person) {
  const access::WorkCaseFilter mine{
      .person = person, .assignee = visit.actor.id, .live_only = true};
  const auto found = co_await visit.deps.work.cases.list(visit.actor, mine, visit.context());
  ui::AdminPage::Table table{.id = "my-cases",
                             .heading_id = "work.mine",
                             .columns = {"work.reference", "work.purpose", "work.closes"}};
  if (found) {
    for (const auto& each : found->items) {
      table.lines.push_back(
          {{each.reference, path_in_case(person, {.purpose = each.purpose, .work_case = each.id})},
           {each.purpose},
           {shown_time(each.closes)}});
    }
  }
  page.tables.push_back(std::move(table));
}

void put_intervention(ui::AdminPage& page, const Visit& visit, const people::Person& person) {
  const auto word = "admin.intervention." + std::string(people::to_string(person.standing.word()));
  page.facts.emplace_back("admin.intervention.word",
                          visit.deps.web.renderer.text(word, visit.context().locale));
  ui::Choices events{.name = "event", .legend_id = "admin.intervention.event"};
  for (const auto event : open_to(visit.actor, person, visit.context().received)) {
    const std::string value(people::to_string(event));
    events.items.push_back({.value = value, .text_id = "admin.intervention." + value});
  }
  if (events.items.empty()) return;
  page.forms.push_back(
      {.id = "intervention",
       .heading_id = "admin.intervention.title",
       .action = path_of(person.id),
       .button = "intervene",
       .button_id = "admin.intervention.button",
       .inputs = {{.name = "case", .label_id = "admin.reveal.reference", .width = "20"}},
       .choices = {std::move(events)},
       .warning = true});
}

// Values are shown in a case only; without one, the page says who it is to administration.
Task<ui::AdminPage> person_page(const Visit& visit, const PersonView& view, bool in_case) {
  const auto path = path_of(view.person.id);
  std::string unit;
  if (const auto& staff = view.person.affiliation) unit = co_await Names(visit).unit(staff->unit);
  ui::AdminPage page{.title_id = "admin.person.title",
                     .back_path = "/admin/people",
                     .facts = facts_of(view.person, unit)};
  if (in_case) {
    page.columns = {"admin.col.attribute", "admin.col.value", "admin.col.source",
                    "admin.col.verified"};
  } else {
    co_await put_cases(page, visit, view.person.id);
  }
  for (const auto& attribute : view.attributes) {
    page.lines.push_back({{attribute.name},
                          {attribute.value},
                          {attribute.source + ", " + attribute.method},
                          {shown_time(attribute.verified)}});
  }
  if (in_case) {
    page.forms.push_back(
        reveal_form(path_in_case(view.person.id, named_in(visit)), view.attributes));
  }
  put_intervention(page, visit, view.person);
  page.forms.push_back(
      {.id = "end-sessions",
       .heading_id = "admin.sessions.title",
       .action = path,
       .button = "end_sessions",
       .button_id = "admin.sessions.end",
       .inputs = {{.name = "ended_case", .label_id = "admin.reveal.reference", .width = "20"}},
       .warning = true});
  if (visit.may("session.read")) page.links.emplace_back(path + "/sessions", "admin.sessions.list");
  if (view.person.affiliation && visit.may("training.read"))
    page.links.emplace_back(path + "/trainings", "work.trainings");
  if (visit.may("case.assign")) {
    page.links.emplace_back(
        codec::with_query("/admin/work-cases", {{"person", to_string(view.person.id)}}),
        "work.open");
  }
  page.links.emplace_back("/admin/history/person/" + to_string(view.person.id),
                          "console.history.title");
  if (visit.may("role_grant.read"))
    page.links.emplace_back("/admin/access?person=" + to_string(view.person.id),
                            "console.access.title");
  co_return page;
}

// What was taken in an emergency opens a person without a case (docs/adr/0040).
Task<bool> is_open_without_case(const Visit& visit, const Uuid& id) {
  const auto& roles = visit.actor.roles;
  if (std::ranges::none_of(roles, [](const auto& role) { return role.emergency.has_value(); }))
    co_return false;
  const auto person = co_await visit.deps.people.load(id);
  if (!person) co_return false;
  access::Resource resource{.type = "person", .id = to_string(id), .unit = {}, .person = id};
  if (person->affiliation) resource.unit = person->affiliation->unit;
  const auto decision =
      access::decide(visit.actor, "person.read", resource, visit.context().received);
  co_return decision.allowed() && decision.emergency.has_value();
}

Task<http::Response> show_person(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/people");
  const PeopleDesk desk(visit.deps);
  const auto named = named_in(visit);
  Result<PersonView> view;
  const bool open = named.work_case || co_await is_open_without_case(visit, *id);
  if (open) {
    view = co_await desk.view(visit.actor, *id, named, visit.context());
  } else if (auto person = co_await desk.look(visit.actor, *id, visit.context())) {
    view = PersonView{.person = std::move(*person), .attributes = {}};
  } else {
    view = std::unexpected(std::move(person.error()));
  }
  if (!view) co_return visit.refuse(view.error(), "/admin/people");
  auto page = co_await person_page(visit, *view, open);
  page.notice = visit.notice();
  co_return visit.show(page);
}

Task<Answer> reveal(const Visit& visit, const Uuid& id, const codec::Form& form) {
  const auto named = named_in(visit);
  const Reveal wish{.purpose = named.purpose.empty() ? "break_glass" : named.purpose,
                    .reference = form.value("reference"),
                    .work_case = named.work_case,
                    .attributes = form.all("attribute")};
  const PeopleDesk desk(visit.deps);
  auto view = co_await desk.view(visit.actor, id, named, visit.context());
  if (!view) co_return std::unexpected(view.error());
  const auto values = co_await desk.reveal(visit.actor, id, wish, visit.context());
  if (!values) co_return std::unexpected(values.error());
  for (auto& attribute : view->attributes) {
    for (const auto& value : *values) {
      if (value.name == attribute.name) attribute.value = value.value;
    }
  }
  co_return visit.show(co_await person_page(visit, *view, true));
}

Task<Answer> change_person(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto action = form.value("action");
  const PeopleDesk desk(visit.deps);
  if (action == "reveal") co_return co_await reveal(visit, *id, form);
  if (action == "end_sessions") {
    const auto ended = co_await desk.end_sessions(visit.actor, *id, std::nullopt,
                                                  form.value("ended_case"), visit.context());
    if (!ended) co_return std::unexpected(ended.error());
    co_return Visit::done(path_of(*id), "ended");
  }
  if (action != "intervene") co_return fail(Errc::invalid, "form.action");
  const auto event = people::parse_intervention_event(form.value("event"));
  if (!event) co_return fail(Errc::invalid, "intervention.event");
  const auto changed =
      co_await InterventionDesk(visit.deps)
          .intervene(visit.actor, *id, *event, form.value("case"), {}, visit.context());
  if (!changed) co_return std::unexpected(changed.error());
  co_return Visit::done(path_of(*id), "status");
}

Task<http::Response> show_invitations(const Visit& visit) {
  const auto invitations = co_await visit.deps.invitations.list(visit.actor, visit.context());
  if (!invitations) co_return visit.refuse(invitations.error(), "/admin");
  ui::AdminPage page{.title_id = "admin.invitations.title",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .columns = {"admin.person.post", "admin.person.employer", "common.status",
                                 "admin.col.expires"}};
  for (const auto& invitation : *invitations) {
    page.lines.push_back({{invitation.affiliation.post},
                          {invitation.affiliation.employer},
                          {std::string(enrol::to_string(invitation.state))},
                          {shown_time(invitation.expires)}});
  }
  const auto units = co_await Names(visit).units();
  ui::Choices unit_choice{.name = "unit", .legend_id = "admin.col.unit"};
  const auto reach = access::units_for(visit.actor, "person.invite", visit.context().received);
  for (const auto& unit : units) {
    if (reach && !reach->contains(unit.id)) continue;
    unit_choice.items.push_back(
        {.value = to_string(unit.id), .text = unit.name, .selected = unit.id == access::kRootUnit});
  }
  if (unit_choice.items.empty()) co_return visit.show(page);
  page.forms.push_back(
      {.id = "invite",
       .heading_id = "admin.invite.title",
       .action = "/admin/invitations",
       .button = "invite",
       .button_id = "admin.invite.button",
       .inputs = {{.name = "contact_mail", .label_id = "admin.invite.mail", .type = "email"},
                  {.name = "employer", .label_id = "admin.person.employer"},
                  {.name = "post", .label_id = "admin.person.post"},
                  {.name = "starts",
                   .label_id = "admin.col.starts",
                   .hint_id = "admin.date_hint",
                   .width = "10"},
                  {.name = "ends",
                   .label_id = "admin.col.ends",
                   .hint_id = "admin.date_hint",
                   .width = "10"}},
       .choices = {std::move(unit_choice)}});
  co_return visit.show(page);
}

Task<Answer> invite(const Visit& visit, const codec::Form& form) {
  const auto unit = parse_uuid(form.value("unit"));
  const auto starts = date_of(form, "starts");
  const auto ends = date_of(form, "ends");
  if (!unit) co_return fail(Errc::invalid, "unit.unknown");
  if (!starts) co_return std::unexpected(starts.error());
  if (!ends) co_return std::unexpected(ends.error());
  const enrol::NewInvitation wish{
      .affiliation = {.employer = form.value("employer"),
                      .unit = *unit,
                      .post = form.value("post"),
                      .sponsor = visit.actor.id,
                      .starts = starts->value_or(visit.context().received),
                      .ends = *ends},
      .contact_mail = form.value("contact_mail"),
      .locale = visit.context().locale};
  const auto invitation =
      co_await visit.deps.invitations.invite(wish, visit.actor, visit.context());
  if (!invitation) co_return std::unexpected(invitation.error());
  co_return Visit::done("/admin/invitations", "invited");
}

}  // namespace

void add_people_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin/people/{id}", shown(deps, show_person));
  router.add(http::Method::post, "/admin/people/{id}", posted(deps, change_person, show_person));
  router.add(http::Method::get, "/admin/invitations", shown(deps, show_invitations));
  router.add(http::Method::post, "/admin/invitations", posted(deps, invite, show_invitations));
}

}  // namespace tessera::endpoints::admin
