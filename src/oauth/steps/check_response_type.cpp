#include <algorithm>

#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 6749 3.1.1 and 4.1.2.1. RFC 9700 2.1.2: what passes a token through the browser is served to
// a profile that lists it only, and to a client that registered it.
Verdict check_response_type(const StepInput& in, Draft& draft) {
  const auto* text = in.params.get("response_type");
  if (text == nullptr || text->empty())
    return StepError{"invalid_request", "response_type is missing"};
  const auto type = parse_response_type(*text);
  const auto among = [&](const std::vector<std::string>& list) {
    return type && std::ranges::any_of(list, [&](const std::string& item) {
             return parse_response_type(item) == type;
           });
  };
  if (!among(draft.client->profile.response_types))
    return StepError{"unsupported_response_type", "response_type is not served for this client"};
  if (!among(draft.client->client.registration.response_types))
    return StepError{"unauthorized_client", "response_type is not registered for this client"};
  draft.request.response_type = *type;
  return {};
}

}  // namespace tessera::oauth::steps
