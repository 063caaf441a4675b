#include "oauth/answer_writer.hpp"

#include <tessera/jose/jwe.hpp>

namespace tessera::oauth {

Task<AuthorizeOutcome> AnswerWriter::send(const Flow& flow, AnswerFields fields, TimePoint now,
                                          std::string browser_state) const {
  auto answer = answer_to(flow.request, parts_.issuer, std::move(fields));
  answer.browser_state = std::move(browser_state);
  if (flow.request.response.jwt) {
    auto jwt = co_await response(flow.client, answer, now);
    if (jwt.empty())
      co_return error_page("oauth.answer_not_encrypted", "The answer cannot be encrypted.",
                           flow.client.get());
    answer.fields = {{"response", std::move(jwt)}};
  }
  co_return answer;
}

Task<AuthorizeOutcome> AnswerWriter::refuse(const Flow& flow, std::string_view error,
                                            std::string_view description, TimePoint now) const {
  co_return co_await send(flow, error_fields(error, description), now);
}

// JARM 2.2: signed, then encrypted (RFC 7519 11.2).
Task<std::string> AnswerWriter::response(const ClientRef& client, const SendToClient& answer,
                                         TimePoint now) const {
  const auto& r = client->client.registration;
  const auto alg = r.authorization_signed_response_alg.value_or(r.id_token_signed_response_alg);
  auto jwt = parts_.signer.sign_jwt(alg, "JWT",
                                    response_claims(answer, client->client_id, parts_.issuer, now));
  const auto& wanted = r.authorization_encrypted_response;
  if (!wanted) co_return jwt;
  const auto key_alg = jose::parse_key_alg(wanted.alg);
  const auto content = jose::parse_content_alg(wanted.enc);
  if (!key_alg || !content) co_return std::string{};
  const auto key = co_await keys_.find_encryption_key(client, *key_alg, now);
  if (!key) co_return std::string{};
  co_return jose::encrypt_jwe({.key = *key, .alg = *key_alg, .enc = *content, .cty = "JWT"}, jwt,
                              parts_.random);
}

}  // namespace tessera::oauth
