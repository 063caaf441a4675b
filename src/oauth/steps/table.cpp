#include <algorithm>
#include <array>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// The order matters: until the redirect URI is known to be the client's own, no error may travel to
// it; state and response_mode come next, because every later error needs them.
std::span<const Step> table() {
  static constexpr std::array<Step, 16> kSteps{{
      {"client", check_client, false},
      {"redirect_uri", check_redirect_uri, false},
      {"state", take_state, true},
      {"response_mode", check_response_mode, true},
      {"duplicates", check_duplicates, true},
      {"request_object", check_request_object, true},
      {"response_type", check_response_type, true},
      {"grant", check_grant, true},
      {"scope", check_scope, true},
      {"pkce", check_pkce, true},
      {"prompt", check_prompt, true},
      {"max_age", check_max_age, true},
      {"claims", check_claims, true},
      {"acr", check_acr, true},
      {"id_token_hint", check_id_token_hint, true},
      {"hints", take_hints, true},
  }};
  return kSteps;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!word.empty() && std::ranges::find(out, word) == out.end()) out.push_back(std::move(word));
  }
  return out;
}

}  // namespace tessera::oauth::steps
