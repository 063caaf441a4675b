#include <tessera/oauth/metadata.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/assurance.hpp>
#include <tessera/people/catalogue.hpp>

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
  out["userinfo_endpoint"] = base + "/oauth2/userinfo";
  out["jwks_uri"] = base + "/.well-known/jwks.json";
  out["introspection_endpoint"] = base + "/oauth2/introspect";
  out["revocation_endpoint"] = base + "/oauth2/revoke";
  out["end_session_endpoint"] = base + "/oauth2/logout";
  out["check_session_iframe"] = base + "/oauth2/check-session";
}

void add_methods(json::object& out) {
  const auto methods = list({"client_secret_basic", "client_secret_post", "none"});
  const auto confidential = list({"client_secret_basic", "client_secret_post"});
  out["token_endpoint_auth_methods_supported"] = methods;
  out["revocation_endpoint_auth_methods_supported"] = methods;
  out["introspection_endpoint_auth_methods_supported"] = confidential;
  out["code_challenge_methods_supported"] = list({"S256"});
  out["id_token_signing_alg_values_supported"] = list({"RS256", "ES256", "PS256", "EdDSA"});
}

}  // namespace

const std::vector<std::string>& supported_acr_values() {
  static const std::vector<std::string> values{std::string(kAcrAal1), std::string(kAcrAal2)};
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

std::string discovery_document(std::string_view issuer, std::span<const std::string> ui_locales) {
  json::object out;
  add_endpoints(out, issuer);
  out["scopes_supported"] = strings(supported_scopes());
  out["response_types_supported"] = list({"code"});
  out["response_modes_supported"] = list({"query", "form_post"});
  out["grant_types_supported"] =
      list({"authorization_code", "refresh_token", "client_credentials"});
  out["acr_values_supported"] = strings(supported_acr_values());
  out["subject_types_supported"] = list({"pairwise", "public"});
  out["claim_types_supported"] = list({"normal"});
  out["claims_supported"] = strings(supported_claims());
  out["claims_parameter_supported"] = true;
  out["request_parameter_supported"] = false;
  out["request_uri_parameter_supported"] = false;  // the default of Discovery 3 is true
  out["prompt_values_supported"] = list({"none", "login", "consent", "select_account"});
  out["display_values_supported"] = list({"page"});
  out["ui_locales_supported"] = strings(ui_locales);
  out["authorization_response_iss_parameter_supported"] = true;  // RFC 9207 3
  out["backchannel_logout_supported"] = true;
  out["backchannel_logout_session_supported"] = true;
  out["frontchannel_logout_supported"] = true;
  out["frontchannel_logout_session_supported"] = true;
  add_methods(out);
  return json::serialize(out);
}

}  // namespace tessera::oauth
