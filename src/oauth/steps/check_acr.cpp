#include <algorithm>

#include <tessera/oauth/metadata.hpp>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {
namespace {

constexpr std::size_t kMostRecorded = 10;

// What the journal may repeat of a request.
bool is_plain(const std::string& acr) {
  return acr.size() <= 100 && std::ranges::all_of(acr, [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

// acr_values are wishes; an essential acr that nothing here can reach ends the request now
// (OpenID Connect Core 5.5.1.1, RFC 9470 5; unmet_authentication_requirements is its registered
// error).
Verdict check_acr(const StepInput& in, Draft& draft) {
  const auto* asked = in.params.get("acr_values");
  draft.request.acr_values =
      asked == nullptr ? draft.client->client.registration.default_acr_values : split_words(*asked);
  // What goes beyond the registration is left out, and recorded with the grant (requirements R67).
  const auto& registered = draft.client->client.registration.acr_values;
  std::erase_if(draft.request.acr_values, [&](const std::string& acr) {
    if (registered.empty() || std::ranges::find(registered, acr) != registered.end()) return false;
    if (draft.request.acr_refused.size() < kMostRecorded && is_plain(acr))
      draft.request.acr_refused.push_back(acr);
    return true;
  });
  const auto* essential = draft.request.essential_acr();
  if (essential == nullptr) return {};
  const auto& served = supported_acr_values();
  const bool reachable = std::ranges::any_of(essential->values, [&](const std::string& acr) {
    return std::ranges::find(served, acr) != served.end() &&
           (registered.empty() || std::ranges::find(registered, acr) != registered.end());
  });
  if (reachable) return {};
  return StepError{"unmet_authentication_requirements",
                   "no acr value that was asked for can be reached"};
}

}  // namespace tessera::oauth::steps
