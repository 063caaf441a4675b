// Envelope encryption of personal values: value <- data key of its owner <- epoch key of the month
// <- master key (ADR 12). Destroying the wrapped data key is the erasure.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::people {

// A stored box does not open: altered, or its key is gone. The message names the owner and the key,
// never a value.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What the key belongs to; bound into every box ("person", "application", "evidence",
// "invitation").
struct Owner {
  std::string_view kind;
  Uuid id;
};

// A data key as it is stored: a box under an epoch key, and that key's id.
struct WrappedKey {
  Bytes box;
  std::uint32_t epoch_key = 0;
};

// 32 random bytes. Held no longer than the request.
[[nodiscard]] Secret make_data_key(Random& random);
// Under the epoch key of now's month ("2026-11"), or the newest earlier one. Throws Unavailable if
// the ring has no epoch key at all.
[[nodiscard]] WrappedKey wrap_data_key(const Secret& key, const Owner& owner, TimePoint now,
                                       const crypto::Keyring& ring, Random& random);
// AES only. Throws Unreadable.
[[nodiscard]] Secret unwrap_data_key(BytesView box, const Owner& owner,
                                     const crypto::Keyring& ring);

// One value under its owner's data key; the context is "attribute|<owner>|<name>" for persons.
[[nodiscard]] Bytes seal_value(const Secret& key, const Owner& owner, std::string_view name,
                               std::string_view value, Random& random);
[[nodiscard]] std::string open_value(const Secret& key, const Owner& owner, std::string_view name,
                                     BytesView box);

// Keyed fingerprint of a normalised value for equality look-up: key id (4 bytes), HMAC-SHA256 over
// kind and value. fingerprints() is under every key of the ring, newest first, for look-ups while
// the key rotates.
[[nodiscard]] Bytes fingerprint(std::string_view kind, std::string_view normalised,
                                const crypto::Keyring& ring);
[[nodiscard]] std::vector<Bytes> fingerprints(std::string_view kind, std::string_view normalised,
                                              const crypto::Keyring& ring);

}  // namespace tessera::people
