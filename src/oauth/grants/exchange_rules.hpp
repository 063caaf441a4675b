// Who may exchange which access token for what (RFC 8693): only for less than it was, and never
// without naming who acts. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/role_claims.hpp>
#include <tessera/oauth/token_verifier.hpp>

namespace tessera::oauth::grants {

// How many may have acted for each other in one chain (RFC 8693 4.1).
inline constexpr int kMostActors = 4;

struct ExchangeInput {
  const AccessToken& subject;  // verified and live
  const ClientEntry& subject_client;
  const ClientEntry& requester;
  TokenBinding binding{};              // of the token that this request gets
  const AccessToken* actor = nullptr;  // of actor_token, verified and live
  const std::string* scope = nullptr;  // asked
  std::vector<std::string> targets{};  // asked: audience and resource
};

struct ExchangePlan {
  std::vector<std::string> scopes;
  std::vector<std::string> audience;
  std::vector<std::string> claims;  // what userinfo may release
  RoleClaims roles;
  std::string act;  // the claim as JSON, or empty
};

// Errors: invalid_request, unauthorized_client, invalid_scope, invalid_target.
[[nodiscard]] Result<ExchangePlan> decide_exchange(const ExchangeInput& in);

// How many actors an act claim names; 0 for "".
[[nodiscard]] int count_actors(std::string_view act);

}  // namespace tessera::oauth::grants
