#include "oauth/requests/answer_writer.hpp"

#include "oauth/tokens/response_encryption.hpp"

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
  const auto target = co_await find_target(keys_, client, r.authorization_encrypted_response, now);
  if (!target) co_return std::string{};
  if (*target) jwt = encrypt_for(**target, jwt, Content::jwt, parts_.random);
  co_return jwt;
}

}  // namespace tessera::oauth
