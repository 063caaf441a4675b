#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.2.2.1 and 3.3.2.11: an ID token that passes through the browser needs one.
Verdict check_nonce(const StepInput& in, Draft& draft) {
  if (const auto* nonce = in.params.get("nonce")) draft.request.nonce = *nonce;
  const bool missing = !draft.request.nonce || draft.request.nonce->empty();
  if (missing && draft.request.response_type.id_token)
    return StepError{"invalid_request", "nonce is missing"};
  return {};
}

}  // namespace tessera::oauth::steps
