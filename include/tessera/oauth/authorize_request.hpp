// An authorization request (RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1) after every check, and its
// sealed form in the URL: tabs, restarts and idle pages cost nothing, because nothing is kept.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oauth/response_type.hpp>

namespace tessera::oauth {

// One member of the claims parameter, OpenID Connect Core 5.5.1.
struct ClaimRequest {
  std::string name;
  bool essential = false;
  std::vector<std::string> values;  // of "value" or "values", strings only
};

struct ClaimsRequest {
  std::vector<ClaimRequest> userinfo;
  std::vector<ClaimRequest> id_token;
};

struct AuthorizeRequest {
  std::string client_id;
  std::string redirect_uri;
  ResponseType response_type{.code = true};
  ResponseWay response;
  std::vector<std::string> scopes;   // without repeats, in the order asked
  std::optional<std::string> state;  // returned byte for byte
  std::optional<std::string> nonce;
  std::string code_challenge;  // S256, or empty
  std::string dpop_jkt;        // RFC 9449 10, or empty
  std::set<std::string> prompts;
  std::optional<seconds> max_age;
  std::vector<std::string> acr_values;
  std::vector<std::string> acr_refused;  // asked, but not registered
  Ial minimum_ial = Ial::none;           // what the client needs, by its registration ...
  Acr minimum_acr = Acr::none;           // ... of the person and of the sign-in
  ClaimsRequest claims;
  std::string authorization_details;   // RFC 9396 2: a checked JSON array, or empty
  std::vector<std::string> resources;  // RFC 8707
  std::string login_hint;
  std::string hinted_subject;  // `sub` of id_token_hint or of claims, or empty
  std::string ui_locales;
  TimePoint created;
  bool tried = false;  // the person was sent to sign in for this request
  std::string pushed;  // RFC 9126: name of the pushed request that it came from, or empty
  std::string shown;   // what a consent page showed, and to whom (consent_mark)

  [[nodiscard]] bool has_scope(std::string_view scope) const;
  [[nodiscard]] bool has_prompt(std::string_view prompt) const {
    return prompts.contains(std::string(prompt));
  }
  // The acr member asked for as essential, nullptr if there is none.
  [[nodiscard]] const ClaimRequest* essential_acr() const;
};

inline constexpr hours kRequestLife{24};

// Base64url of an AEAD box under the flow key.
[[nodiscard]] std::string seal_request(const AuthorizeRequest& request, const crypto::Keyring& keys,
                                       Random& random);

struct OpenedRequest {
  AuthorizeRequest request;
  bool stale = false;  // ours, but older than kRequestLife: only a way back may be offered
};
// Errc::invalid "flow.invalid" if it is not ours.
[[nodiscard]] Result<OpenedRequest> open_request(std::string_view sealed,
                                                 const crypto::Keyring& keys, TimePoint now);

// The claims parameter; nullopt if it is malformed. Members that are not understood are ignored
// (OpenID Connect Core 5.5).
[[nodiscard]] std::optional<ClaimsRequest> parse_claims_request(std::string_view text);

// Whether a requested redirect URI is a registered one: byte for byte, except that native clients
// may use any port of a loopback IP address (RFC 8252 7.3, RFC 9700 2.1).
[[nodiscard]] bool matches_redirect_uri(std::string_view registered, std::string_view requested,
                                        bool native);

}  // namespace tessera::oauth
