#include "endpoints/oauth/pending_pages.hpp"

#include "endpoints/oauth/consent_model.hpp"
#include "ui/pending_pages.hpp"

namespace tessera::endpoints {
namespace {

using Session = std::optional<authn::Session>;
constexpr std::size_t kLongestCode = 32;  // of what is shown again

http::Response ask(const OauthDeps& deps, http::Request& request, const Session& session,
                   const oauth::AskApproval& asked) {
  auto page = consent_model(asked.consent);
  page.device = asked.device;
  page.backchannel = !asked.device;
  page.user_code = asked.user_code;
  page.binding_message = asked.binding_message;
  return deps.web.page(request, session, page);
}

ui::PendingDonePage done(const oauth::PendingAnswered& answered) {
  ui::PendingDonePage page{.title_id = "pending.denied",
                           .text_id = "pending.denied_text",
                           .client_name = answered.client_name,
                           .next_path = "/account"};
  if (!answered.approved) return page;
  page.title_id = "pending.approved";
  page.text_id = answered.device ? "pending.approved_device" : "pending.approved_backchannel";
  return page;
}

http::Response respond(const OauthDeps& deps, http::Request& request, const Session& session,
                       const oauth::PendingOutcome& outcome) {
  if (const auto* go = std::get_if<oauth::GoTo>(&outcome)) return http::redirect(go->location);
  if (const auto* asked = std::get_if<oauth::AskApproval>(&outcome))
    return ask(deps, request, session, *asked);
  if (const auto* answered = std::get_if<oauth::PendingAnswered>(&outcome))
    return deps.web.page(request, session, done(*answered));
  const auto& refused = std::get<oauth::PendingRefused>(outcome);
  return deps.web.page(
      request, session,
      ui::PendingDonePage{
          .title_id = "pending.refused", .text_id = refused.id, .next_path = "/account"},
      400);
}

http::Response show_code_page(const OauthDeps& deps, http::Request& request, const Session& session,
                              std::string code, const Error& error) {
  ui::DevicePage page{.user_code = std::move(code)};
  page.errors.push_back({"user_code", error.id});
  return deps.web.page(request, session, page, http::status_of(error.code));
}

std::string sealed_of(const http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  return params ? params->value("request") : std::string();
}

}  // namespace

// RFC 8628 3.3.1: the code of verification_uri_complete is filled in; that it is the device's own
// is for the person to confirm, so nothing is looked up before they do.
Task<http::Response> show_device(const OauthDeps& deps, http::Request& request) {
  const auto params = codec::Form::parse(request.query);
  ui::DevicePage page;
  if (params) page.user_code = params->value("user_code").substr(0, kLongestCode);
  const auto session = co_await deps.web.current_session(request);
  co_return deps.web.page(request, session, page);
}

Task<http::Response> enter_device_code(const OauthDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), oauth::kDevicePath);
  const auto session = co_await deps.web.current_session(request);
  auto code = form->value("user_code").substr(0, kLongestCode);
  const auto path = co_await deps.pending.enter_code(code, session, request.context);
  if (!path) co_return show_code_page(deps, request, session, std::move(code), path.error());
  co_return http::redirect(*path);
}

Task<http::Response> show_pending(const OauthDeps& deps, http::Request& request) {
  const auto session = co_await deps.web.current_session(request);
  co_return respond(deps, request, session,
                    co_await deps.pending.show(sealed_of(request), session, request.context));
}

Task<http::Response> answer_pending(const OauthDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  // A page that was left open for too long: the same question again, with a fresh token.
  if (!form) co_return http::redirect(request.path + "?" + request.query);
  const auto session = co_await deps.web.current_session(request);
  const bool accepted = form->value("action") == "accept";
  co_return respond(
      deps, request, session,
      co_await deps.pending.answer(sealed_of(request), accepted, session, request.context));
}

}  // namespace tessera::endpoints
