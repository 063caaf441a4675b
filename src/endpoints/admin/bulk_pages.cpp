#include <algorithm>

#include <tessera/crypto/digest.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/bulk.hpp"
#include "endpoints/admin/intervention_desk.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPeople = "/admin/bulk/people";
constexpr const char* kGrants = "/admin/bulk/role-grants";

// What would happen to one thing.
struct Line {
  Uuid id;
  std::int64_t version = 0;
  ui::AdminPage::Cell name;
  std::string now;         // how it stands
  std::string refused_id;  // text id; "" if it would change
  int count = 0;           // sessions that end
};

// One kind of change: what it would do, and how it is done.
struct Change {
  const char* path;
  const char* back;
  std::string word;    // "suspend"
  std::string reason;  // reference or reason, as its verb wants it
  std::function<Task<Line>(const Visit&, const Uuid&)> preview;
  std::function<Task<Result<void>>(const Visit&, const Line&)> apply;
};

Result<void> dropped(auto result) {
  if (!result) return std::unexpected(std::move(result.error()));
  return {};
}

// Nobody learns here whether an id of somewhere else exists.
Line foreign(const Uuid& id) {
  return {.id = id, .name = {.text = short_id(id)}, .refused_id = "console.bulk.not_yours"};
}

Task<std::optional<people::Person>> reachable(const Visit& visit, const Uuid& id,
                                              std::string_view permission) {
  auto person = co_await visit.deps.people.load(id);
  access::Resource resource{.type = "person", .id = to_string(id), .unit = {}, .person = id};
  if (person && person->affiliation) resource.unit = person->affiliation->unit;
  const auto may =
      co_await visit.deps.access.require(visit.actor, permission, resource, visit.context());
  if (!may || !person) co_return std::nullopt;
  co_return person;
}

Line person_line(const Visit& visit, const people::Person& person) {
  return {.id = person.id,
          .version = person.version,
          .name = person_cell(visit, person),
          .now = std::string(people::to_string(person.state))};
}

Change suspension(std::string reference) {
  const auto preview = [](const Visit& visit, const Uuid& id) -> Task<Line> {
    const auto person = co_await reachable(visit, id, "person.suspend");
    if (!person) co_return foreign(id);
    auto line = person_line(visit, *person);
    const auto open = open_to(visit.actor, *person, visit.context().received);
    if (std::ranges::find(open, people::InterventionEvent::suspend) == open.end())
      line.refused_id = "console.bulk.state";
    co_return line;
  };
  const auto apply = [reference](const Visit& visit, const Line& line) -> Task<Result<void>> {
    co_return dropped(co_await InterventionDesk(visit.deps)
                          .intervene(visit.actor, line.id, people::InterventionEvent::suspend,
                                     reference, line.version, visit.context()));
  };
  return {kPeople, "/admin/people", "suspend", reference, preview, apply};
}

Change ending_sessions(std::string reference) {
  const auto preview = [](const Visit& visit, const Uuid& id) -> Task<Line> {
    const auto person = co_await reachable(visit, id, "session.end");
    if (!person) co_return foreign(id);
    auto line = person_line(visit, *person);
    line.count = static_cast<int>((co_await visit.deps.sessions.list(id)).size());
    if (line.count == 0) line.refused_id = "console.bulk.no_sessions";
    co_return line;
  };
  const auto apply = [reference](const Visit& visit, const Line& line) -> Task<Result<void>> {
    co_return dropped(
        co_await PeopleDesk(visit.deps)
            .end_sessions(visit.actor, line.id, std::nullopt, reference, visit.context()));
  };
  return {kPeople, "/admin/people", "end_sessions", reference, preview, apply};
}

Change revocation(std::string reason) {
  const auto preview = [](const Visit& visit, const Uuid& id) -> Task<Line> {
    const auto grant = co_await visit.deps.role_grants.get(visit.actor, id, visit.context());
    if (!grant) co_return foreign(id);
    const access::Resource resource{
        .type = "role_grant", .id = to_string(id), .unit = grant->unit, .person = grant->person};
    const auto may = co_await visit.deps.access.require(visit.actor, "role_grant.revoke", resource,
                                                        visit.context());
    if (!may) co_return foreign(id);
    Line line{.id = id,
              .version = grant->version,
              .name = {.text = grant->role + " (" + short_id(id) + ')',
                       .path = "/admin/role-grants/" + to_string(id)},
              .now = (co_await Names(visit).person(grant->person)).text};
    if (grant->revoked) line.refused_id = "console.bulk.revoked";
    co_return line;
  };
  const auto apply = [reason](const Visit& visit, const Line& line) -> Task<Result<void>> {
    co_return dropped(co_await visit.deps.role_grants.revoke(visit.actor, line.id, reason,
                                                             line.version, visit.context()));
  };
  return {kGrants, "/admin/role-grants", "revoke", reason, preview, apply};
}

// Only these fields count, whatever else a form holds.
Result<Change> change_of(const Visit& visit, const codec::Form& form) {
  const auto what = form.value("what");
  auto reason = form.value("why");
  if (visit.request.path == kGrants) {
    if (what != "revoke") return fail(Errc::invalid, "form.action");
    if (reason.size() < 3 || reason.size() > 500) return fail(Errc::invalid, "role_grant.reason");
    return revocation(std::move(reason));
  }
  if (what != "suspend" && what != "end_sessions") return fail(Errc::invalid, "form.action");
  if (!is_reference(reason)) return fail(Errc::invalid, "person.reference");
  return what == "suspend" ? suspension(std::move(reason)) : ending_sessions(std::move(reason));
}

Result<std::vector<Uuid>> items_of(const codec::Form& form) {
  std::vector<Uuid> ids;
  for (const auto& text : form.all("item")) {
    const auto id = parse_uuid(text);
    if (!id) return fail(Errc::invalid, "form.action");
    if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.empty()) return fail(Errc::invalid, "console.bulk.none");
  if (ids.size() > kMostAtOnce) return fail(Errc::invalid, "console.bulk.many");
  return ids;
}

Task<std::vector<Line>> preview_of(const Visit& visit, const Change& change,
                                   const std::vector<Uuid>& ids) {
  std::vector<Line> lines;
  for (const auto& id : ids) lines.push_back(co_await change.preview(visit, id));
  co_return lines;
}

std::size_t count_of(const std::vector<Line>& lines) {
  return static_cast<std::size_t>(std::ranges::count(lines, std::string{}, &Line::refused_id));
}

// Changes with anything that the page showed.
std::string digest_of(const Change& change, const std::vector<Line>& lines) {
  std::string text = change.word + '\n' + change.reason;
  for (const auto& line : lines) {
    text += '\n' + to_string(line.id) + ' ' + std::to_string(line.version) + ' ' + line.now + ' ' +
            std::to_string(line.count) + ' ' + line.refused_id;
  }
  const auto digest = crypto::sha256(as_bytes(text));
  return to_hex(BytesView(digest));
}

ui::AdminPage::Cell outcome_cell(const Visit& visit, const Line& line, const std::string& done_id) {
  const auto& locale = visit.context().locale;
  const auto& renderer = visit.deps.web.renderer;
  if (line.refused_id.empty())
    return {.text = renderer.text(done_id, locale, {{"count", std::to_string(line.count)}})};
  return {.text = renderer.text(
              renderer.has_text(line.refused_id, "en") ? line.refused_id : "console.bulk.failed",
              locale)};
}

ui::AdminPage preview_page(const Visit& visit, const Change& change,
                           const std::vector<Line>& lines) {
  ui::AdminPage page{
      .title_id = "console.bulk.title",
      .lead_id = "console.bulk.lead",
      .back_path = change.back,
      .facts = {{"common.action", visit.deps.web.renderer.text("console.bulk." + change.word,
                                                               visit.context().locale)},
                {"admin.grant.reason", change.reason},
                {"console.bulk.changes", std::to_string(count_of(lines))},
                {"console.bulk.refusals", std::to_string(lines.size() - count_of(lines))}},
      .columns = {"admin.col.name", "console.bulk.now", "console.bulk.then"}};
  for (const auto& line : lines)
    page.lines.push_back(
        {line.name, {line.now}, outcome_cell(visit, line, "console.bulk.will." + change.word)});
  if (count_of(lines) == 0) return page;
  ui::AdminForm form{
      .id = "confirm",
      .heading_id = "console.bulk.confirm",
      .action = change.path,
      .button = "confirm",
      .button_id = "console.bulk.confirm",
      .inputs = {{.name = "count",
                  .label_id = "console.bulk.count",
                  .hint_id = "console.bulk.count_hint",
                  .input_mode = "numeric",
                  .width = "10"}},
      .warning = true,
      .hidden = {
          {"what", change.word}, {"why", change.reason}, {"seen", digest_of(change, lines)}}};
  for (const auto& line : lines) form.hidden.emplace_back("item", to_string(line.id));
  page.forms.push_back(std::move(form));
  return page;
}

Task<http::Response> apply(const Visit& visit, const Change& change, std::vector<Line> lines) {
  std::size_t done = 0;
  for (auto& line : lines) {
    if (!line.refused_id.empty()) continue;
    const auto result = co_await change.apply(visit, line);
    if (result)
      ++done;
    else
      line.refused_id = result.error().id;
  }
  ui::AdminPage page{.title_id = "console.bulk.done",
                     .back_path = change.back,
                     .facts = {{"console.bulk.changed", std::to_string(done)},
                               {"console.bulk.refusals", std::to_string(lines.size() - done)}},
                     .columns = {"admin.col.name", "console.bulk.outcome"}};
  for (const auto& line : lines)
    page.lines.push_back({line.name, outcome_cell(visit, line, "console.bulk.did." + change.word)});
  co_return visit.show(page);
}

Task<Answer> preview_or_apply(const Visit& visit, const codec::Form& form) {
  auto change = change_of(visit, form);
  if (!change) co_return std::unexpected(std::move(change.error()));
  const auto ids = items_of(form);
  if (!ids) co_return std::unexpected(ids.error());
  auto lines = co_await preview_of(visit, *change, *ids);
  if (form.value("action") != "confirm") co_return visit.show(preview_page(visit, *change, lines));
  if (form.value("seen") != digest_of(*change, lines))
    co_return fail(Errc::conflict, "console.bulk.stale");
  if (form.value("count") != std::to_string(count_of(lines))) {
    co_return std::unexpected(
        Error{.code = Errc::invalid,
              .id = "console.bulk.miscounted",
              .fields = {{.field = "count", .id = "console.bulk.miscounted"}}});
  }
  co_return co_await apply(visit, *change, std::move(lines));
}

// The preview as it is now, with what was wrong; without a change that could be read, the error
// alone.
Task<http::Response> show_again(const Visit& visit) {
  const auto back = visit.request.path == kGrants ? "/admin/role-grants" : "/admin/people";
  const Error none{.code = Errc::invalid, .id = "console.bulk.none"};
  if (!visit.refused) co_return visit.refuse(none, back);
  const auto change = change_of(visit, visit.refused->form);
  const auto ids = items_of(visit.refused->form);
  if (!change || !ids) co_return visit.refuse(none, back);
  co_return visit.show(preview_page(visit, *change, co_await preview_of(visit, *change, *ids)));
}

ui::AdminForm selection(const char* path, std::vector<ui::Choices::Item> what,
                        const char* reason_id, const char* hint_id) {
  return {.id = "select",
          .heading_id = "console.bulk.selected",
          .action = path,
          .button = "preview",
          .button_id = "console.bulk.preview",
          .inputs = {{.name = "why", .label_id = reason_id, .hint_id = hint_id, .width = "20"}},
          .choices = {{.name = "what", .legend_id = "common.action", .items = std::move(what)}}};
}

}  // namespace

ui::AdminForm people_selection() {
  return selection(kPeople,
                   {{.value = "end_sessions", .text_id = "console.bulk.end_sessions"},
                    {.value = "suspend", .text_id = "console.bulk.suspend"}},
                   "admin.reveal.reference", "console.bulk.reference_hint");
}

ui::AdminForm grant_selection() {
  return selection(kGrants, {{.value = "revoke", .text_id = "console.bulk.revoke"}},
                   "admin.grant.reason", "");
}

void add_bulk_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::post, kPeople, posted(deps, preview_or_apply, show_again));
  router.add(http::Method::post, kGrants, posted(deps, preview_or_apply, show_again));
}

}  // namespace tessera::endpoints::admin
