// The JSON form of a registration. A table of members: name, how it is written, how it is read.
#include <charconv>
#include <chrono>
#include <functional>
#include <set>

#include <boost/json/array.hpp>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Registration = ClientRegistration;
// Reads one member; answers the id of what is wrong, or nothing.
using Read = std::function<std::string(const json::value&, Registration&)>;

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

template <class T>
std::string read_name(const json::value& value, T& into, std::initializer_list<T> all) {
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

std::string read_expires(const json::value& value, Registration& into) {
  into.expires.reset();
  if (value.is_null()) return {};
  if (!value.is_string()) return "not_a_string";
  into.expires = codec::parse_rfc3339(std::string_view(value.get_string()));
  return into.expires ? std::string{} : "not_a_time";
}

std::string read_alg(const json::value& value, Registration& into) {
  if (!value.is_string()) return "not_a_string";
  const auto alg = jose::parse_alg(std::string_view(value.get_string()));
  if (!alg) return "unknown_value";
  into.id_token_signed_response_alg = *alg;
  return {};
}

Read text(std::string Registration::* member) {
  return [member](const json::value& v, Registration& r) { return read_text(v, r.*member); };
}
Read texts(std::vector<std::string> Registration::* member) {
  return [member](const json::value& v, Registration& r) { return read_texts(v, r.*member); };
}
Read flag(bool Registration::* member) {
  return [member](const json::value& v, Registration& r) { return read_bool(v, r.*member); };
}

const std::map<std::string, Read, std::less<>>& readers() {
  using R = Registration;
  static const std::map<std::string, Read, std::less<>> table{
      {"name", text(&R::name)},
      {"texts", [](const json::value& v, R& r) { return read_objects(v, r.texts, kTextMembers); }},
      {"owner", text(&R::owner)},
      {"contacts", texts(&R::contacts)},
      {"home_uri", text(&R::home_uri)},
      {"policy_uri", text(&R::policy_uri)},
      {"sector", text(&R::sector)},
      {"subject_type",
       [](const json::value& v, R& r) {
         return read_name(v, r.subject_type, {SubjectType::pairwise, SubjectType::public_id});
       }},
      {"profile", text(&R::profile)},
      {"application_type",
       [](const json::value& v, R& r) {
         return read_name(
             v, r.application_type,
             {ApplicationType::web, ApplicationType::native, ApplicationType::machine});
       }},
      {"token_endpoint_auth_method",
       [](const json::value& v, R& r) {
         return read_name(v, r.token_endpoint_auth_method,
                          {ClientAuthMethod::client_secret_basic,
                           ClientAuthMethod::client_secret_post, ClientAuthMethod::none});
       }},
      {"id_token_signed_response_alg", read_alg},
      {"grant_types", texts(&R::grant_types)},
      {"scopes", texts(&R::scopes)},
      {"claims",
       [](const json::value& v, R& r) { return read_objects(v, r.claims, kClaimMembers); }},
      {"acr_values", texts(&R::acr_values)},
      {"audiences", texts(&R::audiences)},
      {"redirect_uris", texts(&R::redirect_uris)},
      {"post_logout_redirect_uris", texts(&R::post_logout_redirect_uris)},
      {"backchannel_logout_uri", text(&R::backchannel_logout_uri)},
      {"roles_claim", flag(&R::roles_claim)},
      {"role_filter", texts(&R::role_filter)},
      {"skip_consent", flag(&R::skip_consent)},
      {"expires", read_expires},
  };
  return table;
}

}  // namespace

json::object to_json(const ClientRegistration& r) {
  json::object out;
  out["name"] = r.name;
  out["texts"] = write_objects(r.texts, kTextMembers);
  out["owner"] = r.owner;
  out["contacts"] = to_array(r.contacts);
  out["home_uri"] = r.home_uri;
  out["policy_uri"] = r.policy_uri;
  out["sector"] = r.sector;
  out["subject_type"] = to_string(r.subject_type);
  out["profile"] = r.profile;
  out["application_type"] = to_string(r.application_type);
  out["token_endpoint_auth_method"] = to_string(r.token_endpoint_auth_method);
  out["id_token_signed_response_alg"] = jose::to_string(r.id_token_signed_response_alg);
  out["grant_types"] = to_array(r.grant_types);
  out["scopes"] = to_array(r.scopes);
  out["claims"] = write_objects(r.claims, kClaimMembers);
  out["acr_values"] = to_array(r.acr_values);
  out["audiences"] = to_array(r.audiences);
  out["redirect_uris"] = to_array(r.redirect_uris);
  out["post_logout_redirect_uris"] = to_array(r.post_logout_redirect_uris);
  out["backchannel_logout_uri"] = r.backchannel_logout_uri;
  out["roles_claim"] = r.roles_claim;
  out["role_filter"] = to_array(r.role_filter);
  out["skip_consent"] = r.skip_consent;
  if (r.expires) out["expires"] = codec::render_rfc3339(*r.expires);
  return out;
}

Result<ClientRegistration> parse_registration(const json::object& object) {
  ClientRegistration out;
  Error error{
      .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
  for (const auto& [key, value] : object) {
    const auto reader = readers().find(std::string_view(key));
    auto wrong =
        reader == readers().end() ? std::string("unknown_member") : reader->second(value, out);
    if (!wrong.empty()) error.fields.push_back({"/" + std::string(key), std::move(wrong), {}});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return out;
}

}  // namespace tessera::oauth
