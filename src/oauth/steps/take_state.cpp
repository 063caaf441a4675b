#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 6749 4.1.2: returned exactly as received; a repeated one is refused by check_duplicates.
Verdict take_state(const StepInput& in, Draft& draft) {
  if (const auto* state = in.params.get("state")) draft.request.state = *state;
  return {};
}

}  // namespace tessera::oauth::steps
