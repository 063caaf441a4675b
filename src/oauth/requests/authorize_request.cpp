#include <tessera/oauth/authorize_request.hpp>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
constexpr std::string_view kContext = "oauth.authorize.2";

template <class Range>
json::array to_array(const Range& items) {
  json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

json::array write_claims(const std::vector<ClaimRequest>& claims) {
  json::array out;
  for (const auto& c : claims) out.push_back({c.name, c.essential, to_array(c.values)});
  return out;
}

json::object write(const AuthorizeRequest& r) {
  json::object out{{"c", r.client_id},
                   {"u", r.redirect_uri},
                   {"rt", to_string(r.response_type)},
                   {"rm", static_cast<int>(r.response.mode)},
                   {"j", r.response.jwt},
                   {"s", to_array(r.scopes)},
                   {"k", r.code_challenge},
                   {"p", to_array(r.prompts)},
                   {"a", to_array(r.acr_values)},
                   {"cu", write_claims(r.claims.userinfo)},
                   {"ci", write_claims(r.claims.id_token)},
                   {"l", r.login_hint},
                   {"h", r.hinted_subject},
                   {"ui", r.ui_locales},
                   {"t", r.created.time_since_epoch().count()},
                   {"tr", r.tried}};
  if (!r.dpop_jkt.empty()) out["jk"] = r.dpop_jkt;
  if (!r.authorization_details.empty()) out["ad"] = r.authorization_details;
  if (!r.resources.empty()) out["rs"] = to_array(r.resources);
  if (!r.pushed.empty()) out["pu"] = r.pushed;
  if (!r.shown.empty()) out["sh"] = r.shown;
  if (!r.acr_refused.empty()) out["ar"] = to_array(r.acr_refused);
  if (r.minimum_ial != Ial::none) out["il"] = static_cast<int>(r.minimum_ial);
  if (r.minimum_acr != Acr::none) out["al"] = static_cast<int>(r.minimum_acr);
  if (r.state) out["st"] = *r.state;
  if (r.nonce) out["n"] = *r.nonce;
  if (r.max_age) out["m"] = r.max_age->count();
  return out;
}

// Only sealed text comes here: it was written by write(), so members are where they are expected;
// a box of another version throws and becomes "flow.invalid".
std::string text(const json::object& o, std::string_view name) {
  return std::string(o.at(name).as_string());
}

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> out;
  for (const auto& item : value.as_array()) out.emplace_back(item.as_string());
  return out;
}

std::vector<ClaimRequest> read_claims(const json::value& value) {
  std::vector<ClaimRequest> out;
  for (const auto& item : value.as_array()) {
    const auto& c = item.as_array();
    out.push_back({std::string(c.at(0).as_string()), c.at(1).as_bool(), texts(c.at(2))});
  }
  return out;
}

AuthorizeRequest read(const json::object& o) {
  AuthorizeRequest r;
  r.client_id = text(o, "c");
  r.redirect_uri = text(o, "u");
  r.response_type = parse_response_type(text(o, "rt")).value();
  r.response = {static_cast<ResponseMode>(o.at("rm").as_int64()), o.at("j").as_bool()};
  r.scopes = texts(o.at("s"));
  r.code_challenge = text(o, "k");
  const auto prompts = texts(o.at("p"));
  r.prompts.insert(prompts.begin(), prompts.end());
  r.acr_values = texts(o.at("a"));
  r.claims = {read_claims(o.at("cu")), read_claims(o.at("ci"))};
  r.login_hint = text(o, "l");
  r.hinted_subject = text(o, "h");
  r.ui_locales = text(o, "ui");
  r.created = TimePoint{Duration{o.at("t").as_int64()}};
  r.tried = o.at("tr").as_bool();
  if (o.contains("jk")) r.dpop_jkt = text(o, "jk");
  if (o.contains("ad")) r.authorization_details = text(o, "ad");
  if (o.contains("rs")) r.resources = texts(o.at("rs"));
  if (o.contains("pu")) r.pushed = text(o, "pu");
  if (o.contains("sh")) r.shown = text(o, "sh");
  if (o.contains("ar")) r.acr_refused = texts(o.at("ar"));
  if (o.contains("il")) r.minimum_ial = static_cast<Ial>(o.at("il").as_int64());
  if (o.contains("al")) r.minimum_acr = static_cast<Acr>(o.at("al").as_int64());
  if (o.contains("st")) r.state = text(o, "st");
  if (o.contains("n")) r.nonce = text(o, "n");
  if (o.contains("m")) r.max_age = seconds{o.at("m").as_int64()};
  return r;
}

}  // namespace

bool AuthorizeRequest::has_scope(std::string_view scope) const {
  return std::ranges::find(scopes, scope) != scopes.end();
}

const ClaimRequest* AuthorizeRequest::essential_acr() const {
  for (const auto& claim : claims.id_token) {
    if (claim.name == "acr" && claim.essential && !claim.values.empty()) return &claim;
  }
  return nullptr;
}

std::string seal_request(const AuthorizeRequest& request, const crypto::Keyring& keys,
                         Random& random) {
  const auto plain = json::serialize(write(request));
  return codec::to_base64url(keys.seal(crypto::kPurposeFlow, as_bytes(plain), kContext, random));
}

Result<OpenedRequest> open_request(std::string_view sealed, const crypto::Keyring& keys,
                                   TimePoint now) {
  const auto refuse = [](std::string detail) {
    return fail(Errc::invalid, "flow.invalid", "This sign-in link is not valid.",
                std::move(detail));
  };
  const auto box = codec::from_base64url(sealed);
  if (!box) return refuse("not base64url");
  const auto plain = keys.open(crypto::kPurposeFlow, *box, kContext);
  if (!plain) return refuse(plain.error().detail);
  const auto object = codec::parse_json_object(as_text(*plain));
  if (!object) return refuse("not an object");
  try {
    OpenedRequest out{read(*object)};
    out.stale = now - out.request.created > kRequestLife;
    return out;
  } catch (const std::exception& e) {
    return refuse(e.what());
  }
}

}  // namespace tessera::oauth
