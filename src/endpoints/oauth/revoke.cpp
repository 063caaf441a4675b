#include "endpoints/oauth/revoke.hpp"

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {

Task<http::Response> revoke_token(const OauthDeps& deps, http::Request& request) {
  const auto form = oauth_form(request);
  if (!form) co_return oauth_error(form.error());
  const auto done = co_await deps.queries.revoke(credentials_of(request, *form), request.context);
  if (!done) co_return oauth_error(done.error());
  http::Response response;
  response.header("Cache-Control", "no-store");
  co_return response;
}

}  // namespace tessera::endpoints
