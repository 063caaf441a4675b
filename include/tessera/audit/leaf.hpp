// Leaf format version 1 (docs/adr/0011). Fixed for ever: a change is a version 2 beside it.
#pragma once

#include <optional>
#include <string>

#include <tessera/audit/journal.hpp>
#include <tessera/audit/merkle.hpp>

namespace tessera::audit {

// How a leaf names the person it is about: not at all without the salt.
struct BlindSubject {
  Hash blinded{};
  std::int64_t n = 0;  // the how-manieth event about this person, from 1
};

inline constexpr std::size_t kSaltSize = 32;
[[nodiscard]] Hash blind_subject(const Uuid& subject, BytesView salt);

// RFC 8785: {"body":..,"id":..,"subject":..,"subject_n":..,"time":..,"v":1}. body is the base64url
// SHA-256 of the row's body, time is microseconds since the epoch.
[[nodiscard]] std::string render_leaf(const SealedRow& row,
                                      const std::optional<BlindSubject>& subject);
[[nodiscard]] Hash leaf_hash(const SealedRow& row, const std::optional<BlindSubject>& subject);

}  // namespace tessera::audit
