#include "endpoints/account/recovery_certificate.hpp"

#include <algorithm>

#include <tessera/codec/url.hpp>

#include "endpoints/account/recovery.hpp"
#include "endpoints/card/routes.hpp"

namespace tessera::endpoints {
namespace {

using authn::Method;

// A new challenge for each way there, sealed for this flow and browser; none before a code was
// right, or for who has no card.
Task<http::Response> send_to_card(const AccountDeps& deps, http::Request& request,
                                  std::string flow) {
  const auto view =
      co_await deps.recovery.view(flow, browser_of(deps.web, request), request.context);
  if (!view) co_return show_recovery_over(deps, request, view.error());
  const auto prompt = std::ranges::find(view->prompts, Method::certificate, &authn::Offer::method);
  if (prompt == view->prompts.end())
    co_return http::redirect(codec::with_query("/recover/prove", {{"flow", flow}}));
  co_return http::redirect(codec::with_query(deps.web.card_url + std::string(kCardRecover),
                                             {{"flow", flow}, {"challenge", prompt->sealed}}));
}

}  // namespace

Task<http::Response> recover_with_certificate(const AccountDeps& deps, http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto field = [&](std::string_view name) {
    return query ? query->value(name) : std::string();
  };
  auto flow = field("flow");
  if (field("answer").empty()) co_return co_await send_to_card(deps, request, std::move(flow));
  co_return co_await give_proof(
      deps, request, std::move(flow),
      {.method = Method::certificate,
       .fields = {{"challenge", field("challenge")}, {"answer", field("answer")}},
       .secret = {}});
}

}  // namespace tessera::endpoints
