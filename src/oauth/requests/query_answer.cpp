#include "oauth/requests/query_answer.hpp"

#include "oauth/claims/claims_text.hpp"

namespace tessera::oauth {
namespace {

// Two objects become one.
std::string merge(std::string object, std::string_view more) {
  if (more.size() <= 2) return object;
  object.back() = ',';
  return object.append(more, 1);
}

std::string addressed(const AnswerMaker& maker, const ClientEntry& client, TimePoint now,
                      std::string_view name, std::string_view json) {
  ClaimsText claims;
  claims.text("iss", maker.issuer);
  claims.text("aud", client.client_id);
  claims.time("iat", now);
  if (!name.empty()) claims.raw(name, json);
  return std::move(claims).finish();
}

}  // namespace

QueryAnswer userinfo_answer(const AnswerMaker& maker, const ClientEntry& client,
                            const MaybeTarget& target, std::string claims, TimePoint now) {
  const auto& r = client.client.registration;
  if (!r.userinfo_signed_response_alg && !target) return {.body = std::move(claims)};
  // OpenID Connect Core 5.3.2: iss and aud, so that it is not taken for somebody else's.
  auto text = merge(addressed(maker, client, now, {}, {}), claims);
  if (r.userinfo_signed_response_alg)
    text = maker.signer.sign_jwt(*r.userinfo_signed_response_alg, "JWT", text);
  if (target) {
    const auto content = r.userinfo_signed_response_alg ? Content::jwt : Content::json;
    text = encrypt_for(*target, text, content, maker.random);
  }
  return {.body = std::move(text), .content_type = "application/jwt"};
}

QueryAnswer introspection_answer(const AnswerMaker& maker, const ClientEntry& caller,
                                 const MaybeTarget& target, std::string_view introspection,
                                 TimePoint now) {
  const auto& r = caller.client.registration;
  const auto alg = r.introspection_signed_response_alg.value_or(r.id_token_signed_response_alg);
  // RFC 9701 5: what is said of the token stands apart from what is said of the answer, and the typ
  // keeps it from being taken for an access token (RFC 8725 3.11).
  auto text =
      maker.signer.sign_jwt(alg, "token-introspection+jwt",
                            addressed(maker, caller, now, "token_introspection", introspection));
  if (target) text = encrypt_for(*target, text, Content::jwt, maker.random);
  return {.body = std::move(text), .content_type = std::string(kIntrospectionJwt)};
}

}  // namespace tessera::oauth
