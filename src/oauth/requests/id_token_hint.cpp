#include "oauth/requests/id_token_hint.hpp"

#include <tessera/codec/json.hpp>
#include <tessera/jose/claims.hpp>

namespace tessera::oauth {

std::optional<IdTokenHint> read_id_token_hint(std::string_view token, const jose::Signer& signer,
                                              std::string_view issuer, TimePoint now) {
  using jose::SignAlg;
  const jose::JwsRules rules{
      .algorithms = {SignAlg::rs256, SignAlg::es256, SignAlg::ps256, SignAlg::eddsa}, .typ = "JWT"};
  const auto jws = signer.verify_own(token, rules);
  if (!jws) return std::nullopt;
  const auto claims = jose::parse_claims(jws->payload);
  if (!claims || claims->aud.size() != 1 || claims->sub.empty()) return std::nullopt;
  if (!jose::check_claims(*claims, {.issuer = std::string(issuer), .accept_expired = true}, now)) {
    return std::nullopt;
  }
  IdTokenHint hint{.client_id = claims->aud.front(), .subject = claims->sub};
  if (const auto* sid = codec::find_string(claims->members, "sid")) hint.session = parse_uuid(*sid);
  return hint;
}

}  // namespace tessera::oauth
