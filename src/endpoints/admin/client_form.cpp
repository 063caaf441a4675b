#include "endpoints/admin/client_form.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

namespace json = boost::json;

constexpr std::array kTexts{"name",
                            "owner",
                            "register_number",
                            "retention",
                            "home_uri",
                            "policy_uri",
                            "tos_uri",
                            "logo_uri",
                            "sector",
                            "sector_identifier_uri",
                            "initiate_login_uri",
                            "jwks_uri",
                            "tls_client_auth_subject_dn",
                            "tls_client_auth_san_dns",
                            "backchannel_logout_uri",
                            "frontchannel_logout_uri",
                            "profile",
                            "application_type",
                            "token_endpoint_auth_method",
                            "subject_type",
                            "id_token_signed_response_alg",
                            "minimum_ial",
                            "permission_namespace",
                            "backchannel_token_delivery_mode",
                            "backchannel_client_notification_endpoint"};
constexpr std::array kLines{"contacts",
                            "redirect_uris",
                            "post_logout_redirect_uris",
                            "audiences",
                            "served_audiences",
                            "request_uris",
                            "scopes",
                            "role_filter",
                            "token_exchange_subject_clients",
                            "token_exchange_audiences",
                            "may_act"};
constexpr std::array kBoxes{"grant_types", "response_types",
                            "acr_values",  "authorization_details_types",
                            "role_claims", "role_claims_in"};
// Members that an empty choice leaves out.
constexpr std::array kOptional{"backchannel_authentication_request_signing_alg", "minimum_acr"};
constexpr std::array kFlags{"listed",
                            "skip_consent",
                            "roles_claim",
                            "dpop_bound_access_tokens",
                            "tls_client_certificate_bound_access_tokens",
                            "require_pushed_authorization_requests",
                            "require_signed_request_object",
                            "backchannel_logout_session_required",
                            "frontchannel_logout_session_required"};
constexpr std::array kRoles{"technical", "security", "privacy", "redress"};

json::array to_array(const std::vector<std::string>& items) {
  json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

// A date is the start of that day; an empty field is none.
json::value time_of(const std::string& text) {
  if (text.empty()) return nullptr;
  const auto day = codec::parse_rfc3339_date(text);
  return day ? json::value(codec::render_rfc3339(*day)) : json::value(text);
}

json::array claims_of(const codec::Form& form) {
  json::array out;
  for (int i = 0; i < 100; ++i) {
    const auto n = std::to_string(i);
    if (form.get("claim_" + n) == nullptr) break;
    const auto claim = form.value("claim_" + n);
    if (claim.empty()) continue;
    out.push_back(json::object{{"claim", claim},
                               {"purpose", form.value("purpose_" + n)},
                               {"legal_basis", form.value("basis_" + n)}});
  }
  return out;
}

json::array contacts_of(const codec::Form& form) {
  json::array out;
  for (const auto* role : kRoles) {
    const auto address = form.value(std::string("contact_") + role);
    if (!address.empty()) out.push_back(json::object{{"role", role}, {"address", address}});
  }
  return out;
}

json::array texts_of(const codec::Form& form, std::span<const std::string> locales) {
  json::array out;
  for (const auto& locale : locales) {
    const auto name = form.value("name_" + locale);
    const auto description = form.value("description_" + locale);
    if (!name.empty() || !description.empty()) {
      out.push_back(json::object{{"locale", locale}, {"name", name}, {"description", description}});
    }
  }
  return out;
}

}  // namespace

Result<oauth::ClientRegistration> read_client_form(const codec::Form& form,
                                                   const oauth::ClientRegistration& before,
                                                   std::span<const std::string> locales) {
  auto members = oauth::to_json(before);
  for (const auto* name : kTexts) members[name] = form.value(name);
  for (const auto* name : kOptional) {
    members.erase(name);
    if (auto value = form.value(name); !value.empty()) members[name] = std::move(value);
  }
  for (const auto* name : kLines) members[name] = lines_of(form.value(name));
  for (const auto* name : kBoxes) members[name] = to_array(form.all(name));
  const auto flags = form.all("flags");
  for (const auto* name : kFlags) members[name] = std::ranges::find(flags, name) != flags.end();
  members["expires"] = time_of(form.value("expires"));
  members["review"] = time_of(form.value("review"));
  members["claims"] = claims_of(form);
  members["role_contacts"] = contacts_of(form);
  members["texts"] = texts_of(form, locales);
  members["resource_types"] = read_resource_types(form.value("resource_types"));
  members.erase("jwks");
  if (const auto jwks = form.value("jwks"); !jwks.empty()) {
    const auto set = codec::parse_json(jwks);
    members["jwks"] = set ? *set : json::value(jwks);  // told by its reader
  }
  return oauth::parse_registration(members);
}

std::string form_field(std::string_view pointer) {
  if (pointer.starts_with('/')) pointer.remove_prefix(1);
  const auto slash = pointer.find('/');
  const auto name = pointer.substr(0, slash);
  if (name == "role_contacts") return "contacts";
  if (name != "claims" || slash == std::string_view::npos) return std::string(name);
  const auto rest = pointer.substr(slash + 1);
  const auto next = rest.find('/');
  const auto member = next == std::string_view::npos ? "claim" : rest.substr(next + 1);
  return std::string(member == "legal_basis" ? "basis" : member) + "_" +
         std::string(rest.substr(0, next));
}

}  // namespace tessera::endpoints::admin
