// A signed statement that the tree of this size has this root: a JWS (ES256, typ
// "tessera-head+jwt") over the RFC 8785 JSON {"root":..,"size":..,"time":..,"v":1}; time is
// microseconds since the epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/merkle.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::audit {

inline constexpr std::string_view kHeadTyp = "tessera-head+jwt";

struct Head {
  std::uint64_t size = 0;
  Hash root{};
  TimePoint time;
};

struct SignedHead {
  Head head;
  std::string kid;
  std::string jws;
};

struct HeadKey {
  std::string kid;  // RFC 7638 thumbprint
  crypto::Key key;  // public, or with its private part for the signer
};

[[nodiscard]] SignedHead sign_head(const HeadKey& key, const Head& head);
// Errc::invalid "head.malformed" or what verify_jws says ("jws.key" for a kid that is not among
// keys).
[[nodiscard]] Result<SignedHead> verify_head(std::string_view jws,
                                             const std::vector<HeadKey>& keys);

// What `/audit/head`, the head file and `audit verify --head` exchange: one JSON object per line
// with size, root, time, jws, and the public key as "jwk", so that a saved head can be checked by
// itself.
[[nodiscard]] std::string render_saved_head(const SignedHead& head, const crypto::Key& public_key);
// Checks the signature against the key in the text. The reader trusts the file because he saved it.
[[nodiscard]] Result<SignedHead> parse_saved_head(std::string_view text);

}  // namespace tessera::audit
