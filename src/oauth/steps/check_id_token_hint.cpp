#include "oauth/requests/id_token_hint.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.1.2.1: an ID token of ours, for this client; it may have expired.
Verdict check_id_token_hint(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("id_token_hint");
  if (text == nullptr || text->empty()) return {};
  const auto hint = read_id_token_hint(*text, in.signer, in.issuer, in.now);
  if (!hint || hint->client_id != draft.request.client_id) {
    return StepError{"invalid_request", "id_token_hint is not valid for this client"};
  }
  if (!draft.request.hinted_subject.empty() && draft.request.hinted_subject != hint->subject) {
    return StepError{"invalid_request", "id_token_hint and claims name different subjects"};
  }
  draft.request.hinted_subject = hint->subject;
  return {};
}

}  // namespace tessera::oauth::steps
