#include <tessera/oauth/metadata.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/protected_resource.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/metadata_protection.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

template <class Range>
json::array strings(const Range& range) {
  json::array out;
  for (const auto& item : range) out.emplace_back(std::string_view(item));
  return out;
}

json::array list(std::initializer_list<std::string_view> items) {
  return strings(items);
}

void add_endpoints(json::object& out, std::string_view issuer) {
  const std::string base(issuer);
  out["issuer"] = base;
  out["authorization_endpoint"] = base + "/oauth2/authorize";
  out["token_endpoint"] = base + "/oauth2/token";
  out["pushed_authorization_request_endpoint"] = base + "/oauth2/par";
  out["userinfo_endpoint"] = base + "/oauth2/userinfo";
  out["jwks_uri"] = base + "/.well-known/jwks.json";
  out["introspection_endpoint"] = base + "/oauth2/introspect";
  out["revocation_endpoint"] = base + "/oauth2/revoke";
  out["end_session_endpoint"] = base + "/oauth2/logout";
  out["registration_endpoint"] = base + "/oauth2/register";
  out["device_authorization_endpoint"] = base + "/oauth2/device_authorization";  // RFC 8628 4
  out["backchannel_authentication_endpoint"] = base + "/oauth2/bc-authorize";    // CIBA 4
  out["check_session_iframe"] = base + "/oauth2/check-session";
}

void add_methods(json::object& out, bool mtls) {
  auto confidential = list({"client_secret_basic", "client_secret_post", "private_key_jwt"});
  if (mtls) {
    confidential.emplace_back("tls_client_auth");
    confidential.emplace_back("self_signed_tls_client_auth");
  }
  auto methods = confidential;
  methods.emplace_back("none");
  out["token_endpoint_auth_methods_supported"] = methods;
  out["revocation_endpoint_auth_methods_supported"] = methods;
  out["introspection_endpoint_auth_methods_supported"] = confidential;
  for (const auto* endpoint : {"token", "revocation", "introspection"}) {
    out[std::string(endpoint) + "_endpoint_auth_signing_alg_values_supported"] =
        list({"RS256", "ES256", "PS256", "EdDSA"});
  }
  out["dpop_signing_alg_values_supported"] = list({"ES256", "PS256", "EdDSA", "RS256"});
  out["code_challenge_methods_supported"] = list({"S256"});
  out["id_token_signing_alg_values_supported"] = list({"RS256", "ES256", "PS256", "EdDSA"});
}

// RFC 9101 10.5, RFC 9126 5, RFC 9396 10, JARM 3.
void add_requests(json::object& out) {
  const auto algs = list({"RS256", "ES256", "PS256", "EdDSA"});
  out["request_parameter_supported"] = true;
  out["request_uri_parameter_supported"] = true;
  out["require_request_uri_registration"] = true;
  out["request_object_signing_alg_values_supported"] = algs;
  out["require_pushed_authorization_requests"] = false;
  out["authorization_signing_alg_values_supported"] = algs;
  json::array types;
  for (const auto& type : DetailsCatalogue::standard().all()) types.emplace_back(type.type);
  out["authorization_details_types_supported"] = std::move(types);
}

// CIBA 4.
void add_backchannel(json::object& out) {
  out["backchannel_token_delivery_modes_supported"] = list({"poll", "ping"});
  out["backchannel_authentication_request_signing_alg_values_supported"] =
      list({"RS256", "ES256", "PS256", "EdDSA"});
  out["backchannel_user_code_parameter_supported"] = false;
}

// RFC 9728 4.
void add_resources(json::object& out, std::string_view issuer) {
  json::array resources;
  for (const auto* resource :
       {&userinfo_resource(), &admin_resource(), &decision_resource(), &scim_resource()})
    resources.emplace_back(std::string(issuer) + std::string(resource->path));
  out["protected_resources"] = std::move(resources);
}

// RFC 8705 5: where the endpoints that clients call are under the name that asks for a certificate.
void add_mtls(json::object& out, std::string_view issuer, std::string_view mtls_url) {
  if (mtls_url.empty()) return;
  out["tls_client_certificate_bound_access_tokens"] = true;  // RFC 8705 3.3
  if (mtls_url == issuer) return;
  json::object aliases;
  for (const auto* name :
       {"token_endpoint", "revocation_endpoint", "introspection_endpoint", "userinfo_endpoint",
        "pushed_authorization_request_endpoint", "device_authorization_endpoint",
        "backchannel_authentication_endpoint"}) {
    const auto* url = codec::find_string(out, name);
    if (url == nullptr) continue;
    aliases[name] = std::string(mtls_url) + std::string(*url).substr(issuer.size());
  }
  out["mtls_endpoint_aliases"] = std::move(aliases);
}

}  // namespace

const std::vector<std::string>& supported_acr_values() {
  static const std::vector<std::string> values{std::string(kAcrAal1),        std::string(kAcrAal2),
                                               std::string(kAcrAal2Phr),     std::string(kAcrAal3),
                                               std::string(kLoaNone),        std::string(kLoaLow),
                                               std::string(kLoaSubstantial), std::string(kLoaHigh)};
  return values;
}

const std::vector<std::string>& supported_scopes() {
  static const std::vector<std::string> values{"openid",  "profile", "email",
                                               "address", "phone",   "offline_access"};
  return values;
}

const std::vector<std::string>& supported_claims() {
  static const std::vector<std::string> values = [] {
    std::vector<std::string> out{"sub"};
    for (const auto& spec : people::Catalogue::standard().all()) {
      if (!spec.claim.empty()) out.push_back(spec.claim);
    }
    return out;
  }();
  return values;
}

std::string discovery_document(std::string_view issuer, std::span<const std::string> ui_locales,
                               std::string_view mtls_url, std::string_view trust_framework) {
  json::object out;
  add_endpoints(out, issuer);
  out["scopes_supported"] = strings(supported_scopes());
  out["response_types_supported"] = list({"code"});
  // RFC 9700 2.1.2: the legacy types of single clients are not offered to everybody.
  out["response_modes_supported"] =
      list({"query", "form_post", "jwt", "query.jwt", "form_post.jwt"});
  out["grant_types_supported"] = list({"authorization_code", "refresh_token", "client_credentials",
                                       kDeviceCodeGrant, kTokenExchangeGrant, kCibaGrant});
  out["acr_values_supported"] = strings(supported_acr_values());
  out["subject_types_supported"] = list({"pairwise", "public"});
  out["claim_types_supported"] = list({"normal"});
  out["claims_supported"] = strings(supported_claims());
  out["claims_parameter_supported"] = true;
  add_protection(out);
  add_identity_assurance(out, trust_framework);
  add_requests(out);
  out["prompt_values_supported"] = list({"none", "login", "consent", "select_account", "create"});
  out["display_values_supported"] = list({"page"});
  out["ui_locales_supported"] = strings(ui_locales);
  out["authorization_response_iss_parameter_supported"] = true;  // RFC 9207 3
  out["backchannel_logout_supported"] = true;
  out["backchannel_logout_session_supported"] = true;
  out["frontchannel_logout_supported"] = true;
  out["frontchannel_logout_session_supported"] = true;
  add_methods(out, !mtls_url.empty());
  add_backchannel(out);
  add_resources(out, issuer);
  add_mtls(out, issuer, mtls_url);
  return json::serialize(out);
}

}  // namespace tessera::oauth
