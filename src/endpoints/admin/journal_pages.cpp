// The journal, and what it says about one thing.
#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string member(const boost::json::object& event, std::string_view name) {
  const auto* text = codec::find_string(event, name);
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

boost::json::object body_of(const audit::SealedRow& row) {
  return codec::parse_json_object(row.body).value_or(boost::json::object{});
}

std::string id_text(const std::optional<Uuid>& id) {
  return id ? to_string(*id) : std::string{};
}

// Only ids and stable words are in the body (audit/event.hpp), so it can be shown as it is.
Record record_of(const audit::SealedRow& row) {
  const auto event = body_of(row);
  const auto kind = member(event, "actor_kind");
  return {.id = to_string(row.id),
          .values = {to_string(row.id), rfc3339(row.time), row.type, member(event, "outcome"), kind,
                     id_text(row.actor), id_text(row.subject), member(event, "object_type"),
                     member(event, "object_id"), member(event, "reason"), row.body},
          .cells = {{shown_time(row.time)},
                    {row.type},
                    {member(event, "outcome")},
                    {kind + (row.actor ? " " + to_string(*row.actor) : "")},
                    {id_text(row.subject)},
                    {member(event, "reason")}}};
}

Task<Result<Records>> load(const Visit& visit, const std::string& after, int limit) {
  audit::EventQuery query{.type_prefix = visit.asked("type"),
                          .actor = parse_uuid(visit.asked("actor")),
                          .subject = parse_uuid(visit.asked("subject")),
                          .before = parse_uuid(after),
                          .limit = static_cast<std::size_t>(limit)};
  for (const auto* name : {"actor", "subject"}) {
    if (!visit.asked(name).empty() && !parse_uuid(visit.asked(name)))
      co_return fail(Errc::invalid, "console.filter");
  }
  for (const auto& [name, time] :
       {std::pair{"from", &query.from}, std::pair{"until", &query.until}}) {
    if (visit.asked(name).empty()) continue;
    *time = parse_rfc3339(visit.asked(name));
    if (!*time) co_return fail(Errc::invalid, "console.filter");
  }
  const auto rows = co_await find_events(visit.deps, visit.actor, query, visit.context());
  if (!rows) co_return std::unexpected(rows.error());
  Records out;
  for (const auto& row : *rows) out.items.push_back(record_of(row));
  if (rows->size() == query.limit) out.next = to_string(rows->back().id);
  co_return out;
}

Task<http::Response> show_journal(const Visit& visit) {
  auto page = co_await list_page(visit, journal_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->title_id = "admin.journal.title";
  page->lead_id = "admin.journal.lead";
  const auto filter = [&](const char* name, const char* label, const char* hint = "") {
    page->filters.push_back(
        {.name = name, .label_id = label, .value = visit.asked(name), .hint_id = hint});
  };
  filter("type", "admin.journal.type");
  filter("actor", "admin.journal.actor");
  filter("subject", "admin.journal.subject");
  filter("from", "console.filter.from", "console.filter.time_hint");
  filter("until", "console.filter.until", "console.filter.time_hint");
  co_return visit.show(*page);
}

// Whose history is shown to whom: whoever may read the thing sees what was done to it.
struct Kind {
  std::string_view type;
  std::string_view permission;
  const char* path;  // of the thing, to which its id is added; nullptr: it has no page
  const char* list;
};
constexpr std::array kKinds{
    Kind{"person", "person.list", "/admin/people/", "/admin/people"},
    Kind{"client", "client.read", "/admin/clients/", "/admin/clients"},
    Kind{"role_grant", "role_grant.read", "/admin/role-grants/", "/admin/role-grants"},
    Kind{"role", "role.read", nullptr, "/admin/roles"},
    Kind{"unit", "unit.read", nullptr, "/admin/units"},
    Kind{"signing_key", "key.read", nullptr, "/admin/keys"}};
// Of a person what the administration and the person did with the account, each kind for whoever
// may open its own page; without one it is the auditor's, as where the person signed in and what
// portals learned.
struct Family {
  std::string_view type;  // the first word of event types
  std::string_view permission;
};
constexpr std::array kOfPeople{Family{"person", "person.list"},
                               Family{"role_grant", "role_grant.read"},
                               Family{"account_case", "account_case.read"},
                               Family{"recovery", "person.recover"},
                               Family{"authenticator", "person.recover"},
                               Family{"session", "session.read"},
                               Family{"invitation", "person.invite"},
                               Family{"work_case", "case.read"},
                               Family{"training", "training.read"},
                               Family{"break_glass", "break_glass.read"},
                               Family{"scim", "person.write"},
                               Family{"access", "audit_event.read"}};

// The pages of role grants and emergencies ask for the unit of each, not for the person's.
bool has_own_unit(std::string_view family) {
  return family == "role_grant" || family == "break_glass";
}

bool may_see(const Visit& visit, const Family& family, access::Resource resource) {
  if (has_own_unit(family.type)) return visit.may(family.permission);
  if (family.type == "access") resource.unit = std::nullopt;
  resource.type = family.type;
  return access::decide(visit.actor, family.permission, resource, visit.context().received)
      .allowed();
}

bool may_see(const Visit& visit, const boost::json::object& event, std::string_view type) {
  const auto family = std::ranges::find(kOfPeople, type.substr(0, type.find('.')), &Family::type);
  if (family == kOfPeople.end()) return false;
  if (!has_own_unit(family->type)) return true;  // nothing else was read
  access::Resource resource{.type = std::string(family->type)};
  if (const auto* details = event.if_contains("details"); details && details->is_object())
    resource.unit = parse_uuid(member(details->get_object(), "unit"));
  return access::decide(visit.actor, family->permission, resource, visit.context().received)
      .allowed();
}

// In which unit the thing is, for the decision; Errc::not_found if there is none.
Task<Result<access::Resource>> resource_of(const Visit& visit, const Kind& kind,
                                           const std::string& id) {
  access::Resource resource{.type = std::string(kind.type), .id = id};
  const auto uuid = parse_uuid(id);
  if (kind.type == "person" && uuid) {
    resource.person = uuid;
    const auto person = co_await visit.deps.people.load(*uuid);
    if (person && person->affiliation) resource.unit = person->affiliation->unit;
  } else if (kind.type == "role_grant" && uuid) {
    const auto grant = co_await visit.deps.role_grants.get(visit.actor, *uuid, visit.context());
    if (!grant) co_return std::unexpected(grant.error());
    resource.unit = grant->unit;
  } else if (kind.type == "unit" && uuid) {
    resource.unit = uuid;
  } else if (kind.type == "role") {
    resource.unit = access::any_unit(visit.actor, kind.permission, visit.context().received);
  } else if (kind.type == "client" && !uuid) {
    co_return fail(Errc::not_found, "admin.unknown");
  }
  if (!uuid && kind.type != "role" && kind.type != "signing_key")
    co_return fail(Errc::not_found, "admin.unknown");
  co_return resource;
}

Task<Result<std::vector<audit::SealedRow>>> read_history(const Visit& visit, const Kind& kind,
                                                         const std::string& id) {
  const auto resource = co_await resource_of(visit, kind, id);
  if (!resource) co_return std::unexpected(resource.error());
  const auto may =
      co_await visit.deps.access.require(visit.actor, kind.permission, *resource, visit.context());
  if (!may) co_return std::unexpected(may.error());
  // What happened to somebody tells of him as much as a look does (R36).
  if (resource->person) {
    const auto counted = co_await PeopleDesk(visit.deps).count_look(visit.actor, visit.context());
    if (!counted) co_return std::unexpected(counted.error());
  }
  auto event = access::make_event("journal.read", visit.actor, visit.context());
  event.actor_role = may->role;
  event.purpose = "administration";
  event.subject = resource->person;
  event.object_type = std::string(kind.type);
  event.object_id = id;
  event.details["view"] = "history";
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  co_await visit.deps.journal.append(std::move(events));
  const auto before = parse_uuid(visit.asked("after"));
  if (kind.type == "person") {
    std::vector<std::string> families;
    for (const auto& family : kOfPeople) {
      if (may_see(visit, family, *resource)) families.emplace_back(family.type);
    }
    co_return co_await visit.deps.journal_reader.find_events(
        {.subject = resource->person, .before = before, .families = std::move(families)});
  }
  co_return co_await visit.deps.journal_reader.find_history(
      {.object_type = std::string(kind.type), .object_id = id, .before = before});
}

std::string shown_value(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (!value.is_array()) return boost::json::serialize(value);
  std::string out;
  for (const auto& item : value.get_array()) out += (out.empty() ? "" : ", ") + shown_value(item);
  return out;
}

// What changed, as far as the event says it: "from: active; to: suspended".
std::string details_of(const boost::json::object& event) {
  std::string out;
  const auto* details = event.if_contains("details");
  if (details == nullptr || !details->is_object()) return out;
  for (const auto& [name, value] : details->get_object())
    out += (out.empty() ? "" : "; ") + std::string(name) + ": " + shown_value(value);
  return out;
}

Task<http::Response> show_history(const Visit& visit) {
  const auto& type = visit.request.param("type");
  const auto& id = visit.request.param("id");
  const auto kind = std::ranges::find(kKinds, std::string_view(type), &Kind::type);
  if (kind == kKinds.end())
    co_return visit.refuse({.code = Errc::not_found, .id = "admin.unknown"}, "/admin");
  const auto rows = co_await read_history(visit, *kind, id);
  if (!rows) co_return visit.refuse(rows.error(), kind->list);
  ui::AdminPage page{.title_id = "console.history.title",
                     .lead_id = "console.history.lead",
                     .back_path = kind->path == nullptr ? kind->list : kind->path + id,
                     .facts = {{"admin.col.kind", type}, {"admin.col.id", id}},
                     .columns = {"admin.journal.time", "admin.journal.type", "admin.journal.actor",
                                 "admin.grant.reason", "console.history.details"}};
  Names names(visit);
  for (const auto& row : *rows) {
    const auto event = body_of(row);
    if (type == "person" && !may_see(visit, event, row.type)) continue;
    auto actor = row.actor && member(event, "actor_kind") == "person"
                     ? co_await names.person(*row.actor)
                     : ui::AdminPage::Cell{.text = member(event, "actor_kind")};
    page.lines.push_back({{shown_time(row.time)},
                          {row.type},
                          std::move(actor),
                          {member(event, "reason")},
                          {details_of(event)}});
  }
  if (rows->size() == audit::HistoryQuery{}.limit)
    page.next_path = visit.next_path(to_string(rows->back().id));
  co_return visit.show(page);
}

}  // namespace

List journal_list() {
  return {.name = "journal",
          .path = "/admin/journal",
          .columns = {{"id", ""},
                      {"time", "admin.journal.time"},
                      {"type", "admin.journal.type"},
                      {"outcome", "admin.journal.outcome"},
                      {"actor_kind", "admin.journal.actor"},
                      {"actor", ""},
                      {"subject", "admin.journal.subject"},
                      {"object_type", ""},
                      {"object_id", ""},
                      {"reason", "admin.grant.reason"},
                      {"body", ""}},
          .load = load};
}

void add_journal_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin/journal", shown(deps, show_journal));
  router.add(http::Method::get, "/admin/history/{type}/{id}", shown(deps, show_history));
  add_export(router, deps, journal_list());
}

}  // namespace tessera::endpoints::admin
