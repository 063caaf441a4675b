// The values of recovery that travel through URLs and pages, and the codes that are sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/authn/recovery_store.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

inline constexpr std::size_t kIssuedCodeLength = 10;  // 50 bits: no guess is worth a lock-out
inline constexpr hours kMailCodeLife{24};             // requirements 4.6
inline constexpr hours kContactCodeLife{48};          // 24 h more than one of an address

struct RecoveryFlow {
  std::string id;     // of the progress
  std::string login;  // normalised, whether somebody has it or not
  TimePoint created;
};
// One length for all logins, so that nothing shows in a URL.
[[nodiscard]] std::string seal_recovery_flow(const RecoveryFlow& flow, const crypto::Keyring& keys,
                                             Random& random);
// nullopt: not ours, or older than a day.
[[nodiscard]] std::optional<RecoveryFlow> open_recovery_flow(std::string_view sealed,
                                                             const crypto::Keyring& keys,
                                                             TimePoint now);

// The right to set up what is new, for one browser.
[[nodiscard]] std::string seal_recovery_binding(const Uuid& recovery, std::string_view browser,
                                                const crypto::Keyring& keys, Random& random);
[[nodiscard]] std::optional<Uuid> open_recovery_binding(std::string_view sealed,
                                                        std::string_view browser,
                                                        const crypto::Keyring& keys);

// Links of mails: "/recover/cancel?id=...&t=..."; what: "cancel", "contact", "help".
[[nodiscard]] std::string recovery_link(std::string_view what, const Uuid& id,
                                        const crypto::Keyring& keys);
[[nodiscard]] std::optional<Uuid> check_recovery_link(std::string_view what, std::string_view id,
                                                      std::string_view ticket,
                                                      const crypto::Keyring& keys);

[[nodiscard]] Secret make_issued_code(Random& random);
[[nodiscard]] Bytes mac_issued_code(IssuedCodeKind kind, const Uuid& person, std::string_view code,
                                    const crypto::Keyring& keys);
// typed: as it was typed.
[[nodiscard]] bool is_issued_code(const IssuedCode& row, std::string_view typed,
                                  const crypto::Keyring& keys);
[[nodiscard]] Bytes hash_recovery_secret(std::string_view normalised);

}  // namespace tessera::authn
