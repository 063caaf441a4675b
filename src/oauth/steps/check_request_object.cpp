#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.1.2.6: refused by name. To ignore one would let go of what is only inside.
Verdict check_request_object(const StepInput& in, Draft&) {
  if (!in.params.all("request").empty()) {
    return StepError{"request_not_supported", "request objects are not supported"};
  }
  if (!in.params.all("request_uri").empty()) {
    return StepError{"request_uri_not_supported", "request_uri is not supported"};
  }
  return {};
}

}  // namespace tessera::oauth::steps
