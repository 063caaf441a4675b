// JSON Web Signatures in compact form (RFC 7515), read strictly: the caller says which algorithms
// and which typ it accepts, and nothing in the token widens that (RFC 8725 3.1, 3.11).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/jose/jwk.hpp>

namespace tessera::jose {

// What the reader accepts.
struct JwsRules {
  std::vector<SignAlg> algorithms;
  // "at+jwt", "dpop+jwt" ...: required, compared without case and without "application/".
  // "JWT": may also be absent.
  std::string typ = "JWT";
  std::size_t max_bytes = 16 * 1024;
};

struct JwsHeader {
  SignAlg alg = SignAlg::rs256;
  std::string kid;              // "" if absent
  std::string typ;              // as written, "" if absent
  boost::json::object members;  // all of them: DPoP reads "jwk" here
};

struct Jws {
  JwsHeader header;
  std::string payload;  // decoded bytes
};

// The key that must have signed, or nullopt for an unknown one. Called once, after the header has
// passed every rule; it may inspect kid and members, which are not trusted yet.
using FindKey = std::function<std::optional<Key>(const JwsHeader&)>;

// Errc::invalid: "jws.malformed" (not three parts, bad base64url, bad JSON, duplicate members, too
// long), "jws.algorithm" (not in the list, or it does not fit the key), "jws.typ", "jws.crit" (any
// crit is refused: tessera understands no extension), "jws.key" (FindKey knows none),
// "jws.signature". Nothing of the payload is decoded before the signature holds.
[[nodiscard]] Result<Jws> verify_jws(std::string_view compact, const JwsRules& rules,
                                     const FindKey& find_key);

// The same for a token whose encoded header is one that was made here, byte for byte: what it says
// is known, and nothing of it is read. Errors: "jws.malformed", "jws.algorithm", "jws.signature".
[[nodiscard]] Result<Jws> verify_known_jws(std::string_view compact, JwsHeader header,
                                           const Key& key, std::size_t max_bytes);

// The header after all of the rules above, signature unchecked: only to choose whose keys to load.
[[nodiscard]] Result<JwsHeader> peek_header(std::string_view compact, const JwsRules& rules);
// The payload of a token whose signature is unchecked: only to choose whose keys to load (the iss
// or sub of a client assertion), never to decide anything.
[[nodiscard]] Result<std::string> peek_payload(std::string_view compact,
                                               std::size_t max_bytes = 16 * 1024);

// encoded_header is base64url already: a signer keeps it ready per key and typ.
[[nodiscard]] std::string sign_jws(const Key& key, SignAlg alg, std::string_view encoded_header,
                                   std::string_view payload);
// {"alg","kid","typ"} plus extra members, base64url.
[[nodiscard]] std::string encode_header(SignAlg alg, std::string_view kid, std::string_view typ,
                                        const boost::json::object& extra = {});

}  // namespace tessera::jose
