#include <tessera/jose/signer.hpp>

#include <algorithm>

#include <tessera/base/unavailable.hpp>

namespace tessera::jose {

std::string Signer::sign_jwt(SignAlg alg, std::string_view typ, std::string_view claims) const {
  const auto keys = keys_.get();
  const auto* key = keys->active(alg);
  if (key == nullptr) throw Unavailable("keys", "no active key for " + std::string(to_string(alg)));
  return sign_jws(key->key, alg, keys->header(*key, typ), claims);
}

Result<Jws> Signer::verify_own(std::string_view compact, const JwsRules& rules) const {
  const auto keys = keys_.get();
  // Mostly it is exactly the header that was made here: then there is no JSON to read.
  const auto* known = keys->find_by_header(compact.substr(0, compact.find('.')), rules.typ);
  if (known != nullptr && std::ranges::find(rules.algorithms, known->alg) != rules.algorithms.end())
    return verify_known_jws(compact, {.alg = known->alg, .kid = known->kid, .typ = rules.typ},
                            known->key, rules.max_bytes);
  return verify_jws(compact, rules, [&](const JwsHeader& header) -> std::optional<Key> {
    const auto* key = keys->find(header.kid);
    // A key signs by its one algorithm, whatever else its type could do.
    if (key == nullptr || key->alg != header.alg) return std::nullopt;
    return key->key;
  });
}

Result<Jwe> Signer::decrypt_own(std::string_view compact, Random& random) const {
  const auto keys = keys_.get();
  const JweRules rules{.key_algs = {KeyAlg::ecdh_es, KeyAlg::ecdh_es_a128kw}};
  return decrypt_jwe(
      compact, rules,
      [&](const JweHeader& header) -> std::optional<Key> {
        const auto* key = keys->find_decryption(header.kid);
        return key == nullptr ? std::nullopt : std::optional(key->key);
      },
      random);
}

}  // namespace tessera::jose
