#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

Verdict check_claims(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("claims");
  if (text == nullptr) return {};
  auto claims = parse_claims_request(*text);
  if (!claims) return StepError{"invalid_request", "claims is malformed"};
  // OpenID Connect Core 5.5: they speak of an ID token and of userinfo, which plain OAuth lacks.
  if (!draft.request.has_scope("openid")) return {};
  draft.request.claims = std::move(*claims);
  // OpenID Connect Core 5.5.1: a value for sub asks for exactly this person, as id_token_hint does.
  for (const auto& claim : draft.request.claims.id_token) {
    if (claim.name == "sub" && claim.values.size() == 1)
      draft.request.hinted_subject = claim.values.front();
  }
  return {};
}

}  // namespace tessera::oauth::steps
