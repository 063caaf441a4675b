// People and civil servants: lists, search, and what is done with several at once.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/bulk.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/offered.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr std::array kStates{"pending_binding", "active", "frozen",
                             "suspended",       "closed", "erased"};

std::string kind_of(const people::Person& person) {
  if (!person.affiliation) return "citizen";
  return person.citizen ? "citizen, staff" : "staff";
}

std::string written(const std::optional<TimePoint>& time) {
  return time ? rfc3339(*time) : std::string{};
}

Record person_record(const Visit& visit, const people::Person& person) {
  const auto& staff = person.affiliation;
  return {.id = to_string(person.id),
          .values = {to_string(person.id), std::string(people::to_string(person.state)),
                     kind_of(person), std::to_string(static_cast<int>(person.ial)),
                     rfc3339(person.created), staff ? to_string(staff->unit) : "",
                     staff ? staff->employer : "", staff ? staff->post : "",
                     staff ? rfc3339(staff->starts) : "", staff ? written(staff->ends) : ""},
          .cells = {person_cell(visit, person),
                    {std::string(people::to_string(person.state))},
                    {kind_of(person)},
                    {shown_time(person.created)}}};
}

std::vector<Column> person_columns() {
  return {{"id", "admin.col.person"},
          {"state", "common.status"},
          {"kind", "admin.col.kind"},
          {"ial", ""},
          {"created", "admin.col.created"},
          {"unit", ""},
          {"employer", ""},
          {"post", ""},
          {"starts", ""},
          {"ends", ""}};
}

Task<Result<PeopleQuery>> query_of(const Visit& visit, const std::string& after, int limit) {
  const auto unit = co_await unit_asked(visit, "unit");
  if (!unit) co_return std::unexpected(unit.error());
  PeopleQuery query{.unit = *unit,
                    .staff_only = visit.asked("kind") == "staff",
                    .after = parse_uuid(after),
                    .limit = limit};
  const auto state = visit.asked("state");
  query.state = people::parse_person_state(state);
  if (!state.empty() && !query.state) co_return fail(Errc::invalid, "console.filter");
  co_return query;
}

Task<Result<Records>> load_people(const Visit& visit, const std::string& after, int limit,
                                  bool staff) {
  auto query = co_await query_of(visit, after, limit);
  if (!query) co_return std::unexpected(std::move(query.error()));
  query->staff_only = query->staff_only || staff;
  const auto found = co_await PeopleDesk(visit.deps).find(visit.actor, *query, visit.context());
  if (!found) co_return std::unexpected(found.error());
  Records out{.next = found->next};
  for (const auto& person : found->items) out.items.push_back(person_record(visit, person));
  co_return out;
}

ui::Choices state_choice(const Visit& visit) {
  ui::Choices choice{.name = "state", .legend_id = "common.status"};
  choice.items.push_back({.value = "", .text_id = "console.any"});
  for (const auto* state : kStates)
    choice.items.push_back(
        {.value = state, .text = state, .selected = visit.asked("state") == state});
  return choice;
}

Task<http::Response> show_list(const Visit& visit, List list) {
  auto page = co_await list_page(visit, list);
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->filter_choices.push_back(state_choice(visit));
  co_await put_unit_filter(visit, *page, "unit");
  if (list.name == "people") {
    page->lead_id = "console.people.lead";
    page->links = {{"/admin/people/search", "console.search.title"}};
  }
  if (visit.may("person.suspend") || visit.may("session.end")) page->selection = people_selection();
  co_return visit.show(*page);
}

ui::AdminForm search_form(const people::SearchTerms& terms) {
  return {.id = "search",
          .heading_id = "console.search.terms",
          .action = "/admin/people/search",
          .button = "search",
          .button_id = "common.search",
          .inputs = {{.name = "name",
                      .label_id = "console.search.name",
                      .value = terms.name,
                      .hint_id = "console.search.name_hint"},
                     {.name = "birthdate",
                      .label_id = "console.search.birthdate",
                      .value = terms.birthdate,
                      .hint_id = "console.search.birthdate_hint",
                      .width = "10"},
                     {.name = "login",
                      .label_id = "console.search.login",
                      .value = terms.login,
                      .hint_id = "console.search.login_hint"},
                     {.name = "number",
                      .label_id = "console.search.number",
                      .value = terms.number,
                      .hint_id = "console.search.number_hint",
                      .width = "20"}}};
}

ui::AdminPage search_page(const people::SearchTerms& terms) {
  return {.title_id = "console.search.title",
          .lead_id = "console.search.lead",
          .back_path = "/admin/people",
          .forms = {search_form(terms)}};
}

Task<http::Response> show_search(const Visit& visit) {
  if (!visit.may("person.list")) {
    const auto denied = co_await visit.deps.access.require(visit.actor, "person.list",
                                                           {.type = "person"}, visit.context());
    if (!denied) co_return visit.refuse(denied.error(), "/admin");
  }
  co_return visit.show(search_page({}));
}

// What is looked for is personal data: it comes by a form and is never part of an address.
Task<Answer> search(const Visit& visit, const codec::Form& form) {
  const people::SearchTerms terms{.name = form.value("name"),
                                  .birthdate = form.value("birthdate"),
                                  .login = form.value("login"),
                                  .number = form.value("number")};
  const auto found = co_await PeopleDesk(visit.deps).search(visit.actor, terms, visit.context());
  if (!found) co_return std::unexpected(found.error());
  auto page = search_page(terms);
  if (found->more) page.notice = "console.search.more";
  page.columns = {"admin.col.person", "common.status", "admin.col.kind", "admin.col.created"};
  for (const auto& person : found->people) {
    page.lines.push_back(person_record(visit, person).cells);
    page.line_ids.push_back(to_string(person.id));
  }
  if (visit.may("person.suspend") || visit.may("session.end")) page.selection = people_selection();
  co_return visit.show(page);
}

}  // namespace

List people_list() {
  return {.name = "people",
          .path = "/admin/people",
          .columns = person_columns(),
          .load = [](const Visit& visit, const std::string& after, int limit) {
            return load_people(visit, after, limit, false);
          }};
}

List staff_list() {
  return {.name = "staff",
          .path = "/admin/staff",
          .columns = person_columns(),
          .load = [](const Visit& visit, const std::string& after, int limit) {
            return load_people(visit, after, limit, true);
          }};
}

void add_people_list_pages(http::Router& router, const AdminDeps& deps) {
  const auto show = [&](const List& list) {
    router.add(http::Method::get, list.path,
               shown(deps, [list](const Visit& visit) { return show_list(visit, list); }));
    add_export(router, deps, list);
  };
  show(people_list());
  show(staff_list());
  router.add(http::Method::get, "/admin/people/search", shown(deps, show_search));
  router.add(http::Method::post, "/admin/people/search", posted(deps, search, show_search));
}

}  // namespace tessera::endpoints::admin
