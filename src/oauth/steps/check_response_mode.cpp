#include <algorithm>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OAuth 2.0 Multiple Response Types 2.1, Form Post Response Mode 2, JARM 2.3. A mode that is not
// served is told by the default one; a type that is not known has the default of a code.
Verdict check_response_mode(const StepInput& in, Draft& draft) {
  const auto type = parse_response_type(in.params.value("response_type")).value_or(ResponseType{});
  draft.request.response = {default_mode(type), false};
  const auto* mode = in.params.get("response_mode");
  if (mode == nullptr) return {};
  const auto way = parse_response_mode(*mode, type);
  const auto& served = draft.client->profile.response_modes;
  if (!way || std::ranges::find(served, *mode) == served.end()) {
    return StepError{"invalid_request", "response_mode is not served for this client"};
  }
  // Multiple Response Types 3.0: a token never travels in a query, which logs and referrers keep.
  if (type.front_channel() && way->mode == ResponseMode::query) {
    return StepError{"invalid_request", "response_mode query cannot carry a token"};
  }
  draft.request.response = *way;
  return {};
}

}  // namespace tessera::oauth::steps
