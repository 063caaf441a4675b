#include <tessera/codec/base64url.hpp>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 7636 4.3 with S256 only (RFC 9700 2.1.1); required of public clients always and of
// confidential ones by their profile.
Verdict check_pkce(const StepInput& in, Draft& draft) {
  const auto* challenge = in.params.get("code_challenge");
  const auto* method = in.params.get("code_challenge_method");
  if (challenge == nullptr) {
    if (method != nullptr) return StepError{"invalid_request", "code_challenge is missing"};
    if (!draft.client->is_public() && !draft.client->profile.require_pkce) return {};
    return StepError{"invalid_request", "this client must use PKCE"};
  }
  // Without a method the standard means plain, which is not served.
  if (method == nullptr || *method != "S256") {
    return StepError{"invalid_request", "code_challenge_method must be S256"};
  }
  const auto digest = codec::from_base64url(*challenge);
  if (!digest || digest->size() != 32)
    return StepError{"invalid_request", "code_challenge is malformed"};
  draft.request.code_challenge = *challenge;
  return {};
}

}  // namespace tessera::oauth::steps
