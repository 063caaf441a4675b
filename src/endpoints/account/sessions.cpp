#include "endpoints/account/sessions.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/sessions";

std::string level_text(Acr acr) {
  if (acr >= Acr::aal3) return "account.sessions.level_three";
  return acr >= Acr::aal2 ? "account.sessions.level_two" : "account.sessions.level_one";
}

ui::AccountSessionsPage::Row make_row(const authn::Session& session, const Uuid& current) {
  return {.id = to_string(session.id),
          .device = session.user_agent,
          .place = session.place,
          .class_id = session.place.empty() && !session.address_class.empty()
                          ? "account.address." + session.address_class
                          : "",
          .created = codec::render_minute(session.created),
          .last_seen = codec::render_minute(session.last_seen),
          .how_id = level_text(session.acr),
          .current = session.id == current};
}

}  // namespace

Task<http::Response> show_sessions(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  ui::AccountSessionsPage page{.notice = notice_of(request)};
  for (const auto& session : co_await deps.web.sessions.list(entered.session->person)) {
    auto row = make_row(session, entered.session->id);
    row.portals = co_await deps.portals_of(session.id, request.context.locale);
    page.sessions.push_back(std::move(row));
  }
  co_return deps.web.page(request, entered.session, page);
}

Task<http::Response> end_sessions(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  auto& sessions = deps.web.sessions;
  const auto& mine = *entered.session;
  const auto action = form->value("action");
  if (action == "end") {
    const auto id = parse_uuid(form->value("session"));
    if (!id)
      co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "session.unknown"},
                                    kPage);
    // One that has ended meanwhile is what was wished.
    static_cast<void>(co_await sessions.end(*id, mine.person, "ended_by_person", request.context));
    co_return redirect_done(kPage, "session");
  }
  if (action == "end_others") {
    static_cast<void>(
        co_await sessions.end_all(mine.person, mine.id, "ended_by_person", request.context));
    co_return redirect_done(kPage, "sessions");
  }
  if (action == "end_all") {
    static_cast<void>(
        co_await sessions.end_all(mine.person, std::nullopt, "ended_by_person", request.context));
    auto response = http::redirect("/signed-out");
    response.header("Set-Cookie", forget_cookie(authn::kSessionCookie));
    co_return response;
  }
  co_return deps.web.error_page(request, Error{.code = Errc::invalid, .id = "form.action"}, kPage);
}

}  // namespace tessera::endpoints
