#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9700 2.1.2: the code flow only.
Verdict check_response_type(const StepInput& in, Draft&) {
  const auto* type = in.params.get("response_type");
  if (type == nullptr || type->empty())
    return StepError{"invalid_request", "response_type is missing"};
  if (*type != "code") return StepError{"unsupported_response_type", "response_type must be code"};
  return {};
}

}  // namespace tessera::oauth::steps
