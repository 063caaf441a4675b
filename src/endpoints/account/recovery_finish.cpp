#include "endpoints/account/recovery_finish.hpp"

#include <tessera/authn/totp_offer.hpp>
#include <tessera/codec/readable_code.hpp>
#include <tessera/crypto/digest.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/recovery.hpp"
#include "endpoints/account/sealed_offer.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kContinue = "/recover/continue";
constexpr const char* kNew = "/recover/new";

std::string binding_of(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  return query ? query->value("r") : std::string();
}

// An offer is sealed for one binding, as that of the account pages is for one session.
Uuid offer_owner(const std::string& binding) {
  const auto digest = crypto::sha256(as_bytes(binding));
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

http::Response show_form(const AccountDeps& deps, http::Request& request,
                         const std::string& binding, const authn::RecoveryGrant& grant,
                         std::optional<Secret> secret, std::string label,
                         std::vector<ui::FieldMessage> errors) {
  const auto& web = deps.web;
  const int status = errors.empty() ? 200 : 400;
  ui::RecoverNewPage page{.action = ui::SafeUrl::local(codec::with_query(kNew, {{"r", binding}})),
                          .password = grant.password,
                          .second_factor = grant.second_factor,
                          .label = std::move(label),
                          .errors = std::move(errors)};
  if (grant.second_factor) {
    auto offer = secret ? authn::render_totp_offer(*secret, deps.service_name, deps.service_name)
                        : deps.binding.offer_totp(deps.service_name);
    page.offer = seal_offer(offer.secret, offer_owner(binding), web.clock.now(), *web.keyring.get(),
                            web.random);
    page.secret = codec::in_groups(offer.base32);
    page.qr_path = std::move(offer.qr_path);
    page.qr_size = offer.qr_size;
  }
  return web.page(request, std::nullopt, page, status);
}

bool is_about_code(const std::string& id) {
  return id.starts_with("totp.");
}

}  // namespace

Task<http::Response> show_recover_continue(const AccountDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, ui::RecoverContinuePage{});
}

Task<http::Response> continue_recover(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kContinue);
  const auto browser = browser_of(deps.web, request);
  const auto binding =
      co_await deps.recovery.confirm(form->value("code"), browser, request.context);
  if (binding) co_return http::redirect(codec::with_query(kNew, {{"r", *binding}}));
  const auto& error = binding.error();
  const int status = error.code == Errc::rate_limited ? 429 : 400;
  auto response =
      deps.web.page(request, std::nullopt, ui::RecoverContinuePage{{{"code", error.id}}}, status);
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  co_return response;
}

Task<http::Response> show_recover_new(const AccountDeps& deps, http::Request& request) {
  const auto binding = binding_of(request);
  const auto browser = browser_of(deps.web, request);
  const auto grant = co_await deps.recovery.binding(binding, browser, request.context);
  if (!grant) co_return show_recovery_over(deps, request, grant.error());
  co_return show_form(deps, request, binding, *grant, std::nullopt, {}, {});
}

Task<http::Response> finish_recover(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kContinue);
  const auto binding = binding_of(request);
  const auto browser = browser_of(deps.web, request);
  const auto grant = co_await deps.recovery.binding(binding, browser, request.context);
  if (!grant) co_return show_recovery_over(deps, request, grant.error());
  auto code = form->value("code");
  std::erase(code, ' ');
  const auto label = form->value("label");
  authn::NewWays ways{.password = form->secret("new"), .totp_code = code, .totp_label = label};
  std::optional<Secret> secret;
  if (grant->second_factor) {
    secret = open_offer(form->value("offer"), offer_owner(binding), deps.web.clock.now(),
                        *deps.web.keyring.get());
    if (!secret)
      co_return show_form(deps, request, binding, *grant, std::nullopt, label,
                          {{"code", "account.totp.expired"}});
    ways.totp = *secret;
  }
  if (grant->password && ways.password.empty())
    co_return show_form(deps, request, binding, *grant, secret, label,
                        {{"new", "password.missing"}});
  const auto done =
      co_await deps.recovery.complete(binding, std::move(ways), browser, request.context);
  if (!done) {
    const auto& error = done.error();
    if (error.code == Errc::gone) co_return show_recovery_over(deps, request, error);
    co_return show_form(deps, request, binding, *grant, secret, label,
                        {{is_about_code(error.id) ? "code" : "new", error.id}});
  }
  ui::RecoverMessagePage page{.id = "recover.done", .code_id = "recover.done.code"};
  if (done->saved_code) page.code = std::string(done->saved_code->reveal());
  co_return deps.web.page(request, std::nullopt, page);
}

}  // namespace tessera::endpoints
