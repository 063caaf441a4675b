// The JSON form of a registration. Tables of members by topic: name, how it is written, how it is
// read.
#include <map>

#include "oauth/clients/client_members.hpp"

namespace tessera::oauth {
namespace {

using namespace members;
using R = ClientRegistration;
using E = ResponseEncryption;

const Texts<ClaimPurpose> kClaimMembers{{"claim", &ClaimPurpose::claim},
                                        {"purpose", &ClaimPurpose::purpose},
                                        {"legal_basis", &ClaimPurpose::legal_basis}};
const Texts<RoleContact> kContactMembers{{"role", &RoleContact::role},
                                         {"address", &RoleContact::address}};
const Texts<ClientText> kTextMembers{{"locale", &ClientText::locale},
                                     {"name", &ClientText::name},
                                     {"description", &ClientText::description}};

const Texts<ResourceType> kResourceMembers{{"type", &ResourceType::type},
                                           {"actions", &ResourceType::actions},
                                           {"owner", &ResourceType::owner},
                                           {"sign_in", &ResourceType::sign_in}};

// Who answers for it, and what people are told.
std::vector<Member> agreement() {
  return {
      text("name", &R::name),
      objects("texts", &R::texts, kTextMembers),
      text("owner", &R::owner),
      text_if("register_number", &R::register_number),
      texts("contacts", &R::contacts),
      objects("role_contacts", &R::role_contacts, kContactMembers),
      text_if("retention", &R::retention),
      time_if("review", &R::review),
      flag_if("listed", &R::listed),
      text("home_uri", &R::home_uri),
      text("policy_uri", &R::policy_uri),
      text_if("tos_uri", &R::tos_uri),
      text_if("logo_uri", &R::logo_uri),
      text_if("software_id", &R::software_id),
      text_if("software_version", &R::software_version),
  };
}

// What kind of client it is.
std::vector<Member> identity() {
  return {
      text("sector", &R::sector),
      text_if("sector_identifier_uri", &R::sector_identifier_uri),
      name_of("subject_type", &R::subject_type, {SubjectType::pairwise, SubjectType::public_id}),
      text("profile", &R::profile),
      name_of("application_type", &R::application_type,
              {ApplicationType::web, ApplicationType::native, ApplicationType::machine}),
  };
}

// How it proves who it is.
std::vector<Member> credentials() {
  return {
      name_of("token_endpoint_auth_method", &R::token_endpoint_auth_method,
              {ClientAuthMethod::client_secret_basic, ClientAuthMethod::client_secret_post,
               ClientAuthMethod::private_key_jwt, ClientAuthMethod::tls_client_auth,
               ClientAuthMethod::self_signed_tls_client_auth, ClientAuthMethod::none}),
      alg_if("token_endpoint_auth_signing_alg", &R::token_endpoint_auth_signing_alg),
      jwks(),
      text_if("jwks_uri", &R::jwks_uri),
      text_if("tls_client_auth_subject_dn", &R::tls_client_auth_subject_dn),
      text_if("tls_client_auth_san_dns", &R::tls_client_auth_san_dns),
      text_if("tls_client_auth_san_uri", &R::tls_client_auth_san_uri),
      text_if("tls_client_auth_san_ip", &R::tls_client_auth_san_ip),
      text_if("tls_client_auth_san_email", &R::tls_client_auth_san_email),
      flag("dpop_bound_access_tokens", &R::dpop_bound_access_tokens),
      flag("tls_client_certificate_bound_access_tokens",
           &R::tls_client_certificate_bound_access_tokens),
  };
}

// How its answers are made.
std::vector<Member> answers() {
  return {
      alg("id_token_signed_response_alg", &R::id_token_signed_response_alg),
      alg("access_token_signed_response_alg", &R::access_token_signed_response_alg),
      alg_if("userinfo_signed_response_alg", &R::userinfo_signed_response_alg),
      alg_if("introspection_signed_response_alg", &R::introspection_signed_response_alg),
      alg_if("authorization_signed_response_alg", &R::authorization_signed_response_alg),
      encryption("id_token_encrypted_response_alg", &R::id_token_encrypted_response, &E::alg),
      encryption("id_token_encrypted_response_enc", &R::id_token_encrypted_response, &E::enc),
      encryption("userinfo_encrypted_response_alg", &R::userinfo_encrypted_response, &E::alg),
      encryption("userinfo_encrypted_response_enc", &R::userinfo_encrypted_response, &E::enc),
      encryption("introspection_encrypted_response_alg", &R::introspection_encrypted_response,
                 &E::alg),
      encryption("introspection_encrypted_response_enc", &R::introspection_encrypted_response,
                 &E::enc),
      encryption("authorization_encrypted_response_alg", &R::authorization_encrypted_response,
                 &E::alg),
      encryption("authorization_encrypted_response_enc", &R::authorization_encrypted_response,
                 &E::enc),
  };
}

// What it may ask.
std::vector<Member> requests() {
  return {
      texts("response_types", &R::response_types),
      flag("require_pushed_authorization_requests", &R::require_pushed_authorization_requests),
      flag("require_signed_request_object", &R::require_signed_request_object),
      alg_if("request_object_signing_alg", &R::request_object_signing_alg),
      texts_if("request_uris", &R::request_uris),
      texts_if("authorization_details_types", &R::authorization_details_types),
      seconds_if("default_max_age", &R::default_max_age),
      texts_if("default_acr_values", &R::default_acr_values),
      text_if("initiate_login_uri", &R::initiate_login_uri),
      texts("grant_types", &R::grant_types),
      texts("scopes", &R::scopes),
      objects("claims", &R::claims, kClaimMembers),
      texts("acr_values", &R::acr_values),
      name_of("minimum_ial", &R::minimum_ial, {Ial::none, Ial::ial1, Ial::ial2, Ial::ial3}),
      acr_if("minimum_acr", &R::minimum_acr),
      texts("audiences", &R::audiences),
      texts_if("served_audiences", &R::served_audiences),
  };
}

// Where it is reached, and the rest.
std::vector<Member> addresses() {
  return {
      texts("redirect_uris", &R::redirect_uris),
      texts("post_logout_redirect_uris", &R::post_logout_redirect_uris),
      text("backchannel_logout_uri", &R::backchannel_logout_uri),
      flag("backchannel_logout_session_required", &R::backchannel_logout_session_required),
      text_if("frontchannel_logout_uri", &R::frontchannel_logout_uri),
      flag("frontchannel_logout_session_required", &R::frontchannel_logout_session_required),
      text_if("backchannel_token_delivery_mode", &R::backchannel_token_delivery_mode),
      text_if("backchannel_client_notification_endpoint",
              &R::backchannel_client_notification_endpoint),
      alg_if("backchannel_authentication_request_signing_alg",
             &R::backchannel_authentication_request_signing_alg),
      texts_if("token_exchange_subject_clients", &R::token_exchange_subject_clients),
      texts_if("token_exchange_audiences", &R::token_exchange_audiences),
      texts_if("may_act", &R::may_act),
      flag("roles_claim", &R::roles_claim),
      texts("role_filter", &R::role_filter),
      texts("role_claims", &R::role_claims),
      texts("role_claims_in", &R::role_claims_in),
      text_if("permission_namespace", &R::permission_namespace),
      objects_if("resource_types", &R::resource_types, kResourceMembers),
      flag("skip_consent", &R::skip_consent),
      time_if("expires", &R::expires),
  };
}

const std::vector<Member>& all_members() {
  static const auto table = [] {
    std::vector<Member> out;
    for (auto part : {agreement(), identity(), credentials(), answers(), requests(), addresses()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return table;
}

const Member* find_member(std::string_view name) {
  static const auto index = [] {
    std::map<std::string_view, const Member*> out;
    for (const auto& member : all_members()) out.emplace(member.name, &member);
    return out;
  }();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace

std::vector<std::string_view> members::names() {
  std::vector<std::string_view> out;
  for (const auto& member : all_members()) out.push_back(member.name);
  return out;
}

json::object to_json(const ClientRegistration& r) {
  json::object out;
  for (const auto& member : all_members()) member.write(out, member.name, r);
  return out;
}

Result<ClientRegistration> parse_registration(const json::object& object) {
  ClientRegistration out;
  Error error{
      .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
  for (const auto& [key, value] : object) {
    const auto* member = find_member(key);
    auto wrong = member == nullptr ? std::string("unknown_member") : member->read(value, out);
    if (!wrong.empty()) error.fields.push_back({"/" + std::string(key), std::move(wrong), {}});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return out;
}

}  // namespace tessera::oauth
