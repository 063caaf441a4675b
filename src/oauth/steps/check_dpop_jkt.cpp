#include <tessera/codec/base64url.hpp>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9449 10: the thumbprint of the key that the code will be bound to. With a proof at the PAR
// endpoint both must name the same key (10.1).
Verdict check_dpop_jkt(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("dpop_jkt");
  if (text == nullptr) return {};
  const auto digest = codec::from_base64url(*text);
  if (!digest || digest->size() != 32) return StepError{"invalid_request", "dpop_jkt is malformed"};
  if (!draft.request.dpop_jkt.empty() && draft.request.dpop_jkt != *text)
    return StepError{"invalid_dpop_proof", "dpop_jkt is not the key of the DPoP proof"};
  draft.request.dpop_jkt = *text;
  return {};
}

}  // namespace tessera::oauth::steps
