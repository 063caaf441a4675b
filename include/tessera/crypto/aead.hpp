// AES-256-GCM with a random 96-bit nonce. Every box names its key: "v1" version byte, key id,
// nonce, ciphertext, tag, so that a key can be rotated and the key that fails can be named.
#pragma once

#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::crypto {

// key: 32 bytes. context is bound as additional data (table, column, row id ...).
[[nodiscard]] Bytes seal(const Secret& key, std::uint32_t key_id, BytesView plain,
                         std::string_view context, Random& random);
// Errc::invalid if the box was altered, is for another context, or is malformed.
[[nodiscard]] Result<Bytes> open(const Secret& key, BytesView box, std::string_view context);
// The key id a box names; Errc::invalid if it is too short to be a box.
[[nodiscard]] Result<std::uint32_t> key_id_of(BytesView box);

}  // namespace tessera::crypto
