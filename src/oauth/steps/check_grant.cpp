#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 7591 2.1: a response type and the grant types it belongs to are registered together.
Verdict check_grant(const StepInput&, Draft& draft) {
  const auto& type = draft.request.response_type;
  if (type.code && !draft.client->may_use("authorization_code"))
    return StepError{"unauthorized_client", "this client may not use the authorization code grant"};
  if (type.front_channel() && !draft.client->may_use("implicit"))
    return StepError{"unauthorized_client", "this client may not use the implicit grant"};
  return {};
}

}  // namespace tessera::oauth::steps
