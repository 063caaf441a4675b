#include "oauth/logout/logout_request.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

#include "oauth/requests/id_token_hint.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
constexpr std::string_view kContext = "oauth.logout.1";

std::unexpected<Error> page(std::string id, std::string text) {
  return fail(Errc::invalid, std::move(id), std::move(text));
}

}  // namespace

Result<LogoutRequest> check_logout(const codec::Form& params, const ClientSnapshot& clients,
                                   const jose::Signer& signer, std::string_view issuer,
                                   TimePoint now) {
  if (params.duplicate()) return page("logout.duplicate", "A part of the request occurs twice.");
  LogoutRequest out{.client_id = params.value("client_id"), .created = now};
  if (const auto* text = params.get("id_token_hint"); text != nullptr && !text->empty()) {
    const auto hint = read_id_token_hint(*text, signer, issuer, now);
    const bool same = hint && (out.client_id.empty() || out.client_id == hint->client_id);
    if (!same) return page("logout.hint_invalid", "The request to sign out is not valid.");
    out.client_id = hint->client_id;
    out.hinted_session = hint->session;
  }
  const auto client = clients.find(out.client_id);
  // Nobody vouches for the addresses of a client that does not serve.
  const bool serves = client && client->serves(now);
  if (!serves) out.client_id.clear();
  const auto* uri = params.get("post_logout_redirect_uri");
  if (uri == nullptr || uri->empty() || !serves) return out;
  // 3: exact match with a registered one.
  const auto& registered = client->client.registration.post_logout_redirect_uris;
  if (std::ranges::find(registered, *uri) == registered.end()) {
    return page("logout.redirect_uri_unknown", "The address to return to is not registered.");
  }
  out.redirect_uri = *uri;
  if (const auto* state = params.get("state")) out.state = *state;
  return out;
}

std::string seal_logout(const LogoutRequest& r, const crypto::Keyring& keys, Random& random) {
  json::object out{
      {"c", r.client_id}, {"u", r.redirect_uri}, {"t", r.created.time_since_epoch().count()}};
  if (r.hinted_session) out["s"] = to_string(*r.hinted_session);
  if (r.state) out["st"] = *r.state;
  const auto plain = json::serialize(out);
  return codec::to_base64url(keys.seal(crypto::kPurposeFlow, as_bytes(plain), kContext, random));
}

Result<LogoutRequest> open_logout(std::string_view sealed, const crypto::Keyring& keys,
                                  TimePoint now) {
  const auto invalid = [] { return page("flow.invalid", "This link is not valid."); };
  const auto box = codec::from_base64url(sealed);
  if (!box) return invalid();
  const auto plain = keys.open(crypto::kPurposeFlow, *box, kContext);
  if (!plain) return invalid();
  const auto object = codec::parse_json_object(as_text(*plain));
  if (!object) return invalid();
  LogoutRequest out;
  if (const auto* text = codec::find_string(*object, "c")) out.client_id = *text;
  if (const auto* text = codec::find_string(*object, "u")) out.redirect_uri = *text;
  if (const auto* text = codec::find_string(*object, "s")) out.hinted_session = parse_uuid(*text);
  if (const auto* text = codec::find_string(*object, "st")) out.state = std::string(*text);
  const auto* created = object->if_contains("t");
  if (created == nullptr || !created->is_int64()) return invalid();
  out.created = TimePoint{Duration{created->get_int64()}};
  if (now - out.created > hours{24})
    return fail(Errc::gone, "flow.expired", "This link is too old.");
  return out;
}

}  // namespace tessera::oauth
