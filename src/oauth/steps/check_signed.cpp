#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9101 10.5: no way around the signature by plain parameters.
Verdict check_signed(const StepInput& in, Draft& draft) {
  if (in.signed_object || !draft.client->client.registration.require_signed_request_object)
    return {};
  return StepError{"invalid_request", "this client must sign its authorization requests"};
}

}  // namespace tessera::oauth::steps
