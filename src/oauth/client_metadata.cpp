#include "oauth/client_metadata.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/registration_check.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

// Members that have the same name and form on both sides.
constexpr std::array<std::string_view, 43> kShared{
    "redirect_uris",
    "post_logout_redirect_uris",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
    "contacts",
    "policy_uri",
    "tos_uri",
    "logo_uri",
    "software_id",
    "software_version",
    "sector_identifier_uri",
    "subject_type",
    "application_type",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "jwks",
    "jwks_uri",
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
    "dpop_bound_access_tokens",
    "tls_client_certificate_bound_access_tokens",
    "id_token_signed_response_alg",
    "userinfo_signed_response_alg",
    "introspection_signed_response_alg",
    "authorization_signed_response_alg",
    "response_types",
    "grant_types",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "request_object_signing_alg",
    "request_uris",
    "authorization_details_types",
    "default_max_age",
    "default_acr_values",
    "initiate_login_uri",
    "backchannel_token_delivery_mode",
    "backchannel_client_notification_endpoint",
    "backchannel_authentication_request_signing_alg"};
constexpr std::array<std::string_view, 4> kEncrypted{"id_token", "userinfo", "introspection",
                                                     "authorization"};
constexpr std::string_view kName = "client_name";

bool is_shared(std::string_view name) {
  return std::ranges::find(kShared, name) != kShared.end();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

void keep_only(std::vector<std::string>& list, const std::vector<std::string>& allowed) {
  std::erase_if(list, [&](const std::string& item) { return !contains(allowed, item); });
}

json::object shared_members(const json::object& metadata) {
  json::object out;
  for (const auto& [name, value] : metadata) {
    // RFC 7591 2: null is absence.
    if (is_shared(name) && !value.is_null()) out[name] = value;
  }
  for (const auto prefix : kEncrypted) {
    const auto alg = std::string(prefix) + "_encrypted_response_alg";
    const auto enc = std::string(prefix) + "_encrypted_response_enc";
    if (const auto* value = codec::find_string(metadata, alg)) {
      out[alg] = *value;
      // OpenID Connect Registration 2: the default of enc.
      const auto* wish = codec::find_string(metadata, enc);
      out[enc] = wish != nullptr ? *wish : json::string("A128CBC-HS256");
    } else if (metadata.contains(enc)) {
      out[enc] = metadata.at(enc);
    }
  }
  return out;
}

// "client_name#de" (RFC 7591 2.2).
void take_names(const json::object& metadata, ClientRegistration& out) {
  for (const auto& [key, value] : metadata) {
    const std::string_view name(key);
    if (!name.starts_with(kName) || !value.is_string()) continue;
    const auto text = std::string(value.get_string());
    if (name == kName) {
      out.name = text;
    } else if (name[kName.size()] == '#' && out.texts.size() < 20) {
      out.texts.push_back({.locale = std::string(name.substr(kName.size() + 1)), .name = text});
    }
  }
  if (out.name.empty() && !out.redirect_uris.empty()) {
    const auto url = codec::parse_url(out.redirect_uris.front());
    if (url) out.name = url->host;
  }
}

void apply_template(const json::object& metadata, const RegistrationTemplate& limits,
                    const ClientProfile& profile, ClientRegistration& out) {
  out.profile = limits.profile;
  out.owner = limits.owner;
  if (out.contacts.empty()) out.contacts = limits.contacts;
  keep_only(out.grant_types, limits.grant_types);
  const auto* scope = codec::find_string(metadata, "scope");
  out.scopes = scope == nullptr ? limits.scopes : words_of(*scope);
  keep_only(out.scopes, limits.scopes);
  out.claims = limits.claims;
  if (!metadata.contains("id_token_signed_response_alg") &&
      !contains(profile.id_token_algs, jose::to_string(out.id_token_signed_response_alg)))
    out.id_token_signed_response_alg = crypto::SignAlg::es256;
}

}  // namespace

std::unexpected<Error> metadata_error(const Error& error) {
  std::string description = "the metadata is not valid";
  for (const auto& field : error.fields) {
    description +=
        (&field == error.fields.data() ? ": " : ", ") + field.field.substr(1) + " " + field.id;
  }
  // RFC 6749 A: no quote and no backslash, whatever the member was called.
  std::ranges::replace_if(
      description, [](char c) { return c < 0x20 || c > 0x7E || c == '"' || c == '\\'; }, '?');
  description.resize(std::min<std::size_t>(description.size(), 300));
  const bool redirect = std::ranges::any_of(error.fields, [](const FieldError& field) {
    return field.field.starts_with("/redirect_uris");
  });
  return refuse(redirect ? "invalid_redirect_uri" : "invalid_client_metadata",
                std::move(description));
}

Result<ClientRegistration> parse_metadata(const json::object& metadata,
                                          const RegistrationTemplate& limits,
                                          const ClientProfile& profile) {
  // RFC 7591 3.2.2: nobody is trusted here to state what a client is.
  if (metadata.contains("software_statement"))
    return refuse("unapproved_software_statement", "software statements are not accepted");
  auto out = parse_registration(shared_members(metadata));
  if (!out) return metadata_error(out.error());
  if (const auto* uri = codec::find_string(metadata, "client_uri")) out->home_uri = *uri;
  take_names(metadata, *out);
  apply_template(metadata, limits, profile, *out);
  return out;
}

json::object to_metadata(const ClientRegistration& r) {
  const auto all = to_json(r);
  json::object out;
  out[kName] = r.name;
  for (const auto& text : r.texts) {
    if (!text.name.empty()) out[std::string(kName) + "#" + text.locale] = text.name;
  }
  out["scope"] = joined(r.scopes);
  if (!r.home_uri.empty()) out["client_uri"] = r.home_uri;
  for (const auto& [name, value] : all) {
    const std::string_view key(name);
    const bool encrypted =
        key.ends_with("_encrypted_response_alg") || key.ends_with("_encrypted_response_enc");
    if (!is_shared(key) && !encrypted) continue;
    const bool empty = (value.is_string() && value.get_string().empty()) ||
                       (value.is_array() && value.get_array().empty());
    if (!empty) out[name] = value;
  }
  return out;
}

}  // namespace tessera::oauth
