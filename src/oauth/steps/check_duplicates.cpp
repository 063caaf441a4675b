#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 6749 3.1: parameters must not be included more than once; resource may be (RFC 8707 2).
Verdict check_duplicates(const StepInput& in, Draft&) {
  if (in.params.duplicate({"resource"}))
    return StepError{"invalid_request", "a parameter occurs more than once"};
  return {};
}

}  // namespace tessera::oauth::steps
