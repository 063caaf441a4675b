// The JSON form of a registration. A table of members: name, how it is written, how it is read.
#include <algorithm>
#include <functional>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Registration = ClientRegistration;
// Reads one member; answers the id of what is wrong, or nothing.
using Read = std::function<std::string(const json::value&, Registration&)>;
constexpr std::size_t kLongestJwks = 64 * 1024;

json::array to_array(const std::vector<std::string>& items) {
  json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

std::string read_text(const json::value& value, std::string& into, std::size_t max = 2000) {
  if (!value.is_string()) return "not_a_string";
  if (value.get_string().size() > max) return "too_long";
  into = std::string(value.get_string());
  return {};
}

std::string read_texts(const json::value& value, std::vector<std::string>& into) {
  if (!value.is_array()) return "not_an_array";
  if (value.get_array().size() > 100) return "too_many";
  into.clear();
  for (const auto& item : value.get_array()) {
    std::string text;
    if (auto wrong = read_text(item, text); !wrong.empty()) return wrong;
    into.push_back(std::move(text));
  }
  return {};
}

std::string read_bool(const json::value& value, bool& into) {
  if (!value.is_bool()) return "not_a_boolean";
  into = value.get_bool();
  return {};
}

std::string read_alg(const json::value& value, crypto::SignAlg& into) {
  if (!value.is_string()) return "not_a_string";
  const auto found = jose::parse_alg(std::string_view(value.get_string()));
  if (!found) return "unknown_value";
  into = *found;
  return {};
}

template <class T>
std::string read_name(const json::value& value, T& into, const std::vector<T>& all) {
  if (!value.is_string()) return "not_a_string";
  for (const T one : all) {
    if (to_string(one) == std::string_view(value.get_string())) {
      into = one;
      return {};
    }
  }
  return "unknown_value";
}

// An array of flat objects whose members are all strings.
template <class T>
std::string read_objects(
    const json::value& value, std::vector<T>& into,
    std::initializer_list<std::pair<std::string_view, std::string T::*>> members) {
  if (!value.is_array()) return "not_an_array";
  if (value.get_array().size() > 100) return "too_many";
  into.clear();
  for (const auto& item : value.get_array()) {
    if (!item.is_object()) return "not_an_object";
    T one;
    for (const auto& [key, member] : item.get_object()) {
      const auto* known = std::find_if(members.begin(), members.end(), [&](const auto& m) {
        return m.first == std::string_view(key);
      });
      if (known == members.end()) return "unknown_member";
      if (auto wrong = read_text(member, one.*(known->second)); !wrong.empty()) return wrong;
    }
    into.push_back(std::move(one));
  }
  return {};
}

const std::initializer_list<std::pair<std::string_view, std::string ClaimPurpose::*>> kClaimMembers{
    {"claim", &ClaimPurpose::claim},
    {"purpose", &ClaimPurpose::purpose},
    {"legal_basis", &ClaimPurpose::legal_basis}};
const std::initializer_list<std::pair<std::string_view, std::string ClientText::*>> kTextMembers{
    {"locale", &ClientText::locale},
    {"name", &ClientText::name},
    {"description", &ClientText::description}};

template <class T>
json::array write_objects(
    const std::vector<T>& items,
    std::initializer_list<std::pair<std::string_view, std::string T::*>> members) {
  json::array out;
  for (const auto& item : items) {
    json::object one;
    for (const auto& [name, member] : members) one[name] = item.*member;
    out.emplace_back(std::move(one));
  }
  return out;
}

// One member of the JSON form. write leaves out what is absent.
struct Member {
  std::string_view name;
  std::function<void(json::object&, std::string_view, const Registration&)> write;
  Read read;
};

Member text(std::string_view name, std::string Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_text(v, r.*member); }};
}

// A text that is left out while it is empty.
Member text_if(std::string_view name, std::string Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (!(r.*member).empty()) out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_text(v, r.*member); }};
}

Member texts(std::string_view name, std::vector<std::string> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = to_array(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_texts(v, r.*member); }};
}

Member texts_if(std::string_view name, std::vector<std::string> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (!(r.*member).empty()) out[key] = to_array(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_texts(v, r.*member); }};
}

Member flag(std::string_view name, bool Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_bool(v, r.*member); }};
}

Member alg(std::string_view name, crypto::SignAlg Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = jose::to_string(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_alg(v, r.*member); }};
}

Member alg_if(std::string_view name, std::optional<crypto::SignAlg> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = jose::to_string(*(r.*member));
          },
          [member](const json::value& v, Registration& r) {
            auto wrong = read_alg(v, (r.*member).emplace());
            if (!wrong.empty()) (r.*member).reset();
            return wrong;
          }};
}

// One half of a ResponseEncryption: "..._alg" or "..._enc".
Member encryption(std::string_view name, ResponseEncryption Registration::* member,
                  std::string ResponseEncryption::* half) {
  return {name,
          [member, half](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = r.*member.*half;
          },
          [member, half](const json::value& v, Registration& r) {
            return read_text(v, r.*member.*half, 40);
          }};
}

template <class T>
Member name_of(std::string_view name, T Registration::* member, std::initializer_list<T> all) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = to_string(r.*member);
          },
          [member, known = std::vector<T>(all)](const json::value& v, Registration& r) {
            return read_name(v, r.*member, known);
          }};
}

template <class T>
Member objects(std::string_view name, std::vector<T> Registration::* member,
               std::initializer_list<std::pair<std::string_view, std::string T::*>> members) {
  return {name,
          [member, members](json::object& out, std::string_view key, const Registration& r) {
            out[key] = write_objects(r.*member, members);
          },
          [member, members](const json::value& v, Registration& r) {
            return read_objects(v, r.*member, members);
          }};
}

Member expires() {
  return {"expires",
          [](json::object& out, std::string_view key, const Registration& r) {
            if (r.expires) out[key] = codec::render_rfc3339(*r.expires);
          },
          [](const json::value& value, Registration& into) -> std::string {
            into.expires.reset();
            if (value.is_null()) return {};
            if (!value.is_string()) return "not_a_string";
            into.expires = codec::parse_rfc3339(std::string_view(value.get_string()));
            return into.expires ? std::string{} : "not_a_time";
          }};
}

Member default_max_age() {
  return {"default_max_age",
          [](json::object& out, std::string_view key, const Registration& r) {
            if (r.default_max_age) out[key] = r.default_max_age->count();
          },
          [](const json::value& value, Registration& into) -> std::string {
            const auto* number = value.if_int64();
            if (number == nullptr || *number < 0) return "not_a_number_of_seconds";
            into.default_max_age = seconds{*number};
            return {};
          }};
}

// RFC 7591 2: the set itself, kept as text and parsed once per snapshot.
Member jwks() {
  return {"jwks",
          [](json::object& out, std::string_view key, const Registration& r) {
            if (!r.jwks.empty()) out[key] = json::parse(r.jwks);
          },
          [](const json::value& value, Registration& into) -> std::string {
            if (!value.is_object()) return "not_an_object";
            auto written = json::serialize(value);
            if (written.size() > kLongestJwks) return "too_long";
            if (!jose::parse_jwks(written)) return "not_a_jwk_set";
            into.jwks = std::move(written);
            return {};
          }};
}

const std::vector<Member>& members() {
  using R = Registration;
  using E = ResponseEncryption;
  static const std::vector<Member> table{
      text("name", &R::name),
      objects("texts", &R::texts, kTextMembers),
      text("owner", &R::owner),
      texts("contacts", &R::contacts),
      text("home_uri", &R::home_uri),
      text("policy_uri", &R::policy_uri),
      text_if("tos_uri", &R::tos_uri),
      text_if("logo_uri", &R::logo_uri),
      text_if("software_id", &R::software_id),
      text_if("software_version", &R::software_version),
      text("sector", &R::sector),
      text_if("sector_identifier_uri", &R::sector_identifier_uri),
      name_of("subject_type", &R::subject_type, {SubjectType::pairwise, SubjectType::public_id}),
      text("profile", &R::profile),
      name_of("application_type", &R::application_type,
              {ApplicationType::web, ApplicationType::native, ApplicationType::machine}),
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
      texts("response_types", &R::response_types),
      flag("require_pushed_authorization_requests", &R::require_pushed_authorization_requests),
      flag("require_signed_request_object", &R::require_signed_request_object),
      alg_if("request_object_signing_alg", &R::request_object_signing_alg),
      texts_if("request_uris", &R::request_uris),
      texts_if("authorization_details_types", &R::authorization_details_types),
      default_max_age(),
      texts_if("default_acr_values", &R::default_acr_values),
      text_if("initiate_login_uri", &R::initiate_login_uri),
      texts("grant_types", &R::grant_types),
      texts("scopes", &R::scopes),
      objects("claims", &R::claims, kClaimMembers),
      texts("acr_values", &R::acr_values),
      texts("audiences", &R::audiences),
      texts("redirect_uris", &R::redirect_uris),
      texts("post_logout_redirect_uris", &R::post_logout_redirect_uris),
      text("backchannel_logout_uri", &R::backchannel_logout_uri),
      flag("backchannel_logout_session_required", &R::backchannel_logout_session_required),
      text_if("frontchannel_logout_uri", &R::frontchannel_logout_uri),
      flag("frontchannel_logout_session_required", &R::frontchannel_logout_session_required),
      text_if("backchannel_token_delivery_mode", &R::backchannel_token_delivery_mode),
      text_if("backchannel_client_notification_endpoint",
              &R::backchannel_client_notification_endpoint),
      flag("roles_claim", &R::roles_claim),
      texts("role_filter", &R::role_filter),
      flag("skip_consent", &R::skip_consent),
      expires(),
  };
  return table;
}

const Member* find_member(std::string_view name) {
  static const auto index = [] {
    std::map<std::string_view, const Member*> out;
    for (const auto& member : members()) out.emplace(member.name, &member);
    return out;
  }();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace

json::object to_json(const ClientRegistration& r) {
  json::object out;
  for (const auto& member : members()) member.write(out, member.name, r);
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
