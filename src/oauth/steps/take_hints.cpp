#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

Verdict take_hints(const StepInput& in, Draft& draft) {
  constexpr std::size_t kMaxHint = 200;
  auto& request = draft.request;
  request.login_hint = in.params.value("login_hint").substr(0, kMaxHint);
  request.ui_locales = in.params.value("ui_locales").substr(0, kMaxHint);
  return {};
}

}  // namespace tessera::oauth::steps
