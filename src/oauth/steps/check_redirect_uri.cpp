#include <algorithm>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9700 2.1 exact match; OpenID Connect Core 3.1.2.1 requires the parameter.
Verdict check_redirect_uri(const StepInput& in, Draft& draft) {
  const auto uris = in.params.all("redirect_uri");
  if (uris.size() != 1)
    return StepError{"invalid_request", "The request does not say where to return to.",
                     "oauth.redirect_uri_missing"};
  const auto& registration = draft.client->client.registration;
  const bool native = registration.application_type == ApplicationType::native;
  const bool known =
      std::ranges::any_of(registration.redirect_uris, [&](const std::string& registered) {
        return matches_redirect_uri(registered, uris.front(), native);
      });
  if (!known)
    return StepError{"invalid_request", "The address to return to is not registered.",
                     "oauth.redirect_uri_unknown"};
  draft.request.redirect_uri = uris.front();
  return {};
}

}  // namespace tessera::oauth::steps
