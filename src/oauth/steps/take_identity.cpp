#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// How well the identity of a person must be confirmed, and how well the person signs in at least,
// is no wish of the request: the registration says it (requirements 4.1, 4.7, SP 800-63A-4).
Verdict take_identity(const StepInput&, Draft& draft) {
  draft.request.minimum_ial = draft.client->client.registration.minimum_ial;
  draft.request.minimum_acr = draft.client->client.registration.minimum_acr;
  return {};
}

}  // namespace tessera::oauth::steps
