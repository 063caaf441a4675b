#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

constexpr std::size_t kLongestState = 2048;

// RFC 6749 4.1.2: returned exactly as received; a repeated one is refused by check_duplicates. One
// that would not fit into the URL of an answer cannot be returned, so its error is a page.
Verdict take_state(const StepInput& in, Draft& draft) {
  const auto* state = in.params.get("state");
  if (state == nullptr) return {};
  if (state->size() > kLongestState)
    return StepError{"invalid_request", "The state is longer than 2048 bytes.",
                     "oauth.state_too_long"};
  draft.request.state = *state;
  return {};
}

}  // namespace tessera::oauth::steps
