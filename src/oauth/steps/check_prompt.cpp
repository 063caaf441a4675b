#include <set>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.1.2.1: none stands alone.
Verdict check_prompt(const StepInput& in, Draft& draft) {
  static const std::set<std::string, std::less<>> known{"none", "login", "consent",
                                                        "select_account"};
  for (auto& prompt : split_words(in.params.value("prompt"))) {
    if (!known.contains(prompt)) return StepError{"invalid_request", "prompt has an unknown value"};
    draft.request.prompts.insert(std::move(prompt));
  }
  if (draft.request.has_prompt("none") && draft.request.prompts.size() > 1) {
    return StepError{"invalid_request", "prompt none stands alone"};
  }
  return {};
}

}  // namespace tessera::oauth::steps
