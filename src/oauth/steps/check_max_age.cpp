#include <charconv>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// OpenID Connect Core 3.1.2.1, RFC 9470 4; the registered default stands in for a missing one
// (OpenID Connect Registration 2).
Verdict check_max_age(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("max_age");
  if (text == nullptr) {
    draft.request.max_age = draft.client->client.registration.default_max_age;
    return {};
  }
  std::int64_t value = -1;
  const auto* end = text->data() + text->size();
  const auto [at, ec] = std::from_chars(text->data(), end, value);
  constexpr std::int64_t kTenYears = 10LL * 366 * 86400;  // beyond any session
  if (ec != std::errc{} || at != end || value < 0) {
    return StepError{"invalid_request", "max_age must be a whole number of seconds"};
  }
  draft.request.max_age = seconds{std::min(value, kTenYears)};
  return {};
}

}  // namespace tessera::oauth::steps
