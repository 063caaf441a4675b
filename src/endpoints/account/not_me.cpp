#include "endpoints/account/not_me.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/notice_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kDonePage = "/not-me/done";

Error over() {
  return {.code = Errc::gone, .id = "notice.link"};
}

}  // namespace

Task<http::Response> show_not_me(const AccountDeps& deps, http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  const auto token = query ? query->value("notice") : std::string();
  const auto link = co_await deps.freezing.look(token, request.context.received);
  if (!link) co_return deps.web.error_page(request, over());
  const ui::NotMePage page{.kind = std::string(authn::to_string(link->kind)),
                           .time = codec::render_minute(link->happened) + " UTC",
                           .token = token,
                           .service = deps.service_name,
                           .used = link->used};
  // Nobody is shown as signed in: whoever has the link is not asked who he is.
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> say_not_me(const AccountDeps& deps, http::Request& request) {
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error());
  const auto done = co_await deps.freezing.repudiate(form->value("notice"), request.context);
  if (!done) co_return deps.web.error_page(request, done.error());
  co_return http::redirect(kDonePage);
}

Task<http::Response> show_not_me_done(const AccountDeps& deps, http::Request& request) {
  co_return deps.web.page(request, std::nullopt, ui::NotMeDonePage{.service = deps.service_name});
}

}  // namespace tessera::endpoints
