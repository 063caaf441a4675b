#include <set>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.1.2.1: none stands alone; so does create (Initiating User
// Registration 4.1).
Verdict check_prompt(const StepInput& in, Draft& draft) {
  static const std::set<std::string, std::less<>> known{"none", "login", "consent",
                                                        "select_account", "create"};
  for (auto& prompt : split_words(in.params.value("prompt"))) {
    if (!known.contains(prompt)) return StepError{"invalid_request", "prompt has an unknown value"};
    draft.request.prompts.insert(std::move(prompt));
  }
  for (const auto* alone : {"none", "create"}) {
    if (draft.request.has_prompt(alone) && draft.request.prompts.size() > 1)
      return StepError{"invalid_request", "prompt " + std::string(alone) + " stands alone"};
  }
  return {};
}

}  // namespace tessera::oauth::steps
