#include <algorithm>
#include <array>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {
namespace {

constexpr Entries kBrowser = to_bit(Entry::authorize) | to_bit(Entry::par);
constexpr Entries kAll = kBrowser | to_bit(Entry::device) | to_bit(Entry::ciba);

// The order matters: until the redirect URI is known to be the client's own, no error may travel to
// it; state and response_mode come next, because every later error needs them.
constexpr std::array<Step, 22> kSteps{{
    {"client", check_client, false, kBrowser},
    {"redirect_uri", check_redirect_uri, false, kBrowser},
    {"state", take_state, false, kBrowser},
    {"response_mode", check_response_mode, true, kBrowser},
    {"duplicates", check_duplicates, true, kAll},
    {"pushed", check_pushed, true, to_bit(Entry::authorize)},
    {"signed", check_signed, true, kBrowser},
    {"response_type", check_response_type, true, kBrowser},
    {"grant", check_grant, true, kBrowser},
    {"scope", check_scope, true, kAll},
    {"nonce", check_nonce, true, kBrowser},
    {"pkce", check_pkce, true, kBrowser},
    {"dpop_jkt", check_dpop_jkt, true, kBrowser},
    {"prompt", check_prompt, true, kBrowser},
    {"max_age", check_max_age, true, kBrowser},
    {"claims", check_claims, true, kAll},
    {"acr", check_acr, true, kAll},
    {"identity", take_identity, true, kAll},
    {"id_token_hint", check_id_token_hint, true, kBrowser},
    {"resource", check_resource, true, kAll},
    {"details", check_details, true, kAll},
    {"hints", take_hints, true, kBrowser},
}};

}  // namespace

std::span<const Step> table() {
  return kSteps;
}

std::optional<Refusal> run(Entry entry, const StepInput& in, Draft& draft) {
  for (const auto& step : kSteps) {
    if ((step.entries & to_bit(entry)) == 0) continue;
    if (auto wrong = step.run(in, draft)) return Refusal{std::move(*wrong), step.redirects};
  }
  return std::nullopt;
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
