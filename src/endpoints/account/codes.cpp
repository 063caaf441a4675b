#include "endpoints/account/codes.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "endpoints/account/recovery.hpp"
#include "ui/recovery_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/codes";
constexpr int kFew = 3;

Task<http::Response> show_state(const AccountDeps& deps, http::Request& request,
                                const authn::Session& session,
                                std::vector<ui::FieldMessage> errors) {
  const auto codes = co_await deps.setup.codes(session.person);
  const int status = errors.empty() ? 200 : 409;
  const ui::AccountCodesPage page{
      .has_sheet = codes.lookup,
      .left = codes.lookup_left,
      .few = codes.lookup && codes.lookup_left <= kFew,
      .made = codes.lookup_made ? codec::render_minute(*codes.lookup_made) : "",
      .may_make = satisfies(session.acr, Acr::aal2),
      .errors = std::move(errors)};
  co_return deps.web.page(request, session, page, status);
}

}  // namespace

Task<http::Response> show_codes(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  co_return co_await show_state(deps, request, *entered.session, {});
}

Task<http::Response> make_codes(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, kPage, Entry::change);
  if (entered.refusal) co_return std::move(*entered.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), kPage);
  const auto& session = *entered.session;
  const auto codes = co_await deps.setup.make_lookup_codes(session, request.context);
  if (!codes) co_return co_await show_state(deps, request, session, {{"", codes.error().id}});
  ui::AccountSheetPage page{.service = deps.service_name,
                            .made = codec::render_minute(request.context.received)};
  for (const auto& code : *codes) page.codes.emplace_back(code.reveal());
  co_return deps.web.page(request, session, page);
}

}  // namespace tessera::endpoints
