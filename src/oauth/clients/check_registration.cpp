// Whether a registration may serve: the rules that keep a client from asking for what nobody
// answers for.
#include <algorithm>
#include <array>
#include <set>

#include <tessera/base/assurance.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client.hpp>
#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

constexpr auto kDevice = kDeviceCodeGrant;
constexpr auto kCiba = kCibaGrant;
constexpr auto kExchange = kTokenExchangeGrant;

// RFC 6749 3.3: scope-token.
bool is_scope(const std::string& scope) {
  return !scope.empty() && scope.size() <= 100 && std::ranges::all_of(scope, [](char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
}

bool is_mail_address(const std::string& text) {
  const auto at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() && text.size() <= 254 &&
         std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7F; });
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

void check_claims(const ClientRegistration& r, RegistrationCheck& check) {
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

void check_levels(const ClientRegistration& r, RegistrationCheck& check) {
  for (const auto& acr : r.acr_values)
    check.require(contains(supported_acr_values(), acr), "acr_values", "not_served");
  for (const auto& acr : r.default_acr_values) {
    const bool allowed = r.acr_values.empty() || contains(r.acr_values, acr);
    check.require(contains(supported_acr_values(), acr) && allowed, "default_acr_values",
                  "not_served");
  }
}

// OpenID Connect Registration 2: response types and grant types belong together.
void check_response_types(const ClientRegistration& r, const ClientProfile& profile,
                          RegistrationCheck& check) {
  check.require(!r.response_types.empty(), "response_types", "required");
  for (const auto& type : r.response_types) {
    check.require(contains(profile.response_types, type), "response_types", "not_in_profile");
    const bool code = has_word(type, "code");
    const bool front = has_word(type, "token") || has_word(type, "id_token");
    check.require(!code || contains(r.grant_types, "authorization_code"), "response_types",
                  "needs_authorization_code");
    check.require(!front || contains(r.grant_types, "implicit"), "response_types",
                  "needs_implicit");
  }
}

// CIBA 4.
void check_ciba(const ClientRegistration& r, const ClientProfile& profile,
                RegistrationCheck& check) {
  const auto& mode = r.backchannel_token_delivery_mode;
  const auto& endpoint = r.backchannel_client_notification_endpoint;
  check.require(mode.empty() || mode == "poll" || mode == "ping", "backchannel_token_delivery_mode",
                "unknown_value");
  check.require(mode.empty() || contains(r.grant_types, kCiba), "backchannel_token_delivery_mode",
                "needs_ciba");
  check.require(mode != "ping" || !endpoint.empty(), "backchannel_client_notification_endpoint",
                "required");
  check.require(endpoint.empty() || is_page(endpoint), "backchannel_client_notification_endpoint",
                "not_https");
  const auto& alg = r.backchannel_authentication_request_signing_alg;
  check.require(!alg || contains(profile.request_algs, jose::to_string(*alg)),
                "backchannel_authentication_request_signing_alg", "not_in_profile");
}

// RFC 8693 2.1: whose tokens it may exchange, and for what.
void check_exchange(const ClientRegistration& r, RegistrationCheck& check) {
  const bool exchanges = contains(r.grant_types, kExchange);
  for (const auto& id : r.token_exchange_subject_clients)
    check.require(parse_uuid(id).has_value(), "token_exchange_subject_clients", "not_a_client_id");
  for (const auto& id : r.may_act)
    check.require(parse_uuid(id).has_value(), "may_act", "not_a_client_id");
  check.require(exchanges || r.token_exchange_subject_clients.empty(),
                "token_exchange_subject_clients", "needs_token_exchange");
  check.require(r.token_exchange_subject_clients.empty() || !r.token_exchange_audiences.empty(),
                "token_exchange_audiences", "required");
  for (const auto& audience : r.token_exchange_audiences) {
    const auto url = codec::parse_url(audience);  // RFC 8707 2
    check.require(url.has_value() && !url->fragment, "token_exchange_audiences", "not_a_uri");
  }
}

// What people are shown looks like what was registered.
void check_names(const ClientRegistration& r, RegistrationCheck& check) {
  check.require(codec::is_plain_text(r.name), "name", "not_plain_text");
  check.require(codec::is_plain_text(r.owner), "owner", "not_plain_text");
  for (std::size_t i = 0; i < r.texts.size(); ++i) {
    const auto at = "texts/" + std::to_string(i);
    check.require(codec::is_plain_text(r.texts[i].name), at + "/name", "not_plain_text");
    check.require(!codec::steers_direction(r.texts[i].description), at + "/description",
                  "not_plain_text");
  }
}

}  // namespace

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

bool is_interactive(const ClientRegistration& r) {
  return contains(r.grant_types, "authorization_code") || contains(r.grant_types, "implicit");
}

bool asks_beside_redirects(const ClientRegistration& r) {
  return contains(r.grant_types, kDevice) || contains(r.grant_types, kCiba);
}

Result<void> RegistrationCheck::result() {
  if (fields_.empty()) return {};
  Error error{
      .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
  error.fields = std::move(fields_);
  return std::unexpected(std::move(error));
}

void check_grants(const ClientRegistration& r, const ClientProfile& profile,
                  RegistrationCheck& check) {
  static const std::set<std::string_view, std::less<>> known{"authorization_code",
                                                             "implicit",
                                                             "refresh_token",
                                                             "client_credentials",
                                                             kDevice,
                                                             kCiba,
                                                             kExchange};
  check.require(!r.grant_types.empty(), "grant_types", "required");
  for (const auto& grant : r.grant_types)
    check.require(known.contains(grant), "grant_types", "unknown_value");
  const bool is_public = r.token_endpoint_auth_method == ClientAuthMethod::none;
  // RFC 6749 4.4, CIBA 4, RFC 8693 2.1: confidential clients only.
  const bool needs_secret = contains(r.grant_types, "client_credentials") ||
                            contains(r.grant_types, kCiba) || contains(r.grant_types, kExchange);
  check.require(!is_public || !needs_secret, "grant_types", "needs_a_secret");
  const bool with_person = contains(r.grant_types, "authorization_code") ||
                           contains(r.grant_types, kDevice) || contains(r.grant_types, kCiba);
  check.require(!contains(r.grant_types, "refresh_token") || with_person, "grant_types",
                "refresh_needs_code");
  check.require(r.application_type != ApplicationType::machine || !is_interactive(r), "grant_types",
                "machine_has_no_person");
  if (is_interactive(r)) check_response_types(r, profile, check);
  check_ciba(r, profile, check);
  check_exchange(r, check);
}

void check_agreement(const ClientRegistration& r, RegistrationCheck& check) {
  static constexpr std::array kRoles{"technical", "security", "privacy", "redress"};
  check.require(!r.name.empty(), "name", "required");
  check.require(!r.owner.empty(), "owner", "required");
  check_names(r, check);
  check.require(!r.contacts.empty(), "contacts", "required");
  for (std::size_t i = 0; i < r.contacts.size(); ++i) {
    check.require(is_mail_address(r.contacts[i]), "contacts/" + std::to_string(i),
                  "not_a_mail_address");
  }
  for (std::size_t i = 0; i < r.role_contacts.size(); ++i) {
    const auto& [role, address] = r.role_contacts[i];
    const auto at = "role_contacts/" + std::to_string(i);
    check.require(std::ranges::find(kRoles, role) != kRoles.end(), at + "/role", "unknown_value");
    check.require(is_mail_address(address) || is_page(address), at + "/address", "not_an_address");
  }
  check.require(r.retention.size() <= 500, "retention", "too_long");
  // What stands in the public list leads somewhere.
  check.require(!r.listed || !r.home_uri.empty(), "home_uri", "required");
}

Result<void> check_registration(const ClientRegistration& r, const ClientProfile& profile) {
  RegistrationCheck check;
  check_agreement(r, check);
  check.require(r.profile == profile.name, "profile", "unknown_value");
  check_grants(r, profile, check);
  check_addresses(r, check);
  for (const auto& scope : r.scopes) check.require(is_scope(scope), "scopes", "not_a_scope");
  check_levels(r, check);
  check_credentials(r, profile, check);
  check_answers(r, profile, check);
  check_claims(r, check);
  check_roles(r, check);
  return check.result();
}

}  // namespace tessera::oauth
