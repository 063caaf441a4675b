// A client (RFC 6749 2) and what its owner registered: who answers for it, what it may ask and why
// (requirements 4.7, R67). Values only; they never change once they are in a snapshot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::oauth {

// draft -> approved <-> suspended; approved -> expired by its end date. Only approved serves.
enum class ClientStatus { draft, approved, suspended, expired };
enum class ApplicationType { web, native, machine };
// RFC 6749 2.3.1; none: a public client, which must use PKCE.
enum class ClientAuthMethod { client_secret_basic, client_secret_post, none };
// OpenID Connect Core 8. Public subjects are refused for citizens at issue.
enum class SubjectType { pairwise, public_id };

[[nodiscard]] std::string_view to_string(ClientStatus status);
[[nodiscard]] std::string_view to_string(ApplicationType type);
[[nodiscard]] std::string_view to_string(ClientAuthMethod method);
[[nodiscard]] std::string_view to_string(SubjectType type);
[[nodiscard]] std::optional<ClientStatus> parse_client_status(std::string_view text);

// One claim that the client may receive, and why.
struct ClaimPurpose {
  std::string claim;    // "email"
  std::string purpose;  // shown on the consent page: "to send you the decision"
  std::string
      legal_basis;  // "consent", "public_task", "legal_obligation", "contract", "vital_interest"
};

// Texts of one locale. The registration's own name stands in for a missing one.
struct ClientText {
  std::string locale;  // "en"
  std::string name;
  std::string description;
};

struct ClientRegistration {
  std::string name;  // "Parking permits"
  std::vector<ClientText> texts;
  std::string owner;                  // legal entity that answers for it
  std::vector<std::string> contacts;  // mail addresses of the owner
  std::string home_uri;               // where the person finds the portal; way back on error pages
  std::string policy_uri;             // privacy notice
  std::string sector;  // host for pairwise subjects; "" takes it from the first redirect_uri
  SubjectType subject_type = SubjectType::pairwise;
  std::string profile = "baseline";  // row of client_profile
  ApplicationType application_type = ApplicationType::web;
  ClientAuthMethod token_endpoint_auth_method = ClientAuthMethod::client_secret_basic;
  crypto::SignAlg id_token_signed_response_alg = crypto::SignAlg::rs256;
  std::vector<std::string> grant_types{
      "authorization_code"};                  // + "refresh_token", "client_credentials"
  std::vector<std::string> scopes{"openid"};  // may be asked
  std::vector<ClaimPurpose> claims;           // may be released
  std::vector<std::string> acr_values;        // may be asked; empty: every one that is served
  std::vector<std::string> audiences;         // absolute URIs of the APIs its access tokens are for
  std::vector<std::string> redirect_uris;
  std::vector<std::string> post_logout_redirect_uris;
  std::string backchannel_logout_uri;
  bool roles_claim = false;              // role names go to this client ...
  std::vector<std::string> role_filter;  // ... but only these (all if empty)
  bool skip_consent = false;             // first-party clients of staff
  std::optional<TimePoint> expires;      // end of the agreement
};

struct Client {
  Uuid id;  // to_string(id) is the client_id
  ClientRegistration registration;
  ClientStatus status = ClientStatus::draft;
  TimePoint created;
  TimePoint updated;
  std::int64_t version = 0;  // for If-Match
};

// The rules of a profile, one row of client_profile (ADR 22).
struct ClientProfile {
  std::string name;                // "baseline", "fapi2", "legacy"
  bool require_pkce = false;       // of confidential clients too; public ones always must
  bool refresh_rotates = true;     // mode "rotate", else "bound"
  bool ends_with_session = false;  // refresh families end when the session does
  std::vector<std::string> id_token_algs;
  std::vector<std::string> auth_methods;
  seconds code_life{60};
  seconds id_token_life{120};
  seconds access_token_life{300};
  seconds refresh_life{30 * 86400};
};

// The same members in JSON for the API, the CLI and the database.
[[nodiscard]] boost::json::object to_json(const ClientRegistration& registration);
// Errc::invalid "client.invalid" with one FieldError (JSON pointer) per wrong or unknown member.
[[nodiscard]] Result<ClientRegistration> parse_registration(const boost::json::object& json);
// Whether a registration may be approved under its profile: redirect URIs are absolute, without
// fragment and wildcard, https (loopback or private scheme for native clients); algorithms,
// methods, scopes and claims are known; every claim has a purpose and a legal basis. Errors as
// above. Pure.
[[nodiscard]] Result<void> check_registration(const ClientRegistration& registration,
                                              const ClientProfile& profile);

// Text of the wanted locale, else the registration's own.
[[nodiscard]] std::string name_in(const ClientRegistration& registration, std::string_view locale);
[[nodiscard]] std::string description_in(const ClientRegistration& registration,
                                         std::string_view locale);

}  // namespace tessera::oauth
