#include "endpoints/account/recovery_number.hpp"

#include "endpoints/account/gate.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/recovery/number";
constexpr const char* kBack = "/account/recovery";

int status_of_form(const Error& error) {
  return error.code == Errc::rate_limited ? http::status_of(error.code) : 400;
}

// Where no gateway is configured there is nothing to fill in.
std::optional<http::Response> refuse_without_gateway(const AccountDeps& deps,
                                                     http::Request& request) {
  if (deps.setup.takes_numbers()) return std::nullopt;
  return deps.web.error_page(request, {.code = Errc::not_found, .id = "number.not_configured"},
                             kBack);
}

}  // namespace

Task<http::Response> show_number(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  if (auto refused = refuse_without_gateway(deps, request)) co_return std::move(*refused);
  const auto query = codec::Form::parse(request.query);
  const bool sent = query && query->value("step") == "code";
  co_return deps.web.page(request, entered.session, ui::AccountNumberPage{.asks_code = sent});
}

Task<http::Response> save_number(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  if (auto refused = refuse_without_gateway(deps, request)) co_return std::move(*refused);
  const auto& session = *entered.session;
  if (form->value("action") == "confirm") {
    const auto saved =
        co_await deps.setup.confirm_number(session, form->value("code"), request.context);
    if (saved) co_return redirect_done(kBack, "saved_number");
    const ui::AccountNumberPage page{.asks_code = true, .errors = {{"code", saved.error().id}}};
    co_return deps.web.page(request, session, page, status_of_form(saved.error()));
  }
  auto number = form->value("number");
  const auto offered = co_await deps.setup.offer_number(session, number, request.context);
  if (offered) co_return http::redirect(std::string(kPage) + "?step=code");
  const ui::AccountNumberPage page{.number = std::move(number),
                                   .errors = {{"number", offered.error().id}}};
  co_return deps.web.page(request, session, page, status_of_form(offered.error()));
}

}  // namespace tessera::endpoints
