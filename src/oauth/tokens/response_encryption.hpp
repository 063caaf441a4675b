// Encrypts what goes to a client as it registered (OpenID Connect Core 10.2, RFC 9701 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/jose/jwe.hpp>
#include <tessera/oauth/client_keys.hpp>

namespace tessera::oauth {

struct ResponseTarget {
  jose::EncryptionJwk key;
  jose::KeyAlg alg = jose::KeyAlg::ecdh_es;
  jose::ContentAlg enc = jose::ContentAlg::a128cbc_hs256;
};
using MaybeTarget = std::optional<ResponseTarget>;

// nullopt if the client registered none. invalid_request if it did and has no key for it: asked
// before anything is used up, since then nothing may go out.
[[nodiscard]] Task<Result<MaybeTarget>> find_target(ClientKeys& keys, const ClientRef& client,
                                                    const ResponseEncryption& registered,
                                                    TimePoint now);

// RFC 7519 5.2: a nested JWT says that it is one.
enum class Content { jwt, json };
[[nodiscard]] std::string encrypt_for(const ResponseTarget& target, std::string_view text,
                                      Content content, Random& random);

}  // namespace tessera::oauth
