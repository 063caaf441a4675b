#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OAuth 2.0 Multiple Response Types 2.1, Form Post Response Mode 2. A mode that is not served is
// told by the default one.
Verdict check_response_mode(const StepInput& in, Draft& draft) {
  const auto* mode = in.params.get("response_mode");
  if (mode == nullptr || *mode == "query") return {};
  if (*mode != "form_post")
    return StepError{"invalid_request", "response_mode must be query or form_post"};
  draft.request.response_mode = ResponseMode::form_post;
  return {};
}

}  // namespace tessera::oauth::steps
