#include <algorithm>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// A scope beyond the registration is refused (requirements R67). offline_access of a client without
// the refresh grant is ignored (OpenID Connect Core 11).
Verdict check_scope(const StepInput& in, Draft& draft) {
  const auto wanted = split_words(in.params.value("scope"));
  if (std::ranges::find(wanted, "openid") == wanted.end()) {
    return StepError{"invalid_scope", "scope must contain openid"};
  }
  for (const auto& scope : wanted) {
    if (scope == "offline_access" && !draft.client->may_use("refresh_token")) continue;
    if (!draft.client->scopes.contains(scope)) {
      return StepError{"invalid_scope", "a scope is not registered for this client"};
    }
    draft.request.scopes.push_back(scope);
  }
  return {};
}

}  // namespace tessera::oauth::steps
