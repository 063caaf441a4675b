// The text of a DPoP proof (RFC 9449 4.2) and its checks that need no store.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/jose/claims.hpp>
#include <tessera/jose/jwk.hpp>

#include "oauth/proofs/proof_keys.hpp"

namespace tessera::oauth {

struct DpopProof {
  std::string jkt;  // thumbprint of the key that signed it
  std::string htm, htu;
  std::optional<std::string> ath, nonce;
  jose::Claims claims;
};

inline constexpr std::size_t kMaxDpopProof = 8 * 1024;

// RFC 9449 4.3 (2) to (7): a JWT of its type, signed by the public key in its header. Errors:
// invalid_dpop_proof.
[[nodiscard]] Result<DpopProof> parse_dpop_proof(std::string_view compact,
                                                 std::span<const crypto::SignAlg> algorithms,
                                                 ProofKeys& known);

struct DpopRules {
  std::string_view method;
  std::string_view url;
  std::string_view access_token;  // "": none is presented
  seconds max_age{60};
  seconds leeway{30};
};
// RFC 9449 4.3 (8), (9), (11) and the hash of (12). Pure.
[[nodiscard]] Result<void> check_dpop_proof(const DpopProof& proof, const DpopRules& rules,
                                            TimePoint now);

// RFC 9449 4.3 (9): without query and fragment, after syntax-based normalisation (RFC 3986 6.2.2,
// 6.2.3).
[[nodiscard]] bool is_same_target(std::string_view htu, std::string_view url);

}  // namespace tessera::oauth
