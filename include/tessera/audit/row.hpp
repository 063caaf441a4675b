// How an event becomes a row of the node chain, and how the row is checked again (docs/adr/0011).
// Pure; what the bytes are is fixed for ever.
#pragma once

#include <array>
#include <string>

#include <tessera/audit/event.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::audit {

inline constexpr std::string_view kVoidType = "journal.void";  // a place whose write failed
inline constexpr std::string_view kLostType = "journal.lost";  // a place that a crash left empty

// RFC 8785 JSON of everything but the subject; empty members are left out. Text that is not UTF-8
// is replaced by its hexadecimal form, details that have no canonical form by {"invalid":true}.
[[nodiscard]] std::string render_body(const Event& event);

// The first 16 bytes of the tag before: what chains a row to the one before it.
using Link = std::array<std::uint8_t, 16>;
// SealedRow::mac is the key id (4 bytes), the tag (32) and the link (16).
inline constexpr std::size_t kMacSize = 4 + 32 + 16;
[[nodiscard]] Link link_to(BytesView mac);  // the link that the next row carries
[[nodiscard]] Link link_of(BytesView mac);  // the link that this row carries

// SHA-256 over the fields of a row other than its place and its MAC.
[[nodiscard]] crypto::Sha256 row_digest(const SealedRow& row);
// HMAC under journal_mac over (boot, n, link, digest).
[[nodiscard]] Bytes make_mac(const crypto::Keyring& keys, const Uuid& boot, std::int64_t n,
                             const Link& link, const crypto::Sha256& digest);

// The row that takes the place of one that could not be stored: same id, place and MAC, no content
// but the digest that the MAC needs, and a proof that only a holder of the key can make.
[[nodiscard]] SealedRow make_void(const crypto::Keyring& keys, const SealedRow& row);
// The row for a place that was never stored: the link comes from the row before it (if that is
// there), the first half of its tag from the row after it.
[[nodiscard]] SealedRow make_lost(const crypto::Keyring& keys, const Uuid& id, TimePoint time,
                                  const Uuid& boot, std::int64_t n, const Link& link,
                                  const Link& next);

enum class RowState { good, voided, lost, forged };
// Checks MAC, proofs, and that the columns say what the body says.
[[nodiscard]] RowState check_row(const crypto::Keyring& keys, const SealedRow& row);

}  // namespace tessera::audit
