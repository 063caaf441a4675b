// Makes the tokens: ID tokens (OpenID Connect Core 2), JWT access tokens (RFC 9068), logout tokens
// (OpenID Connect Back-Channel Logout 2.4). Pure but for the signature and the random jti.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/role_claims.hpp>
#include <tessera/oauth/token_binding.hpp>

#include "oauth/tokens/response_encryption.hpp"

namespace tessera::oauth {

struct AccessTokenSpec {
  const ClientEntry& client;
  std::string_view subject;
  std::string_view scope;
  std::string_view authorization_details = {};  // RFC 9396 9.1, JSON, or empty
  std::vector<std::string> audience;
  std::optional<Uuid> grant;
  std::optional<Uuid> session;                       // the token ends with it
  const std::vector<std::string>* claims = nullptr;  // names userinfo may release
  RoleClaims roles;
  std::string_view acr;
  std::optional<TimePoint> auth_time;
  TokenBinding binding{};
  TimePoint now;
  std::string_view act = {};                // JSON of RFC 8693 4.1, or empty
  std::optional<TimePoint> not_after = {};  // it ends no later
};

struct IdTokenSpec {
  const ClientEntry& client;
  std::string_view subject;
  std::optional<std::string> nonce;
  std::string_view acr;
  const std::vector<std::string>& amr;
  TimePoint auth_time;
  std::optional<Uuid> session;
  std::string_view access_token;  // for at_hash, or empty
  std::string claims_json;        // object text of released claims, or empty
  RoleClaims roles;
  TimePoint now;
  std::string_view code = {};                  // for c_hash (3.3.2.11), or empty
  std::string_view state = {};                 // for s_hash (FAPI 1.0 Advanced 5.1), or empty
  const ResponseTarget* encrypt_to = nullptr;  // signed, then encrypted (OpenID Connect Core 10.2)
};

struct IssuedToken {
  std::string text;
  std::string jti;
  seconds life{0};
};

// Thread-safe. Does not own what it refers to.
class TokenIssuer {
 public:
  TokenIssuer(std::string issuer, const jose::Signer& signer, Random& random)
      : issuer_(std::move(issuer)), signer_(signer), random_(random) {}

  [[nodiscard]] IssuedToken access_token(const AccessTokenSpec& spec) const;
  [[nodiscard]] std::string id_token(const IdTokenSpec& spec) const;
  // For one client about one session of one subject.
  [[nodiscard]] std::string logout_token(const ClientEntry& client, std::string_view subject,
                                         const Uuid& session, TimePoint now) const;
  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const jose::Signer& signer() const { return signer_; }

 private:
  [[nodiscard]] std::string make_jti() const;

  std::string issuer_;
  const jose::Signer& signer_;
  Random& random_;
};

// OpenID Connect Core 3.1.3.6: left half of the hash that belongs to the algorithm.
[[nodiscard]] std::string half_hash(crypto::SignAlg alg, std::string_view text);

// The acr to name: of the requested ones the highest that was achieved, else what was achieved.
[[nodiscard]] std::string_view acr_to_name(Acr achieved, const std::vector<std::string>& requested);

}  // namespace tessera::oauth
