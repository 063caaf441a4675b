#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {

// RFC 6749 4.1.2.1: an unknown client is told to the person, never to a redirect URI.
Verdict check_client(const StepInput& in, Draft& draft) {
  const auto ids = in.params.all("client_id");
  if (ids.size() != 1)
    return StepError{"oauth.client_missing", "The request does not name one client."};
  draft.client = in.clients.find(ids.front());
  if (!draft.client) return StepError{"oauth.client_unknown", "This service is not known here."};
  if (!draft.client->serves(in.now)) {
    return StepError{"oauth.client_inactive", "This service cannot be used at the moment."};
  }
  draft.request.client_id = draft.client->client_id;
  draft.request.created = in.now;
  return {};
}

}  // namespace tessera::oauth::steps
