// The key hierarchy: one master key wraps one small table of keys by purpose (ADR 12).
// Every ciphertext, MAC and fingerprint names its key by id, so each purpose rotates by itself.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::crypto {

// The port behind which the master key lives: a file now, PKCS#11 or a KMS later.
class MasterKey {
 public:
  virtual ~MasterKey() = default;
  [[nodiscard]] virtual std::string id() const = 0;  // names the key in every wrapped row
  [[nodiscard]] virtual Bytes wrap(BytesView plain, std::string_view context) = 0;
  [[nodiscard]] virtual Result<Bytes> unwrap(BytesView wrapped, std::string_view context) = 0;
};

// 32 bytes as 64 hex digits in a file that only its owner may read; anything else is refused.
[[nodiscard]] Result<std::unique_ptr<MasterKey>> load_master_key_file(const std::string& path,
                                                                      Random& random);
[[nodiscard]] Result<void> create_master_key_file(const std::string& path, Random& random);

// Purposes; the strings are what the database says.
inline constexpr std::string_view kPurposePersonEpoch = "person_epoch";  // one per month
inline constexpr std::string_view kPurposeFingerprint = "fingerprint";
inline constexpr std::string_view kPurposeSearch = "search";  // tokens of prefix search
inline constexpr std::string_view kPurposePepper = "pepper";
inline constexpr std::string_view kPurposeRefresh = "refresh";
inline constexpr std::string_view kPurposeCookie = "cookie";  // session, device and CSRF MACs
inline constexpr std::string_view kPurposeFlow = "flow";      // sealed flow and restart data
inline constexpr std::string_view kPurposeEvidence = "evidence";
inline constexpr std::string_view kPurposeSecretBox = "secret_box";  // TOTP secrets, client secrets
inline constexpr std::string_view kPurposeTokenSigning = "token_signing";
inline constexpr std::string_view kPurposeHeadSigning = "head_signing";
inline constexpr std::string_view kPurposeJournalMac = "journal_mac";
inline constexpr std::string_view kPurposeRoleGrant = "role_grant";  // seals of role grants

struct PurposeKey {
  std::uint32_t id = 0;  // unique over all purposes
  std::string purpose;
  std::string label;  // "2026-11" for person epochs, else empty
  Secret key;         // 32 bytes
  TimePoint created;
  bool seals = true;  // false: announced or retired, it only opens
};

// Immutable; replaced as a whole when the table changes. Thread-safe.
class Keyring {
 public:
  explicit Keyring(std::vector<PurposeKey> keys);
  // The newest key of a purpose (and label) that seals. Throws std::logic_error if there is none:
  // start checks.
  [[nodiscard]] const PurposeKey& current(std::string_view purpose,
                                          std::string_view label = {}) const;
  [[nodiscard]] const PurposeKey* find(std::uint32_t id) const;
  [[nodiscard]] const PurposeKey* find_label(std::string_view purpose,
                                             std::string_view label) const;
  [[nodiscard]] std::vector<const PurposeKey*> all(std::string_view purpose) const;

  // seal/open with the purpose's key: the box names its key id.
  [[nodiscard]] Bytes seal(std::string_view purpose, BytesView plain, std::string_view context,
                           Random& random) const;
  [[nodiscard]] Result<Bytes> open(std::string_view purpose, BytesView box,
                                   std::string_view context) const;
  // 4 bytes key id, then HMAC-SHA256; check finds the key by that id within the purpose.
  [[nodiscard]] Bytes mac(std::string_view purpose, BytesView data) const;
  [[nodiscard]] bool check_mac(std::string_view purpose, BytesView data, BytesView mac) const;

 private:
  std::vector<PurposeKey> keys_;
};

// Holds the ring in force; readers take a snapshot, one writer replaces it. Thread-safe.
class KeyringHolder {
 public:
  explicit KeyringHolder(std::shared_ptr<const Keyring> ring);
  [[nodiscard]] std::shared_ptr<const Keyring> get() const;
  void replace(std::shared_ptr<const Keyring> ring);

 private:
  std::atomic<std::shared_ptr<const Keyring>> ring_;
};

}  // namespace tessera::crypto
