// Whether a registration may serve: the rules that keep a client from asking for what nobody
// answers for.
#include <algorithm>
#include <array>
#include <set>

#include <tessera/base/assurance.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/people/catalogue.hpp>

namespace tessera::oauth {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

class Check {
 public:
  void require(bool holds, std::string field, std::string id) {
    if (!holds) fields_.push_back({"/" + std::move(field), std::move(id), {}});
  }
  [[nodiscard]] Result<void> result() {
    if (fields_.empty()) return {};
    Error error{
        .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
    error.fields = std::move(fields_);
    return std::unexpected(std::move(error));
  }

 private:
  std::vector<FieldError> fields_;
};

// RFC 6749 3.1.2, RFC 8252 7: absolute, no fragment; https, or for native clients a loopback
// address or a private scheme with a dot (reverse domain name).
bool is_redirect_uri(const std::string& uri, ApplicationType type) {
  if (uri.find('*') != std::string::npos) return false;
  const auto url = codec::parse_url(uri);
  if (!url || url->fragment) return false;
  if (url->scheme == "https") return !url->host.empty();
  if (url->scheme == "http") return url->is_loopback();
  return type == ApplicationType::native && url->scheme.find('.') != std::string::npos;
}

bool is_page(const std::string& uri) {
  const auto url = codec::parse_url(uri);
  return url && (url->scheme == "https" || (url->scheme == "http" && url->is_loopback()));
}

// RFC 6749 3.3: scope-token.
bool is_scope(const std::string& scope) {
  return !scope.empty() && scope.size() <= 100 && std::ranges::all_of(scope, [](char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
}

void check_uris(const ClientRegistration& r, Check& check) {
  const bool interactive = contains(r.grant_types, "authorization_code");
  check.require(!interactive || !r.redirect_uris.empty(), "redirect_uris", "required");
  for (std::size_t i = 0; i < r.redirect_uris.size(); ++i) {
    check.require(is_redirect_uri(r.redirect_uris[i], r.application_type),
                  "redirect_uris/" + std::to_string(i), "not_a_redirect_uri");
  }
  for (std::size_t i = 0; i < r.post_logout_redirect_uris.size(); ++i) {
    check.require(is_redirect_uri(r.post_logout_redirect_uris[i], r.application_type),
                  "post_logout_redirect_uris/" + std::to_string(i), "not_a_redirect_uri");
  }
  check.require(r.home_uri.empty() || is_page(r.home_uri), "home_uri", "not_a_url");
  check.require(r.policy_uri.empty() || is_page(r.policy_uri), "policy_uri", "not_a_url");
  check.require(r.backchannel_logout_uri.empty() || is_page(r.backchannel_logout_uri),
                "backchannel_logout_uri", "not_a_url");
  for (std::size_t i = 0; i < r.audiences.size(); ++i) {
    const auto url = codec::parse_url(r.audiences[i]);  // RFC 8707 2
    check.require(url.has_value() && !url->fragment, "audiences/" + std::to_string(i), "not_a_uri");
  }
}

// OpenID Connect Core 8.1: the host is the sector only if there is one; else the order of the
// addresses would decide who a person is.
void check_sector(const ClientRegistration& r, Check& check) {
  std::set<std::string> hosts;
  for (const auto& uri : r.redirect_uris) {
    const auto url = codec::parse_url(uri);
    if (url && !url->host.empty() && !url->is_loopback()) hosts.insert(url->host);
  }
  const bool pairwise = r.subject_type == SubjectType::pairwise;
  check.require(!pairwise || hosts.size() <= 1 || !r.sector.empty(), "sector", "required");
}

void check_grants(const ClientRegistration& r, Check& check) {
  static const std::set<std::string, std::less<>> known{"authorization_code", "refresh_token",
                                                        "client_credentials"};
  check.require(!r.grant_types.empty(), "grant_types", "required");
  for (const auto& grant : r.grant_types)
    check.require(known.contains(grant), "grant_types", "unknown_value");
  const bool is_public = r.token_endpoint_auth_method == ClientAuthMethod::none;
  // RFC 6749 4.4: confidential clients only.
  check.require(!is_public || !contains(r.grant_types, "client_credentials"), "grant_types",
                "needs_a_secret");
  check.require(
      !contains(r.grant_types, "refresh_token") || contains(r.grant_types, "authorization_code"),
      "grant_types", "refresh_needs_code");
  check.require(r.application_type != ApplicationType::machine ||
                    !contains(r.grant_types, "authorization_code"),
                "grant_types", "machine_has_no_person");
}

void check_claims(const ClientRegistration& r, Check& check) {
  static constexpr std::array kBases{"consent", "public_task", "legal_obligation", "contract",
                                     "vital_interest"};
  std::set<std::string> seen;
  for (std::size_t i = 0; i < r.claims.size(); ++i) {
    const auto& [claim, purpose, basis] = r.claims[i];
    const auto at = "claims/" + std::to_string(i);
    check.require(people::Catalogue::standard().find_claim(claim) != nullptr, at + "/claim",
                  "unknown_claim");
    check.require(seen.insert(claim).second, at + "/claim", "duplicate");
    check.require(!purpose.empty(), at + "/purpose", "required");
    check.require(std::ranges::find(kBases, basis) != kBases.end(), at + "/legal_basis",
                  "unknown_value");
  }
}

void check_values(const ClientRegistration& r, const ClientProfile& profile, Check& check) {
  for (const auto& scope : r.scopes) check.require(is_scope(scope), "scopes", "not_a_scope");
  const bool interactive = contains(r.grant_types, "authorization_code");
  check.require(!interactive || contains(r.scopes, "openid"), "scopes", "needs_openid");
  for (const auto& acr : r.acr_values) {
    check.require(contains(supported_acr_values(), acr), "acr_values", "not_served");
  }
  check.require(contains(profile.id_token_algs, jose::to_string(r.id_token_signed_response_alg)),
                "id_token_signed_response_alg", "not_in_profile");
  check.require(contains(profile.auth_methods, to_string(r.token_endpoint_auth_method)),
                "token_endpoint_auth_method", "not_in_profile");
}

}  // namespace

Result<void> check_registration(const ClientRegistration& r, const ClientProfile& profile) {
  Check check;
  check.require(!r.name.empty(), "name", "required");
  check.require(!r.owner.empty(), "owner", "required");
  check.require(!r.contacts.empty(), "contacts", "required");
  check.require(r.profile == profile.name, "profile", "unknown_value");
  check_grants(r, check);
  check_uris(r, check);
  check_sector(r, check);
  check_values(r, profile, check);
  check_claims(r, check);
  return check.result();
}

}  // namespace tessera::oauth
