// DPoP (RFC 9449): proof that the sender of a request holds a key.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/oauth/client_credentials.hpp>
#include <tessera/oauth/replay_store.hpp>

namespace tessera::oauth {

class ProofKeys;

// off: a nonce in a proof is not looked at. offered: every answer to a proof carries one, and a
// proof that has one must have a fresh one. required: a proof must have one.
enum class DpopNonceUse { off, offered, required };

// Thread-safe. The nonce is a time under a MAC, so every node knows those of the others and nothing
// is stored.
class DpopProofs {
 public:
  static constexpr seconds kMaxAge{60};      // of iat
  static constexpr seconds kLeeway{30};      // for clocks that differ
  static constexpr seconds kNonceLife{300};  // of a nonce
  static constexpr seconds kNonceStep{60};   // the same one is given for so long

  DpopProofs(ReplayStore& replays, crypto::KeyringHolder& keyring, DpopNonceUse nonces);
  ~DpopProofs();

  // RFC 9449 4.3, every check; the thumbprint of the key (jkt). With an access token its hash must
  // be in the proof. Each proof is accepted once, so ask once per request. Errors:
  // invalid_dpop_proof, use_dpop_nonce.
  [[nodiscard]] Task<Result<std::string>> check(const SenderProof& sender,
                                                std::span<const crypto::SignAlg> algorithms,
                                                std::string_view access_token, TimePoint now);
  // At the authorization server, where a proof is optional: "" without a DPoP header.
  [[nodiscard]] Task<Result<std::string>> check_if_any(const SenderProof& sender,
                                                       std::span<const crypto::SignAlg> algorithms,
                                                       TimePoint now);
  // For the DPoP-Nonce header (RFC 9449 8); "" if none are given.
  [[nodiscard]] std::string nonce(TimePoint now) const;

 private:
  [[nodiscard]] bool is_fresh(std::string_view nonce, TimePoint now) const;
  [[nodiscard]] Result<void> check_nonce(const std::string* nonce, TimePoint now) const;

  ReplayStore& replays_;
  crypto::KeyringHolder& keyring_;
  DpopNonceUse nonces_;
  std::unique_ptr<ProofKeys> keys_;
};

// A thumbprint as a request names it: 43 characters of base64url (RFC 9449 10).
[[nodiscard]] bool is_thumbprint(std::string_view text);

}  // namespace tessera::oauth
