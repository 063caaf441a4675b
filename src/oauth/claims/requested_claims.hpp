// Which claims a request asks for, cut to what its client is registered to receive (R67, R68).
#pragma once

#include <set>
#include <string>
#include <vector>

#include <tessera/oauth/authorize_request.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

using ClaimSet = std::set<std::string, std::less<>>;

// OpenID Connect Core 5.4, by the attribute catalogue.
[[nodiscard]] ClaimSet claims_of_scopes(const std::vector<std::string>& scopes);

// Entries of userinfo and id_token are names of claims, where needed with what is asked behind a
// colon: "resident_of:DE", "verified_claims:[...]".
struct ReleasePlan {
  ClaimSet userinfo;   // of scopes and of claims.userinfo
  ClaimSet id_token;   // of claims.id_token only: with a code, scopes release by userinfo (5.4)
  ClaimSet names;      // of both, as consent and ledger name them: "verified_claims.birthdate"
  ClaimSet refused;    // asked, but not registered, or restricted and not asked for encrypted
  bool roles = false;  // the client is registered to receive them
  // What needs aal2: personal claims (R27), and roles, which nobody holds by a password alone
  // (R33).
  [[nodiscard]] bool personal() const { return roles || !userinfo.empty() || !id_token.empty(); }
  [[nodiscard]] ClaimSet all() const { return names; }
};
// Pure.
[[nodiscard]] ReleasePlan plan_release(const AuthorizeRequest& request, const ClientEntry& client);

}  // namespace tessera::oauth
