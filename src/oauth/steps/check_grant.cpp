#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

Verdict check_grant(const StepInput&, Draft& draft) {
  if (draft.client->may_use("authorization_code")) return {};
  return StepError{"unauthorized_client", "this client may not use the authorization code grant"};
}

}  // namespace tessera::oauth::steps
