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
// RFC 6749 2.3.1, RFC 7523 2.2 (as OpenID Connect Core 9), RFC 8705 2; none: a public client, which
// must use PKCE.
enum class ClientAuthMethod {
  client_secret_basic,
  client_secret_post,
  private_key_jwt,
  tls_client_auth,
  self_signed_tls_client_auth,
  none
};
// OpenID Connect Core 8. Public subjects are refused for citizens at issue.
enum class SubjectType { pairwise, public_id };

[[nodiscard]] std::string_view to_string(ClientStatus status);
[[nodiscard]] std::string_view to_string(ApplicationType type);
[[nodiscard]] std::string_view to_string(ClientAuthMethod method);
[[nodiscard]] std::string_view to_string(SubjectType type);
[[nodiscard]] std::string_view to_string(Ial level);  // "none", "ial1"
[[nodiscard]] std::optional<ClientStatus> parse_client_status(std::string_view text);

// One claim that the client may receive, and why.
struct ClaimPurpose {
  std::string claim;    // "email"
  std::string purpose;  // shown on the consent page: "to send you the decision"
  std::string
      legal_basis;  // "consent", "public_task", "legal_obligation", "contract", "vital_interest"
};

// Whom to reach for what (requirements 4.7).
struct RoleContact {
  std::string role;     // "technical", "security", "privacy", "redress"
  std::string address;  // mail address, or an https page for redress
};

// Texts of one locale. The registration's own name stands in for a missing one.
struct ClientText {
  std::string locale;  // "en"
  std::string name;
  std::string description;
};

// How a response is encrypted to the client's key (RFC 7518 4.1 and 5.1); both or neither.
struct ResponseEncryption {
  std::string alg;  // "ECDH-ES", "RSA-OAEP-256"; "": not encrypted
  std::string enc;  // "A128GCM", "A256GCM"
  [[nodiscard]] explicit operator bool() const { return !alg.empty(); }
};

// A kind of thing that the client asks decisions about (OpenID AuthZEN Authorization API 1.0), and
// what may be done with one.
struct ResourceType {
  std::string type;     // "permit"
  std::string actions;  // separated by spaces: "read extend"; "extend:own": only with one's own
  std::string owner;    // the property of a resource that names its owner; "": "owner"
  std::string sign_in;  // "": every question tells the level of the sign-in; "assured": the client
                        // answers for it that its people reach the level that roles ask for
};

// Members have the names of RFC 7591, OpenID Connect Registration, RFC 8705, RFC 9101, RFC 9126,
// RFC 9396, RFC 9449, JARM, RFC 9701, CIBA and the logout specifications wherever one of them has a
// word for it. An empty text or list is an absent one.
struct ClientRegistration {
  std::string name;  // "Parking permits"
  std::vector<ClientText> texts;
  std::string owner;                  // legal entity that answers for it
  std::string register_number;        // of the owner in its public register: "HRB 12345"
  std::vector<std::string> contacts;  // mail addresses of the owner
  std::vector<RoleContact> role_contacts;
  std::string retention;            // how long it keeps what it receives, as people are told
  std::optional<TimePoint> review;  // when the agreement is looked at again
  bool listed = false;              // stands in the public list of portals while it serves (R93)
  std::string home_uri;             // where the person finds the portal; way back on error pages
  std::string policy_uri;           // privacy notice
  std::string tos_uri;              // terms of use
  std::string logo_uri;             // shown on the sign-in and consent pages
  std::string software_id;
  std::string software_version;
  std::string sector;  // host for pairwise subjects; "" takes it from the first redirect_uri
  std::string sector_identifier_uri;  // OpenID Connect Core 8.1: a list of all redirect URIs
  SubjectType subject_type = SubjectType::pairwise;
  std::string profile = "baseline";  // row of client_profile
  ApplicationType application_type = ApplicationType::web;
  ClientAuthMethod token_endpoint_auth_method = ClientAuthMethod::client_secret_basic;
  std::optional<crypto::SignAlg> token_endpoint_auth_signing_alg;  // else any of the profile
  std::string jwks;      // a JWK set as JSON text; not together with jwks_uri
  std::string jwks_uri;  // https
  // RFC 8705 2.1.2: exactly one of them with tls_client_auth.
  std::string tls_client_auth_subject_dn;  // RFC 4514
  std::string tls_client_auth_san_dns;
  std::string tls_client_auth_san_uri;
  std::string tls_client_auth_san_ip;
  std::string tls_client_auth_san_email;
  bool dpop_bound_access_tokens = false;                    // RFC 9449 5.2
  bool tls_client_certificate_bound_access_tokens = false;  // RFC 8705 3.4
  crypto::SignAlg id_token_signed_response_alg = crypto::SignAlg::rs256;
  crypto::SignAlg access_token_signed_response_alg = crypto::SignAlg::es256;
  std::optional<crypto::SignAlg> userinfo_signed_response_alg;       // else plain JSON
  std::optional<crypto::SignAlg> introspection_signed_response_alg;  // else the id token's
  std::optional<crypto::SignAlg> authorization_signed_response_alg;  // else the id token's
  ResponseEncryption id_token_encrypted_response;
  ResponseEncryption userinfo_encrypted_response;
  ResponseEncryption introspection_encrypted_response;
  ResponseEncryption authorization_encrypted_response;
  std::vector<std::string> response_types{"code"};
  bool require_pushed_authorization_requests = false;
  bool require_signed_request_object = false;
  std::optional<crypto::SignAlg> request_object_signing_alg;  // else any of the profile
  std::vector<std::string> request_uris;                      // https, may end in a fragment
  std::vector<std::string> authorization_details_types;       // may be asked
  std::optional<seconds> default_max_age;
  std::vector<std::string> default_acr_values;
  std::string initiate_login_uri;                              // OpenID Connect Core 4
  std::vector<std::string> grant_types{"authorization_code"};  // see check_registration
  std::vector<std::string> scopes{"openid"};                   // may be asked
  std::vector<ClaimPurpose> claims;                            // may be released
  std::vector<std::string> acr_values;  // may be asked; empty: every one that is served
  Ial minimum_ial = Ial::none;          // of the people that it serves (SP 800-63A-4)
  Acr minimum_acr = Acr::none;          // of every sign-in to it (requirements 4.1)
  std::vector<std::string> audiences;   // absolute URIs of the APIs its access tokens are for
  // Those of the APIs that it is itself: whose tokens it may introspect (RFC 7662 4).
  std::vector<std::string> served_audiences;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> post_logout_redirect_uris;
  std::string backchannel_logout_uri;
  bool backchannel_logout_session_required = false;
  std::string frontchannel_logout_uri;
  bool frontchannel_logout_session_required = false;
  std::string backchannel_token_delivery_mode;           // CIBA: "poll", "ping"
  std::string backchannel_client_notification_endpoint;  // CIBA 4: of mode ping
  // CIBA 4: then every backchannel request must be signed.
  std::optional<crypto::SignAlg> backchannel_authentication_request_signing_alg;
  // Token exchange (RFC 8693). Both sides agree: this client brings tokens of those clients ...
  std::vector<std::string> token_exchange_subject_clients;
  std::vector<std::string> token_exchange_audiences;  // ... for these APIs only; and
  std::vector<std::string> may_act;      // those clients may act with the tokens of this one (4.4)
  bool roles_claim = false;              // what roles give goes to this client ...
  std::vector<std::string> role_filter;  // ... but only of these roles (all if empty)
  // As which claims of RFC 9068 2.2.3.1: "roles", "groups", "entitlements" ...
  std::vector<std::string> role_claims{"roles"};
  // ... and where: "access_token", "id_token", "userinfo".
  std::vector<std::string> role_claims_in{"access_token", "id_token", "userinfo"};
  // Its permissions are "<namespace>:<type>.<action>"; a namespace belongs to one client for ever.
  std::string permission_namespace;
  std::vector<ResourceType> resource_types;
  bool skip_consent = false;         // first-party clients of staff
  std::optional<TimePoint> expires;  // end of the agreement
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
  bool require_par = false;                // RFC 9126 5
  bool require_sender_constraint = false;  // DPoP or mTLS, RFC 9700 2.2
  bool assertion_for_issuer_only = false;  // aud of assertions and request objects, as one string
  std::vector<std::string> request_algs;   // of assertions, request objects and DPoP proofs
  std::vector<std::string> response_types;
  std::vector<std::string> response_modes;
  seconds request_life{60};  // of a pushed request
  // exp - nbf of a request object at most; then both, iss and aud must be there (FAPI 2.0 Message
  // Signing 5.3.1).
  std::optional<seconds> request_object_life;
  seconds code_life{60};
  seconds id_token_life{120};
  seconds access_token_life{300};
  seconds refresh_life{30 * 86400};
  [[nodiscard]] bool operator==(const ClientProfile&) const = default;
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
