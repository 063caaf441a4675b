#include <tessera/codec/json.hpp>

#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string member(const boost::json::object& event, std::string_view name) {
  const auto* text = codec::find_string(event, name);
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

// Only ids and stable words are in the body (audit/event.hpp), so it can be shown as it is.
std::vector<ui::AdminPage::Cell> line_of(const audit::SealedRow& row) {
  const auto event = codec::parse_json_object(row.body).value_or(boost::json::object{});
  return {{shown_time(row.time)},
          {row.type},
          {member(event, "outcome")},
          {member(event, "actor_kind") + (row.actor ? " " + to_string(*row.actor) : "")},
          {row.subject ? to_string(*row.subject) : ""},
          {member(event, "reason")}};
}

Task<http::Response> show_journal(const Visit& visit) {
  const audit::EventQuery query{.type_prefix = visit.asked("type"),
                                .actor = parse_uuid(visit.asked("actor")),
                                .subject = parse_uuid(visit.asked("subject")),
                                .before = parse_uuid(visit.asked("after"))};
  const auto rows = co_await find_events(visit.deps, visit.actor, query, visit.context());
  if (!rows) co_return visit.refuse(rows.error(), "/admin");
  ui::AdminPage page{
      .title_id = "admin.journal.title",
      .lead_id = "admin.journal.lead",
      .back_path = "/admin",
      .filters = {{.name = "type", .label_id = "admin.journal.type", .value = query.type_prefix},
                  {.name = "actor",
                   .label_id = "admin.journal.actor",
                   .value = visit.asked("actor")},
                  {.name = "subject",
                   .label_id = "admin.journal.subject",
                   .value = visit.asked("subject")}},
      .columns = {"admin.journal.time", "admin.journal.type", "admin.journal.outcome",
                  "admin.journal.actor", "admin.journal.subject", "admin.grant.reason"}};
  for (const auto& row : *rows) page.lines.push_back(line_of(row));
  if (rows->size() == query.limit) page.next_path = visit.next_path(to_string(rows->back().id));
  co_return visit.show(page);
}

}  // namespace

void add_journal_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin/journal", shown(deps, show_journal));
}

}  // namespace tessera::endpoints::admin
