// Signs answers of userinfo (OpenID Connect Core 5.3.2) and introspection (RFC 9701) and encrypts
// them, as the client registered.
#pragma once

#include <string>

#include <tessera/jose/signer.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "oauth/tokens/response_encryption.hpp"

namespace tessera::oauth {

struct AnswerMaker {
  const std::string& issuer;
  const jose::Signer& signer;
  Random& random;
};

// claims: the JSON text of an object. target: of the registered userinfo encryption.
[[nodiscard]] QueryAnswer userinfo_answer(const AnswerMaker& maker, const ClientEntry& client,
                                          const MaybeTarget& target, std::string claims,
                                          TimePoint now);
// RFC 9701 5: for this caller only. introspection: the JSON of RFC 7662 2.2.
[[nodiscard]] QueryAnswer introspection_answer(const AnswerMaker& maker, const ClientEntry& caller,
                                               const MaybeTarget& target,
                                               std::string_view introspection, TimePoint now);

}  // namespace tessera::oauth
