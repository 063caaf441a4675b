#include "endpoints/account/requests.hpp"

#include <tessera/codec/rfc3339.hpp>

#include "endpoints/account/gate.hpp"
#include "ui/pending_pages.hpp"

namespace tessera::endpoints {

Task<http::Response> show_requests(const AccountDeps& deps, http::Request& request) {
  auto entered = co_await enter(deps, request, std::string(oauth::kRequestsPath));
  if (entered.refusal) co_return std::move(*entered.refusal);
  ui::AccountRequestsPage page;
  for (auto& waiting : co_await deps.pending.waiting(entered.session->person, request.context)) {
    page.requests.push_back({.client_name = std::move(waiting.client_name),
                             .binding_message = std::move(waiting.binding_message),
                             .expires = codec::render_minute(waiting.expires),
                             .path = std::move(waiting.path)});
  }
  co_return deps.web.page(request, entered.session, page);
}

}  // namespace tessera::endpoints
