#include <tessera/oauth/dpop.hpp>

#include <algorithm>
#include <charconv>

#include <tessera/codec/base64url.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/proofs/dpop_proof.hpp"

namespace tessera::oauth {
namespace {

std::unexpected<Error> refuse_proof(std::string detail) {
  return refuse("invalid_dpop_proof", "the DPoP proof is not valid", std::move(detail));
}

std::unexpected<Error> ask_for_nonce(std::string detail) {
  return refuse("use_dpop_nonce", "the DPoP proof needs a fresh nonce", std::move(detail));
}

// What the MAC covers: the purpose has other users.
std::string covered(std::string_view time) {
  return "dpop nonce\n" + std::string(time);
}

}  // namespace

bool is_thumbprint(std::string_view text) {
  const auto bytes = codec::from_base64url(text);
  return bytes && bytes->size() == 32;
}

DpopProofs::DpopProofs(ReplayStore& replays, crypto::KeyringHolder& keyring, DpopNonceUse nonces)
    : replays_(replays), keyring_(keyring), nonces_(nonces), keys_(std::make_unique<ProofKeys>()) {}

DpopProofs::~DpopProofs() = default;

std::string DpopProofs::nonce(TimePoint now) const {
  if (nonces_ == DpopNonceUse::off) return {};
  const auto step = kNonceStep.count();
  const auto time = std::to_string(to_unix(now) / step * step);
  const auto mac = keyring_.get()->mac(crypto::kPurposeFlow, as_bytes(covered(time)));
  return time + "." + codec::to_base64url(mac);
}

bool DpopProofs::is_fresh(std::string_view nonce, TimePoint now) const {
  const auto dot = nonce.find('.');
  if (dot == std::string_view::npos || nonce.size() > 128) return false;
  const auto time = nonce.substr(0, dot);
  const auto mac = codec::from_base64url(nonce.substr(dot + 1));
  if (!mac || !keyring_.get()->check_mac(crypto::kPurposeFlow, as_bytes(covered(time)), *mac))
    return false;
  std::int64_t given = 0;
  if (std::from_chars(time.data(), time.data() + time.size(), given).ec != std::errc{})
    return false;
  const auto age = to_unix(now) - given;
  return age >= -kLeeway.count() && age <= (kNonceLife + kNonceStep).count();
}

// RFC 9449 8 and 9.
Result<void> DpopProofs::check_nonce(const std::string* nonce, TimePoint now) const {
  if (nonces_ == DpopNonceUse::off) return {};
  if (nonce == nullptr && nonces_ == DpopNonceUse::required) return ask_for_nonce("no nonce");
  if (nonce != nullptr && !is_fresh(*nonce, now)) return ask_for_nonce("stale nonce");
  return {};
}

Task<Result<std::string>> DpopProofs::check(const SenderProof& sender,
                                            std::span<const crypto::SignAlg> algorithms,
                                            std::string_view access_token, TimePoint now) {
  // RFC 9449 4.3 (1): not more than one.
  if (sender.dpop.size() != 1) co_return refuse_proof("not exactly one proof");
  const auto proof = parse_dpop_proof(sender.dpop.front(), algorithms, *keys_);
  if (!proof) co_return std::unexpected(proof.error());
  const DpopRules rules{.method = sender.method,
                        .url = sender.url,
                        .access_token = access_token,
                        .max_age = kMaxAge,
                        .leeway = kLeeway};
  if (const auto good = check_dpop_proof(*proof, rules, now); !good)
    co_return std::unexpected(good.error());
  if (const auto good = check_nonce(proof->nonce ? &*proof->nonce : nullptr, now); !good)
    co_return std::unexpected(good.error());
  // RFC 9449 11.1: once per key and target, for as long as its iat is accepted.
  const auto key = proof->jkt + "\n" + std::string(sender.url) + "\n" + proof->claims.jti;
  const auto life = std::max<Duration>(*proof->claims.iat + kMaxAge + kLeeway - now, seconds{1});
  if (!co_await replays_.first_use("dpop", key, life)) co_return refuse_proof("replayed");
  co_return proof->jkt;
}

Task<Result<std::string>> DpopProofs::check_if_any(const SenderProof& sender,
                                                   std::span<const crypto::SignAlg> algorithms,
                                                   TimePoint now) {
  if (sender.dpop.empty()) co_return std::string();
  co_return co_await check(sender, algorithms, {}, now);
}

}  // namespace tessera::oauth
