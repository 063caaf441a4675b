#include <tessera/oauth/authorization_details.hpp>
#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 9396 5: an unknown type, a member that its type does not have or a wrong value ends the
// request; nothing is dropped in silence.
Verdict check_details(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("authorization_details");
  if (text == nullptr) return {};
  const auto& allowed = draft.client->client.registration.authorization_details_types;
  auto details = parse_authorization_details(*text, DetailsCatalogue::standard(), allowed);
  if (!details) return StepError{"invalid_authorization_details", std::move(details.error().text)};
  draft.request.authorization_details = std::move(*details);
  return {};
}

}  // namespace tessera::oauth::steps
