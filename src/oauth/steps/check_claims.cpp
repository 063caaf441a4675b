#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

Verdict check_claims(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("claims");
  if (text == nullptr) return {};
  auto claims = parse_claims_request(*text);
  if (!claims) return StepError{"invalid_request", "claims is malformed"};
  draft.request.claims = std::move(*claims);
  return {};
}

}  // namespace tessera::oauth::steps
