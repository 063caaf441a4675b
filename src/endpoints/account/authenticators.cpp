#include "endpoints/account/authenticators.hpp"

#include <algorithm>

#include "endpoints/account/gate.hpp"
#include "ui/account_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/authenticators";

Task<http::Response> show_list(const AccountDeps& deps, http::Request& request,
                               const authn::Session& session, std::vector<ui::FieldMessage> errors,
                               int status) {
  const auto all = co_await deps.binding.list(session.person);
  ui::AccountAuthenticatorsPage page{.notice = notice_of(request), .errors = std::move(errors)};
  for (const auto& each : all) {
    const bool is_password = each.kind == authn::AuthenticatorKind::password;
    const auto same = std::ranges::count(all, each.kind, &authn::Authenticator::kind);
    page.authenticators.push_back(
        {.id = to_string(each.id),
         .kind_id = is_password ? "account.authenticators.password" : "account.authenticators.totp",
         .label = each.label,
         .bound = show_time(each.bound),
         .last_used = each.last_used ? show_time(*each.last_used) : "",
         .change_path = is_password ? "/account/password" : "",
         .removable = same > 1});
  }
  co_return deps.web.page(request, session, page, status);
}

}  // namespace

Task<http::Response> show_authenticators(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_list(deps, request, *entered.session, {}, 200);
}

Task<http::Response> remove_authenticator(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, true);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto id = parse_uuid(form->value("authenticator")).value_or(Uuid{});
  const auto removed = co_await deps.binding.remove(session.person, id, request.context);
  if (removed) co_return redirect_done(kPage, "removed");
  std::vector<ui::FieldMessage> errors{{"", removed.error().id}};
  co_return co_await show_list(deps, request, session, std::move(errors),
                               http::status_of(removed.error().code));
}

}  // namespace tessera::endpoints
