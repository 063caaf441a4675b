// The fields of the registration form, section by section.
#include <algorithm>
#include <array>

#include <boost/algorithm/string/join.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/people/catalogue.hpp>

#include "endpoints/admin/client_form.hpp"

namespace tessera::endpoints::admin {
namespace {

using R = oauth::ClientRegistration;
using Section = ui::ClientFormPage::Section;

ui::Input field(std::string name, std::string value, std::string hint_id = {}) {
  auto label = "client_form." + name;
  return {.name = std::move(name),
          .label_id = std::move(label),
          .value = std::move(value),
          .hint_id = std::move(hint_id)};
}

ui::Input area(std::string name, std::string value, std::string hint_id = "client_form.one_line") {
  auto out = field(std::move(name), std::move(value), std::move(hint_id));
  out.type = "textarea";
  return out;
}

// Words of the standards are shown as they are.
ui::Choices words(std::string name, std::initializer_list<std::string_view> all,
                  const std::vector<std::string>& chosen) {
  ui::Choices out{.name = name, .legend_id = "client_form." + name};
  for (const auto word : all) {
    out.items.push_back({.value = std::string(word),
                         .text = std::string(word),
                         .selected = std::ranges::find(chosen, word) != chosen.end()});
  }
  return out;
}

// An empty choice is none.
ui::Choices words_or_none(std::string name, std::initializer_list<std::string_view> all,
                          std::string_view chosen) {
  auto out = words(std::move(name), all, {std::string(chosen)});
  out.items.insert(
      out.items.begin(),
      ui::Choices::Item{.value = "", .text_id = "common.none", .selected = chosen.empty()});
  return out;
}

std::string date(const std::optional<TimePoint>& time) {
  return time ? codec::render_rfc3339(*time).substr(0, 10) : std::string();
}

std::string contact(const R& r, std::string_view role) {
  for (const auto& one : r.role_contacts) {
    if (one.role == role) return one.address;
  }
  return {};
}

Section agreement(const R& r) {
  Section out{.heading_id = "client_form.agreement"};
  out.inputs = {field("owner", r.owner),
                field("register_number", r.register_number, "client_form.register_number_hint"),
                area("contacts", boost::algorithm::join(r.contacts, "\n"))};
  for (const auto* role : {"technical", "security", "privacy", "redress"})
    out.inputs.push_back(field(std::string("contact_") + role, contact(r, role)));
  out.inputs.push_back(field("retention", r.retention, "client_form.retention_hint"));
  out.inputs.push_back(field("expires", date(r.expires), "client_form.date_hint"));
  out.inputs.push_back(field("review", date(r.review), "client_form.date_hint"));
  return out;
}

Section shown(const R& r, std::span<const std::string> locales) {
  Section out{.heading_id = "client_form.shown", .inputs = {field("name", r.name)}};
  for (const auto& locale : locales) {
    const auto found = std::ranges::find(r.texts, locale, &oauth::ClientText::locale);
    const oauth::ClientText text = found == r.texts.end() ? oauth::ClientText{} : *found;
    auto name = field("name_" + locale, text.name);
    name.label_id = "client_form.name_" + locale;
    out.inputs.push_back(std::move(name));
    out.inputs.push_back(field("description_" + locale, text.description));
  }
  out.inputs.push_back(field("home_uri", r.home_uri));
  out.inputs.push_back(field("initiate_login_uri", r.initiate_login_uri));
  out.inputs.push_back(field("policy_uri", r.policy_uri));
  out.inputs.push_back(field("tos_uri", r.tos_uri));
  out.inputs.push_back(field("logo_uri", r.logo_uri));
  return out;
}

Section addresses(const R& r) {
  return {.heading_id = "client_form.addresses",
          .inputs = {area("redirect_uris", boost::algorithm::join(r.redirect_uris, "\n")),
                     area("post_logout_redirect_uris",
                          boost::algorithm::join(r.post_logout_redirect_uris, "\n")),
                     field("backchannel_logout_uri", r.backchannel_logout_uri),
                     field("frontchannel_logout_uri", r.frontchannel_logout_uri),
                     area("request_uris", boost::algorithm::join(r.request_uris, "\n")),
                     field("sector", r.sector),
                     field("sector_identifier_uri", r.sector_identifier_uri)},
          .choices = {words("subject_type", {"pairwise", "public"},
                            {std::string(oauth::to_string(r.subject_type))})}};
}

Section credentials(const R& r) {
  return {.heading_id = "client_form.credentials",
          .inputs = {area("jwks", r.jwks, "client_form.jwks_hint"), field("jwks_uri", r.jwks_uri),
                     field("tls_client_auth_subject_dn", r.tls_client_auth_subject_dn),
                     field("tls_client_auth_san_dns", r.tls_client_auth_san_dns)},
          .choices = {words("profile", {"baseline", "fapi2", "legacy"}, {r.profile}),
                      words("application_type", {"web", "native", "machine"},
                            {std::string(oauth::to_string(r.application_type))}),
                      words("token_endpoint_auth_method",
                            {"client_secret_basic", "client_secret_post", "private_key_jwt",
                             "tls_client_auth", "self_signed_tls_client_auth", "none"},
                            {std::string(oauth::to_string(r.token_endpoint_auth_method))}),
                      words("id_token_signed_response_alg", {"RS256", "ES256", "PS256", "EdDSA"},
                            {std::string(jose::to_string(r.id_token_signed_response_alg))})}};
}

std::vector<std::string> flags_of(const R& r) {
  std::vector<std::string> out;
  const auto put = [&out](bool set, const char* name) {
    if (set) out.emplace_back(name);
  };
  put(r.listed, "listed");
  put(r.skip_consent, "skip_consent");
  put(r.roles_claim, "roles_claim");
  put(r.dpop_bound_access_tokens, "dpop_bound_access_tokens");
  put(r.tls_client_certificate_bound_access_tokens, "tls_client_certificate_bound_access_tokens");
  put(r.require_pushed_authorization_requests, "require_pushed_authorization_requests");
  put(r.require_signed_request_object, "require_signed_request_object");
  put(r.backchannel_logout_session_required, "backchannel_logout_session_required");
  put(r.frontchannel_logout_session_required, "frontchannel_logout_session_required");
  return out;
}

ui::Choices flags(const R& r) {
  ui::Choices out{.name = "flags", .legend_id = "client_form.flags"};
  const auto set = flags_of(r);
  for (const auto* name :
       {"listed", "skip_consent", "roles_claim", "dpop_bound_access_tokens",
        "tls_client_certificate_bound_access_tokens", "require_pushed_authorization_requests",
        "require_signed_request_object", "backchannel_logout_session_required",
        "frontchannel_logout_session_required"}) {
    out.items.push_back({.value = name,
                         .text_id = std::string("client_form.") + name,
                         .selected = std::ranges::find(set, name) != set.end()});
  }
  return out;
}

Section limits(const R& r) {
  Section out{.heading_id = "client_form.limits",
              .inputs = {area("scopes", boost::algorithm::join(r.scopes, "\n")),
                         area("audiences", boost::algorithm::join(r.audiences, "\n")),
                         area("served_audiences", boost::algorithm::join(r.served_audiences, "\n"),
                              "client_form.served_audiences_hint")},
              .choices = {words("minimum_ial", {"none", "ial1", "ial2", "ial3"},
                                {std::string(oauth::to_string(r.minimum_ial))}),
                          words_or_none("minimum_acr", {kAcrAal1, kAcrAal2, kAcrAal2Phr, kAcrAal3},
                                        to_string(r.minimum_acr))}};
  out.checks = {
      words("grant_types",
            {"authorization_code", "refresh_token", "client_credentials", "implicit",
             "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
             "urn:ietf:params:oauth:grant-type:token-exchange"},
            r.grant_types),
      words("response_types",
            {"code", "id_token", "id_token token", "code id_token", "code token",
             "code id_token token"},
            r.response_types)};
  ui::Choices levels{.name = "acr_values", .legend_id = "client_form.acr_values"};
  for (const auto& acr : oauth::supported_acr_values()) {
    levels.items.push_back(
        {.value = acr,
         .text = acr,
         .selected = std::ranges::find(r.acr_values, acr) != r.acr_values.end()});
  }
  out.checks.push_back(std::move(levels));
  ui::Choices types{.name = "authorization_details_types",
                    .legend_id = "client_form.authorization_details_types"};
  for (const auto& type : oauth::DetailsCatalogue::standard().all()) {
    types.items.push_back(
        {.value = type.type,
         .text = type.type,
         .selected = std::ranges::find(r.authorization_details_types, type.type) !=
                     r.authorization_details_types.end()});
  }
  out.checks.push_back(std::move(types));
  out.checks.push_back(flags(r));
  return out;
}

// What it learns of roles, and what it asks decisions about.
Section roles(const R& r) {
  return {.heading_id = "client_form.roles",
          .inputs = {area("role_filter", boost::algorithm::join(r.role_filter, "\n")),
                     field("permission_namespace", r.permission_namespace,
                           "client_form.permission_namespace_hint"),
                     area("resource_types", render_resource_types(r.resource_types),
                          "client_form.resource_types_hint")},
          .checks = {
              words("role_claims", {"roles", "groups", "entitlements"}, r.role_claims),
              words("role_claims_in", {"access_token", "id_token", "userinfo"}, r.role_claims_in)}};
}

// Requests of other devices (CIBA) and tokens of other clients (RFC 8693).
Section beside(const R& r) {
  const auto alg = r.backchannel_authentication_request_signing_alg;
  return {.heading_id = "client_form.beside",
          .inputs = {field("backchannel_client_notification_endpoint",
                           r.backchannel_client_notification_endpoint),
                     area("token_exchange_subject_clients",
                          boost::algorithm::join(r.token_exchange_subject_clients, "\n")),
                     area("token_exchange_audiences",
                          boost::algorithm::join(r.token_exchange_audiences, "\n")),
                     area("may_act", boost::algorithm::join(r.may_act, "\n"))},
          .choices = {words_or_none("backchannel_token_delivery_mode", {"poll", "ping"},
                                    r.backchannel_token_delivery_mode),
                      words_or_none("backchannel_authentication_request_signing_alg",
                                    {"RS256", "ES256", "PS256", "EdDSA"},
                                    alg ? jose::to_string(*alg) : std::string_view())}};
}

ui::ClientFormPage::ClaimRow claim_row(std::size_t i, const oauth::ClaimPurpose& claim) {
  const auto n = std::to_string(i);
  ui::ClientFormPage::ClaimRow row{
      .claim = {.name = "claim_" + n, .legend_id = "client_form.claim"},
      .purpose = {.name = "purpose_" + n,
                  .label_id = "client_form.purpose",
                  .value = claim.purpose},
      .basis = {.name = "basis_" + n, .legend_id = "client_form.basis"}};
  row.claim.items.push_back({.value = "", .text_id = "common.none"});
  for (const auto& spec : people::Catalogue::standard().all()) {
    if (spec.claim.empty()) continue;
    row.claim.items.push_back(
        {.value = spec.claim, .text = spec.claim, .selected = spec.claim == claim.claim});
  }
  for (const auto* basis :
       {"consent", "public_task", "legal_obligation", "contract", "vital_interest"}) {
    row.basis.items.push_back({.value = basis,
                               .text_id = std::string("consent.basis.") + basis,
                               .selected = claim.legal_basis == basis});
  }
  return row;
}

}  // namespace

void fill_client_form(ui::ClientFormPage& page, const R& registration,
                      std::span<const std::string> locales, std::size_t blank) {
  page.client_name = registration.name;
  page.sections = {agreement(registration),   shown(registration, locales), addresses(registration),
                   credentials(registration), limits(registration),         roles(registration),
                   beside(registration)};
  page.claims.clear();
  for (const auto& claim : registration.claims)
    page.claims.push_back(claim_row(page.claims.size(), claim));
  for (std::size_t i = 0; i < blank; ++i) page.claims.push_back(claim_row(page.claims.size(), {}));
}

}  // namespace tessera::endpoints::admin
