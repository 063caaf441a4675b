#include "endpoints/account/sign_in_certificate.hpp"

#include <tessera/authn/certificates.hpp>
#include <tessera/codec/url.hpp>

#include "endpoints/account/sign_in_visit.hpp"
#include "endpoints/card/routes.hpp"

namespace tessera::endpoints {
namespace {

using authn::Method;

constexpr int kRefused = 400;

// A new challenge for each way there; it is sealed for this flow and browser.
Task<http::Response> send_to_card(const AccountDeps& deps, http::Request& request,
                                  const Visit& visit, const std::string& flow) {
  const auto now = co_await deps.sign_in.begin(visit.wish, visit.browser, request.context);
  const auto* offer = now.find(Method::certificate);
  if (offer == nullptr || offer->sealed.empty()) co_return show_step(deps, request, visit, now);
  co_return http::redirect(codec::with_query(deps.web.card_url + std::string(kCardSignIn),
                                             {{"flow", flow}, {"challenge", offer->sealed}}));
}

}  // namespace

std::string card_error(const Web& web, const authn::Answer& answer, const Error& error) {
  if (error.code == Errc::rate_limited) return error.id;
  const auto reading = authn::open_reading(answer.field("answer"), answer.field("challenge"),
                                           *web.keyring.get(), web.clock.now());
  return reading && !reading->error.empty() ? reading->error : error.id;
}

Task<http::Response> sign_in_with_certificate(const AccountDeps& deps, http::Request& request) {
  auto visit = co_await open_visit(deps, request);
  if (visit.answer) co_return std::move(*visit.answer);
  const auto query = codec::Form::parse(request.query);
  const auto field = [&](std::string_view name) {
    return query ? query->value(name) : std::string();
  };
  if (field("answer").empty()) co_return co_await send_to_card(deps, request, visit, field("flow"));
  const authn::Answer answer{
      .method = Method::certificate,
      .fields = {{"challenge", field("challenge")}, {"answer", field("answer")}}};
  const auto result =
      co_await deps.sign_in.answer(visit.wish, answer, visit.browser, request.context);
  if (result) co_return show_step(deps, request, visit, *result);
  const auto& error = result.error();
  // A page that is loaded again, or whose time is over: the step that was reached.
  if (error.code == Errc::gone) co_return http::redirect(visit.here.text());
  const auto now =
      co_await deps.sign_in.choose(visit.wish, Method::certificate, visit.browser, request.context);
  const int status = error.code == Errc::rate_limited ? http::status_of(error.code) : kRefused;
  auto response = show_step_again(
      deps, request, visit, now,
      {.username = {}, .errors = {{"", card_error(deps.web, answer, error)}}, .status = status});
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  co_return response;
}

}  // namespace tessera::endpoints
