// Sessions of a person, and how staff end them.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/people/{id}/sessions";

std::string path_of(const Uuid& person) {
  return "/admin/people/" + to_string(person);
}

std::string place_of(const authn::Session& session) {
  return session.place.empty() ? session.address_class : session.place;
}

Task<http::Response> show_sessions(const Visit& visit) {
  const auto id = path_id(visit.request);
  if (!id) co_return visit.refuse(id.error(), "/admin/people");
  const auto sessions = co_await PeopleDesk(visit.deps).sessions(visit.actor, *id, visit.context());
  if (!sessions) co_return visit.refuse(sessions.error(), path_of(*id));
  ui::AdminPage page{.title_id = "admin.sessions.list",
                     .back_path = path_of(*id),
                     .notice = visit.notice(),
                     .columns = {"inbox.device", "inbox.place", "admin.sessions.level",
                                 "admin.col.created", "admin.sessions.last_seen"}};
  ui::Choices which{.name = "session", .legend_id = "admin.sessions.which"};
  which.items.push_back({.value = "", .text_id = "admin.sessions.all", .selected = true});
  for (const auto& session : *sessions) {
    page.lines.push_back({{session.user_agent},
                          {place_of(session)},
                          {std::string(to_string(session.acr))},
                          {shown_time(session.created)},
                          {shown_time(session.last_seen)}});
    which.items.push_back({.value = to_string(session.id),
                           .text = session.user_agent + ", " + shown_time(session.created)});
  }
  if (!sessions->empty() && visit.may("session.end")) {
    page.forms.push_back(
        {.id = "end-sessions",
         .heading_id = "admin.sessions.title",
         .action = path_of(*id) + "/sessions",
         .button = "end",
         .button_id = "admin.sessions.end_some",
         .inputs = {{.name = "reference", .label_id = "admin.reveal.reference", .width = "20"}},
         .choices = {std::move(which)},
         .warning = true});
  }
  co_return visit.show(page);
}

Task<Answer> end_sessions(const Visit& visit, const codec::Form& form) {
  const auto id = path_id(visit.request);
  if (!id) co_return std::unexpected(id.error());
  const auto named = form.value("session");
  const auto only = parse_uuid(named);
  if (!named.empty() && !only) co_return fail(Errc::invalid, "form.action");
  const auto ended =
      co_await PeopleDesk(visit.deps)
          .end_sessions(visit.actor, *id, only, form.value("reference"), visit.context());
  if (!ended) co_return std::unexpected(ended.error());
  co_return Visit::done(path_of(*id) + "/sessions", "ended");
}

}  // namespace

void add_session_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_sessions));
  router.add(http::Method::post, kPath, posted(deps, end_sessions, show_sessions));
}

}  // namespace tessera::endpoints::admin
