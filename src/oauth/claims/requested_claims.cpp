#include "oauth/claims/requested_claims.hpp"

#include <tessera/people/catalogue.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/verified_claims.hpp"

namespace tessera::oauth {
namespace {

// Names that are members of the protocol, not attributes of a person.
bool is_protocol_claim(std::string_view name) {
  static const ClaimSet names{"acr",   "amr", "auth_time", "sub",  "sid",
                              "nonce", "aud", "iss",       "roles"};
  return names.contains(name);
}

constexpr std::size_t kLongestPlace = 100;

// Sorts what is asked for one of the two places into a plan.
class Sorter {
 public:
  Sorter(const ClientEntry& client, bool encrypted, ClaimSet& into, ReleasePlan& plan)
      : client_(client), encrypted_(encrypted), into_(into), plan_(plan) {}

  void take(const ClaimRequest& claim) {
    if (claim.name == kVerifiedClaims) return take_verified(claim.values.front());
    const auto* spec = people::Catalogue::standard().find_claim(claim.name);
    if (is_protocol_claim(claim.name) || spec == nullptr) return;
    if (!may_go(claim.name)) {
      plan_.refused.insert(claim.name);
    } else if (spec->derived == "resident_of") {
      take_place(claim);
    } else {
      into_.insert(claim.name);
      plan_.names.insert(claim.name);
    }
  }

 private:
  // R40: what is restricted leaves encrypted or not at all.
  [[nodiscard]] bool may_go(const std::string& name) const {
    return client_.claims.contains(name) && (encrypted_ || !is_restricted(name));
  }

  // One place: an answer to several would say which of them it is.
  void take_place(const ClaimRequest& claim) {
    const bool one = claim.values.size() == 1 && !claim.values.front().empty() &&
                     claim.values.front().size() <= kLongestPlace;
    if (!one) {
      plan_.refused.insert(claim.name);
      return;
    }
    const auto entry = claim.name + ":" + claim.values.front();
    into_.insert(entry);
    plan_.names.insert(entry);
  }

  void take_verified(const std::string& request) {
    bool any = false;
    for (const auto& name : verified_names(request)) {
      const bool granted = may_go(name);
      any = any || granted;
      (granted ? plan_.names : plan_.refused).insert(std::string(kVerifiedClaims) + "." + name);
    }
    if (!any) return;
    into_.insert(std::string(kVerifiedClaims) + ":" + request);
    if (!asks_document_type(request)) return;
    const std::string type(kDocumentType);
    (may_go(type) ? plan_.names : plan_.refused).insert(std::string(kVerifiedClaims) + "." + type);
  }

  const ClientEntry& client_;
  bool encrypted_;
  ClaimSet& into_;
  ReleasePlan& plan_;
};

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

ReleasePlan plan_release(const AuthorizeRequest& request, const ClientEntry& client) {
  const auto& r = client.client.registration;
  ReleasePlan plan{.roles = r.roles_claim};
  Sorter userinfo(client, bool(r.userinfo_encrypted_response), plan.userinfo, plan);
  Sorter id_token(client, bool(r.id_token_encrypted_response), plan.id_token, plan);
  for (const auto& name : claims_of_scopes(request.scopes)) userinfo.take({.name = name});
  for (const auto& claim : request.claims.userinfo) userinfo.take(claim);
  for (const auto& claim : request.claims.id_token) id_token.take(claim);
  return plan;
}

}  // namespace tessera::oauth
