#include "oauth/steps/step.hpp"

namespace tessera::oauth::steps {
namespace {

// RFC 9126 2.1: the client authenticated itself already; a parameter may only repeat who it is.
Verdict check_authenticated(const std::vector<std::string>& ids, const Draft& draft) {
  if (ids.empty() || (ids.size() == 1 && ids.front() == draft.client->client_id)) return {};
  return StepError{"invalid_request", "client_id is not that of the authenticated client",
                   "oauth.client_missing"};
}

}  // namespace

// RFC 6749 4.1.2.1: an unknown client is told to the person, never to a redirect URI.
Verdict check_client(const StepInput& in, Draft& draft) {
  const auto ids = in.params.all("client_id");
  if (draft.client) {
    if (auto wrong = check_authenticated(ids, draft)) return wrong;
  } else {
    if (ids.size() != 1)
      return StepError{"invalid_request", "The request does not name one client.",
                       "oauth.client_missing"};
    draft.client = in.clients.find(ids.front());
    if (!draft.client)
      return StepError{"invalid_request", "This service is not known here.",
                       "oauth.client_unknown"};
  }
  if (!draft.client->serves(in.now)) {
    return StepError{"unauthorized_client", "This service cannot be used at the moment.",
                     "oauth.client_inactive"};
  }
  draft.request.client_id = draft.client->client_id;
  draft.request.created = in.now;
  return {};
}

}  // namespace tessera::oauth::steps
