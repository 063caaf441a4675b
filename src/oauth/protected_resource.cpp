#include <tessera/oauth/protected_resource.hpp>

#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/oauth/decision_point.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Words = std::string_view;

constexpr std::string_view kUnmet = "insufficient_user_authentication";

json::array list(std::span<const Words> words) {
  json::array out;
  for (const auto word : words) out.emplace_back(word);
  return out;
}

}  // namespace

// Claims of the class restricted are shown for an hour after the sign-in.
const ProtectedResource& userinfo_resource() {
  static constexpr std::array kScopes{Words("openid"), Words("profile"), Words("email"),
                                      Words("address"), Words("phone")};
  static constexpr std::array kMethods{Words("header"), Words("body")};
  static constexpr ProtectedResource kResource{.path = "/oauth2/userinfo",
                                               .name = "Userinfo",
                                               .scopes = kScopes,
                                               .bearer_methods = kMethods,
                                               .acr = std::nullopt,
                                               .max_age = seconds{3600}};
  return kResource;
}

// As long as a session at this level may last.
const ProtectedResource& admin_resource() {
  static constexpr std::array kScopes{
      Words("admin:people.read"),        Words("admin:people.write"),
      Words("admin:units.read"),         Words("admin:units.write"),
      Words("admin:roles.read"),         Words("admin:roles.write"),
      Words("admin:role-grants.read"),   Words("admin:role-grants.write"),
      Words("admin:approvals.read"),     Words("admin:approvals.write"),
      Words("admin:cases.read"),         Words("admin:cases.write"),
      Words("admin:trainings.read"),     Words("admin:trainings.write"),
      Words("admin:clients.read"),       Words("admin:clients.write"),
      Words("admin:sessions.read"),      Words("admin:sessions.write"),
      Words("admin:campaigns.write"),    Words("admin:break-glasses.read"),
      Words("admin:account-cases.read"), Words("admin:account-cases.write"),
      Words("admin:keys.read"),          Words("admin:keys.write"),
      Words("admin:audit-events.read")};
  static constexpr std::array kMethods{Words("header")};
  static constexpr ProtectedResource kResource{.path = "/api/admin/v1",
                                               .name = "Administration",
                                               .scopes = kScopes,
                                               .bearer_methods = kMethods,
                                               .acr = Acr::aal2,
                                               .max_age = seconds{12 * 3600}};
  return kResource;
}

const ProtectedResource& decision_resource() {
  static constexpr std::array kScopes{kAuthzenScope};
  static constexpr std::array kMethods{Words("header")};
  static constexpr ProtectedResource kResource{.path = "/access/v1",
                                               .name = "Access decisions",
                                               .scopes = kScopes,
                                               .bearer_methods = kMethods,
                                               .acr = std::nullopt,
                                               .max_age = std::nullopt};
  return kResource;
}

// Clients for themselves only.
const ProtectedResource& scim_resource() {
  static constexpr std::array kScopes{Words("scim:users.read"), Words("scim:users.write"),
                                      Words("scim:groups.read"), Words("scim:groups.write")};
  static constexpr std::array kMethods{Words("header")};
  static constexpr ProtectedResource kResource{.path = "/scim/v2",
                                               .name = "Provisioning",
                                               .scopes = kScopes,
                                               .bearer_methods = kMethods,
                                               .acr = std::nullopt,
                                               .max_age = std::nullopt};
  return kResource;
}

std::string metadata_url(std::string_view issuer, const ProtectedResource& resource) {
  return std::string(issuer) + std::string(kResourceMetadataPath) + std::string(resource.path);
}

std::string resource_document(std::string_view issuer, const ProtectedResource& resource,
                              bool mtls) {
  json::object out;
  out["resource"] = std::string(issuer) + std::string(resource.path);
  out["resource_name"] = resource.name;
  out["authorization_servers"] = json::array{issuer};
  out["scopes_supported"] = list(resource.scopes);
  out["bearer_methods_supported"] = list(resource.bearer_methods);
  out["dpop_signing_alg_values_supported"] = json::array{"ES256", "PS256", "EdDSA", "RS256"};
  out["dpop_bound_access_tokens_required"] = false;
  out["tls_client_certificate_bound_access_tokens"] = mtls;
  return json::serialize(out);
}

Result<void> check_user_authentication(const AccessToken& token, const ProtectedResource& resource,
                                       TimePoint now) {
  const bool reached = !resource.acr || satisfies(token.acr, *resource.acr);
  const bool fresh = !resource.max_age || token.auth_time >= now - *resource.max_age;
  if (reached && fresh) return {};
  return refuse(kUnmet, reached ? "a more recent sign-in is needed"
                                : "a higher level of authentication is needed");
}

std::string resource_challenge(const Error& error, std::string_view issuer,
                               const ProtectedResource& resource, PresentedToken::Scheme scheme) {
  auto out = render_challenge(error, {}, scheme);
  if (error.id == kUnmet) {
    if (resource.acr) out += ", acr_values=\"" + std::string(to_string(*resource.acr)) + "\"";
    if (resource.max_age) out += ", max_age=\"" + std::to_string(resource.max_age->count()) + "\"";
  }
  return out + ", resource_metadata=\"" + metadata_url(issuer, resource) + "\"";
}

}  // namespace tessera::oauth
