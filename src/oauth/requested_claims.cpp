#include "oauth/requested_claims.hpp"

#include <tessera/people/catalogue.hpp>

namespace tessera::oauth {
namespace {

// Names that are members of the protocol, not attributes of a person.
bool is_protocol_claim(std::string_view name) {
  static const ClaimSet names{"acr",   "amr", "auth_time", "sub",  "sid",
                              "nonce", "aud", "iss",       "roles"};
  return names.contains(name);
}

void sort_in(std::string_view name, const ClientEntry& client, ClaimSet& granted,
             ClaimSet& refused) {
  if (is_protocol_claim(name) || people::Catalogue::standard().find_claim(name) == nullptr) return;
  (client.claims.contains(name) ? granted : refused).emplace(name);
}

}  // namespace

ClaimSet claims_of_scopes(const std::vector<std::string>& scopes) {
  ClaimSet out;
  for (const auto& scope : scopes) {
    for (const auto* spec : people::Catalogue::standard().of_scope(scope)) {
      if (!spec->claim.empty()) out.insert(spec->claim);
    }
  }
  return out;
}

ClaimSet ReleasePlan::all() const {
  ClaimSet out = userinfo;
  out.insert(id_token.begin(), id_token.end());
  return out;
}

ReleasePlan plan_release(const AuthorizeRequest& request, const ClientEntry& client) {
  ReleasePlan plan{.roles = client.client.registration.roles_claim};
  for (const auto& name : claims_of_scopes(request.scopes))
    sort_in(name, client, plan.userinfo, plan.refused);
  for (const auto& claim : request.claims.userinfo)
    sort_in(claim.name, client, plan.userinfo, plan.refused);
  for (const auto& claim : request.claims.id_token)
    sort_in(claim.name, client, plan.id_token, plan.refused);
  return plan;
}

}  // namespace tessera::oauth
