#include "endpoints/oauth/device_authorization.hpp"

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {

Task<http::Response> authorize_device(const OauthDeps& deps, http::Request& request) {
  const auto form = oauth_form(request);
  if (!form) co_return oauth_error(form.error());
  auto answer = co_await deps.devices.start(credentials_of(request, *form), request.context);
  if (!answer) co_return oauth_error(answer.error());
  co_return oauth_json(std::move(*answer));
}

Task<http::Response> authorize_backchannel(const OauthDeps& deps, http::Request& request) {
  const auto form = oauth_form(request);
  if (!form) co_return oauth_error(form.error());
  auto answer = co_await deps.ciba.start(credentials_of(request, *form), request.context);
  if (!answer) co_return oauth_error(answer.error());
  co_return oauth_json(std::move(*answer));
}

}  // namespace tessera::endpoints
