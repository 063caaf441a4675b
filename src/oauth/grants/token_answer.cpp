#include "oauth/grants/token_answer.hpp"

#include "oauth/claims/claims_text.hpp"

namespace tessera::oauth::grants {

std::string render_answer(const TokenAnswer& answer) {
  ClaimsText out;
  out.text("access_token", answer.access_token);
  out.text("token_type", answer.dpop ? "DPoP" : "Bearer");
  out.number("expires_in", answer.life.count());
  out.text_if("scope", answer.scope);
  out.text_if("id_token", answer.id_token);
  out.text_if("refresh_token", answer.refresh_token);
  if (!answer.authorization_details.empty())
    out.raw("authorization_details", answer.authorization_details);
  out.text_if("issued_token_type", answer.issued_token_type);
  return std::move(out).finish();
}

}  // namespace tessera::oauth::grants
