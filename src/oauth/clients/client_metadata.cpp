#include "oauth/clients/client_metadata.hpp"

#include <algorithm>
#include <array>

#include <boost/algorithm/string/join.hpp>
#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/clients/registration_check.hpp"

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

// What a client says of itself; everything else is administration's.
bool is_own(std::string_view name) {
  return is_shared(name) || name.ends_with("_encrypted_response_alg") ||
         name.ends_with("_encrypted_response_enc");
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

void take_text(std::string locale, std::string name, std::vector<ClientText>& texts) {
  const auto known = std::ranges::find(texts, locale, &ClientText::locale);
  if (known != texts.end()) {
    known->name = std::move(name);
  } else if (texts.size() < 20) {
    texts.push_back({.locale = std::move(locale), .name = std::move(name)});
  }
}

// "client_name#de" (RFC 7591 2.2). Descriptions are administration's.
void take_names(const json::object& metadata, ClientRegistration& out) {
  out.name.clear();
  for (auto& text : out.texts) text.name.clear();
  for (const auto& [key, value] : metadata) {
    const std::string_view name(key);
    if (!name.starts_with(kName) || !value.is_string()) continue;
    const auto text = std::string(value.get_string());
    if (name == kName) {
      out.name = text;
    } else if (name[kName.size()] == '#') {
      take_text(std::string(name.substr(kName.size() + 1)), text, out.texts);
    }
  }
  std::erase_if(out.texts, [](const ClientText& text) {
    return text.name.empty() && text.description.empty();
  });
  if (out.name.empty() && !out.redirect_uris.empty()) {
    const auto url = codec::parse_url(out.redirect_uris.front());
    if (url) out.name = url->host;
  }
}

// The most that a client may register at first.
ClientRegistration ceiling_of(const RegistrationTemplate& limits) {
  ClientRegistration out;
  out.owner = limits.owner;
  out.contacts = limits.contacts;
  out.profile = limits.profile;
  out.grant_types = limits.grant_types;
  out.scopes = limits.scopes;
  out.claims = limits.claims;
  out.authorization_details_types = limits.authorization_details_types;
  return out;
}

// The ceiling with the client's own members in place of those there.
Result<ClientRegistration> with_own_members(const json::object& metadata,
                                            const ClientRegistration& ceiling) {
  json::object members;
  for (const auto& [name, value] : to_json(ceiling)) {
    if (!is_own(name)) members[name] = value;
  }
  for (const auto& [name, value] : shared_members(metadata)) members[name] = value;
  auto out = parse_registration(members);
  if (!out) return metadata_error(out.error());
  return out;
}

void keep_below(const json::object& metadata, const ClientRegistration& ceiling,
                ClientRegistration& out) {
  const auto* scope = codec::find_string(metadata, "scope");
  out.scopes = scope == nullptr ? ceiling.scopes : words_of(*scope);
  keep_only(out.scopes, ceiling.scopes);
  keep_only(out.grant_types, ceiling.grant_types);
  keep_only(out.authorization_details_types, ceiling.authorization_details_types);
  if (out.contacts.empty()) out.contacts = ceiling.contacts;
  // The document has to confirm it again, for what is registered now.
  if (!ceiling.sector_identifier_uri.empty()) out.sector.clear();
}

// Administration may have demanded them; a client raises them, or changes how they are met.
void keep_demands(const ClientRegistration& ceiling, ClientRegistration& out) {
  out.require_pushed_authorization_requests |= ceiling.require_pushed_authorization_requests;
  out.require_signed_request_object |= ceiling.require_signed_request_object;
  if (!out.dpop_bound_access_tokens && !out.tls_client_certificate_bound_access_tokens) {
    out.dpop_bound_access_tokens = ceiling.dpop_bound_access_tokens;
    out.tls_client_certificate_bound_access_tokens =
        ceiling.tls_client_certificate_bound_access_tokens;
  }
  for (const auto member : {&ClientRegistration::id_token_encrypted_response,
                            &ClientRegistration::userinfo_encrypted_response,
                            &ClientRegistration::introspection_encrypted_response,
                            &ClientRegistration::authorization_encrypted_response}) {
    if (!(out.*member)) out.*member = ceiling.*member;
  }
}

// OpenID Connect Core 8.1: the host of an https address would be the sector, so every other address
// must not be one where a program answers in its place.
bool takes_a_foreign_sector(const ClientRegistration& r) {
  if (r.subject_type != SubjectType::pairwise || !r.sector.empty() ||
      !r.sector_identifier_uri.empty())
    return false;
  bool named = false;
  bool app = false;
  for (const auto& uri : r.redirect_uris) {
    const auto url = codec::parse_url(uri);
    if (!url) continue;
    const bool page = url->scheme == "https" && !url->is_loopback();
    app |= !page;
    named |= page || (!url->is_loopback() && url->host.contains('.'));
  }
  return named && app;
}

Result<ClientRegistration> parse_below(const json::object& metadata,
                                       const ClientRegistration& ceiling,
                                       const ClientProfile& profile) {
  // RFC 7591 3.2.2: nobody is trusted here to state what a client is.
  if (metadata.contains("software_statement"))
    return refuse("unapproved_software_statement", "software statements are not accepted");
  auto out = with_own_members(metadata, ceiling);
  if (!out) return out;
  const auto* uri = codec::find_string(metadata, "client_uri");
  out->home_uri = uri == nullptr ? "" : std::string(*uri);
  take_names(metadata, *out);
  keep_below(metadata, ceiling, *out);
  keep_demands(ceiling, *out);
  if (!metadata.contains("id_token_signed_response_alg") &&
      !contains(profile.id_token_algs, jose::to_string(out->id_token_signed_response_alg)))
    out->id_token_signed_response_alg = crypto::SignAlg::es256;
  if (takes_a_foreign_sector(*out))
    return refuse("invalid_redirect_uri",
                  "addresses of apps beside a host need a sector_identifier_uri");
  // What was put in beside the members keeps their limits too: it is read back by them.
  if (const auto kept = parse_registration(to_json(*out)); !kept)
    return metadata_error(kept.error());
  return out;
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
  return parse_below(metadata, ceiling_of(limits), profile);
}

Result<ClientRegistration> parse_replacement(const json::object& metadata,
                                             const ClientRegistration& registered,
                                             const ClientProfile& profile) {
  return parse_below(metadata, registered, profile);
}

json::object to_metadata(const ClientRegistration& r) {
  const auto all = to_json(r);
  json::object out;
  out[kName] = r.name;
  for (const auto& text : r.texts) {
    if (!text.name.empty()) out[std::string(kName) + "#" + text.locale] = text.name;
  }
  out["scope"] = boost::algorithm::join(r.scopes, " ");
  if (!r.home_uri.empty()) out["client_uri"] = r.home_uri;
  for (const auto& [name, value] : all) {
    const std::string_view key(name);
    if (!is_own(key)) continue;
    const bool empty = (value.is_string() && value.get_string().empty()) ||
                       (value.is_array() && value.get_array().empty());
    if (!empty) out[name] = value;
  }
  return out;
}

}  // namespace tessera::oauth
