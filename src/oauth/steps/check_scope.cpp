#include <algorithm>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// A scope beyond the registration is refused (requirements R67). offline_access of a client without
// the refresh grant is ignored (OpenID Connect Core 11). Without openid it is plain OAuth 2.0,
// where authorization_details may say all there is to say (RFC 9396 3.1).
Verdict check_scope(const StepInput& in, Draft& draft) {
  const auto wanted = split_words(in.params.value("scope"));
  if (wanted.empty() && in.params.get("authorization_details") == nullptr)
    return StepError{"invalid_scope", "scope is missing"};
  for (const auto& scope : wanted) {
    if (scope == "offline_access" && !draft.client->may_use("refresh_token")) continue;
    if (!draft.client->scopes.contains(scope)) {
      return StepError{"invalid_scope", "a scope is not registered for this client"};
    }
    draft.request.scopes.push_back(scope);
  }
  if (draft.request.response_type.id_token && !draft.request.has_scope("openid"))
    return StepError{"invalid_scope", "an ID token needs the scope openid"};
  return {};
}

}  // namespace tessera::oauth::steps
