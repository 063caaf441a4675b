// rooms: oauth codec
#include <array>

#include "oauth/proofs/dpop_proof.hpp"
#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array kAlgorithms{crypto::SignAlg::es256, crypto::SignAlg::ps256,
                                          crypto::SignAlg::eddsa, crypto::SignAlg::rs256};
  const auto text = fuzz::as_input(data, size);
  (void)is_same_target(text, "https://login.test/oauth2/token");
  fuzz::require(!is_same_target(text, ""));
  ProofKeys known;
  const auto proof = parse_dpop_proof(text, kAlgorithms, known);
  if (!proof) {
    fuzz::require(proof.error().id == "invalid_dpop_proof");
    return 0;
  }
  fuzz::require(size <= kMaxDpopProof && proof->jkt.size() == 43 && !proof->claims.jti.empty() &&
                proof->claims.iat.has_value());
  const auto again = parse_dpop_proof(text, kAlgorithms, known);
  fuzz::require(again && again->jkt == proof->jkt);
  const DpopRules rules{.method = proof->htm, .url = proof->htu};
  // Far from its time nothing is accepted.
  fuzz::require(!check_dpop_proof(*proof, rules, *proof->claims.iat + seconds{1000}));
  (void)check_dpop_proof(*proof, rules, *proof->claims.iat);
  return 0;
}
