// The live sessions of everybody whom the visitor may see.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

Task<Result<Records>> load(const Visit& visit, const std::string& after, int limit) {
  auto units = access::units_for(visit.actor, "session.read", visit.context().received);
  if (units && units->empty()) {
    const auto denied = co_await visit.deps.access.require(visit.actor, "session.read",
                                                           {.type = "session"}, visit.context());
    if (!denied) co_return std::unexpected(denied.error());
  }
  if (units && units->contains(access::kRootUnit)) units.reset();
  const auto person = visit.asked("person");
  authn::SessionFilter filter{.units = std::move(units),
                              .person = parse_uuid(person),
                              .after = parse_uuid(after),
                              .limit = limit};
  if (!person.empty() && !filter.person) co_return fail(Errc::invalid, "console.filter");
  const auto sessions =
      co_await visit.deps.session_directory.list(filter, visit.context().received);
  Records out;
  for (const auto& session : sessions) {
    const auto holder = to_string(session.person);
    out.items.push_back(
        {.id = to_string(session.id),
         .values = {to_string(session.id), holder, std::string(to_string(session.acr)),
                    rfc3339(session.created), rfc3339(session.last_seen), rfc3339(session.expires),
                    session.user_agent, session.address_class},
         .cells = {{short_id(session.person), "/admin/people/" + holder + "/sessions"},
                   {session.user_agent},
                   {std::string(to_string(session.acr))},
                   {shown_time(session.created)},
                   {shown_time(session.last_seen)}}});
  }
  if (sessions.size() == static_cast<std::size_t>(limit)) out.next = to_string(sessions.back().id);
  co_return out;
}

Task<http::Response> show(const Visit& visit) {
  auto page = co_await list_page(visit, session_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->filters.push_back(
      {.name = "person", .label_id = "console.filter.person", .value = visit.asked("person")});
  co_return visit.show(*page);
}

}  // namespace

List session_list() {
  return {.name = "sessions",
          .path = "/admin/sessions",
          .columns = {{"id", ""},
                      {"person", "admin.col.person"},
                      {"acr", ""},
                      {"created", ""},
                      {"last_seen", ""},
                      {"expires", ""},
                      {"device", ""},
                      {"network", ""},
                      {"", "inbox.device"},
                      {"", "admin.sessions.level"},
                      {"", "admin.col.created"},
                      {"", "admin.sessions.last_seen"}},
          .load = load};
}

void add_session_list_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/admin/sessions", shown(deps, show));
  add_export(router, deps, session_list());
}

}  // namespace tessera::endpoints::admin
