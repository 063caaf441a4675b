#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9126 4: the authorization endpoint takes what was pushed only, if the profile or the
// registration says so (5 and 6).
Verdict check_pushed(const StepInput&, Draft& draft) {
  const bool required = draft.client->profile.require_par ||
                        draft.client->client.registration.require_pushed_authorization_requests;
  if (!required) return {};
  return StepError{"invalid_request", "this client must push its authorization requests"};
}

}  // namespace tessera::oauth::steps
