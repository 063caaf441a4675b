#include "oauth/requests/resource_indicators.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 8707 2: what the tokens are for, among what the client is registered for.
Verdict check_resource(const StepInput& in, Draft& draft) {
  auto resources =
      narrow_resources(in.params.all("resource"), draft.client->client.registration.audiences);
  if (!resources) return StepError{"invalid_target", "a resource is not served for this client"};
  draft.request.resources = std::move(*resources);
  return {};
}

}  // namespace tessera::oauth::steps
