#include "oauth/tokens/response_encryption.hpp"

#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {

Task<Result<MaybeTarget>> find_target(ClientKeys& keys, const ClientRef& client,
                                      const ResponseEncryption& registered, TimePoint now) {
  if (!registered) co_return MaybeTarget{};
  const auto alg = jose::parse_key_alg(registered.alg);
  const auto enc = jose::parse_content_alg(registered.enc);
  if (!alg || !enc) co_return refuse("invalid_request", "the registered encryption is not served");
  auto key = co_await keys.find_encryption_key(client, *alg, now);
  if (!key) co_return refuse("invalid_request", "the client has no key to encrypt to");
  co_return ResponseTarget{.key = std::move(*key), .alg = *alg, .enc = *enc};
}

std::string encrypt_for(const ResponseTarget& target, std::string_view text, Content content,
                        Random& random) {
  return jose::encrypt_jwe({.key = target.key,
                            .alg = target.alg,
                            .enc = target.enc,
                            .cty = content == Content::jwt ? "JWT" : ""},
                           text, random);
}

}  // namespace tessera::oauth
