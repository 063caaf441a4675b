#include "oauth/tokens/token_issuer.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/role_claims.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kLogoutEvent =
    R"({"http://schemas.openid.net/event/backchannel-logout":{}})";
constexpr seconds kLogoutTokenLife{120};  // Back-Channel Logout 2.4 advises two minutes

}  // namespace

std::string half_hash(crypto::SignAlg alg, std::string_view text) {
  if (alg == crypto::SignAlg::eddsa) {  // RFC 8037 3.1 with SHA-512 of Ed25519
    const auto hash = crypto::sha512(as_bytes(text));
    return codec::to_base64url(BytesView(hash).first(32));
  }
  const auto hash = crypto::sha256(as_bytes(text));
  return codec::to_base64url(BytesView(hash).first(16));
}

std::string_view acr_to_name(Acr achieved, const std::vector<std::string>& requested) {
  std::optional<Acr> best;
  std::string_view name = to_string(achieved);
  for (const auto& text : requested) {
    const auto wish = parse_assurance(text);
    if (!wish || !satisfies(achieved, wish->acr) || (best && wish->acr <= *best)) continue;
    best = wish->acr;
    name = text;
  }
  return name;
}

std::string TokenIssuer::make_jti() const {
  std::array<std::uint8_t, 16> id{};
  random_.fill(id);
  return codec::to_base64url(id);
}

IssuedToken TokenIssuer::access_token(const AccessTokenSpec& spec) const {
  IssuedToken out{.jti = make_jti(), .life = spec.client.profile.access_token_life};
  if (spec.not_after)
    out.life = std::min(out.life, std::chrono::floor<seconds>(*spec.not_after - spec.now));
  ClaimsText claims;
  claims.text("iss", issuer_);
  claims.text("sub", spec.subject);
  if (spec.audience.size() == 1) {
    claims.text("aud", spec.audience.front());
  } else {
    claims.list("aud", spec.audience);
  }
  claims.time("iat", spec.now);
  claims.time("exp", spec.now + out.life);
  claims.text("jti", out.jti);
  claims.text("client_id", spec.client.client_id);
  claims.text_if("scope", spec.scope);
  if (!spec.authorization_details.empty())
    claims.raw("authorization_details", spec.authorization_details);
  claims.text_if("acr", spec.acr);
  if (spec.auth_time) claims.time("auth_time", *spec.auth_time);
  if (spec.session) claims.text("sid", to_string(*spec.session));
  if (spec.grant) claims.text("gid", to_string(*spec.grant));
  if (spec.claims != nullptr && !spec.claims->empty()) claims.list("ucl", *spec.claims);
  if (takes_roles_in(spec.client, "access_token")) add_role_claims(spec.roles, claims);
  if (spec.binding) claims.raw("cnf", render_cnf(spec.binding));
  if (!spec.act.empty()) claims.raw("act", spec.act);
  const auto alg = spec.client.client.registration.access_token_signed_response_alg;
  out.text = signer_.sign_jwt(alg, "at+jwt", std::move(claims).finish());
  return out;
}

std::string TokenIssuer::id_token(const IdTokenSpec& spec) const {
  const auto alg = spec.client.client.registration.id_token_signed_response_alg;
  ClaimsText claims;
  claims.text("iss", issuer_);
  claims.text("sub", spec.subject);
  claims.text("aud", spec.client.client_id);
  claims.time("iat", spec.now);
  claims.time("exp", spec.now + spec.client.profile.id_token_life);
  claims.time("auth_time", spec.auth_time);
  if (spec.nonce) claims.text("nonce", *spec.nonce);
  claims.text_if("acr", spec.acr);
  if (!spec.amr.empty()) claims.list("amr", spec.amr);
  if (spec.session) claims.text("sid", to_string(*spec.session));
  for (const auto& [name, hashed] :
       {std::pair{"at_hash", spec.access_token}, {"c_hash", spec.code}, {"s_hash", spec.state}}) {
    if (!hashed.empty()) claims.text(name, half_hash(alg, hashed));
  }
  if (takes_roles_in(spec.client, "id_token")) add_role_claims(spec.roles, claims);
  auto text = std::move(claims).finish();
  if (spec.claims_json.size() > 2) {  // two objects become one
    text.back() = ',';
    text.append(spec.claims_json, 1);
  }
  auto jwt = signer_.sign_jwt(alg, "JWT", text);
  if (spec.encrypt_to == nullptr) return jwt;
  return encrypt_for(*spec.encrypt_to, jwt, Content::jwt, random_);
}

std::string TokenIssuer::logout_token(const ClientEntry& client, std::string_view subject,
                                      const Uuid& session, TimePoint now) const {
  ClaimsText claims;
  claims.text("iss", issuer_);
  claims.text("sub", subject);
  claims.text("aud", client.client_id);
  claims.time("iat", now);
  claims.time("exp", now + kLogoutTokenLife);
  claims.text("jti", make_jti());
  claims.text("sid", to_string(session));
  claims.raw("events", kLogoutEvent);
  return signer_.sign_jwt(client.client.registration.id_token_signed_response_alg, "logout+jwt",
                          std::move(claims).finish());
}

}  // namespace tessera::oauth
