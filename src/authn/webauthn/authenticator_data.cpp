#include "authn/webauthn/authenticator_data.hpp"

#include <algorithm>

#include <tessera/crypto/digest.hpp>

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using codec::Cbor;
using Kind = Cbor::Kind;

// WebAuthn 6.1, table of flags.
constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04, kBackupEligible = 0x08,
                       kBackedUp = 0x10, kAttested = 0x40, kExtensions = 0x80;
constexpr std::size_t kHashSize = 32, kAaguidSize = 16;

class Reader {
 public:
  explicit Reader(BytesView rest) : rest_(rest) {}
  [[nodiscard]] std::optional<BytesView> take(std::size_t size) {
    if (rest_.size() < size) return std::nullopt;
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  [[nodiscard]] Result<Cbor> take_map() {
    auto item = codec::take_cbor(rest_);
    if (!item) return refuse("authenticator_data", item.error().id);
    if (!item->is(Kind::map)) return refuse("authenticator_data", "not a map");
    return item;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  BytesView rest_;
};

std::uint32_t to_number(BytesView bytes) {
  std::uint32_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

// WebAuthn 6.5.1
Result<AttestedCredential> read_credential(Reader& reader) {
  AttestedCredential out;
  const auto aaguid = reader.take(kAaguidSize);
  const auto length = reader.take(2);
  if (!aaguid || !length) return refuse("authenticator_data", "attested credential");
  std::ranges::copy(*aaguid, out.aaguid.bytes.begin());
  // WebAuthn 7.1 step 25
  const auto size = to_number(*length);
  if (size == 0 || size > kLongestCredentialId) return refuse("credential_id", "length");
  const auto id = reader.take(size);
  if (!id) return refuse("authenticator_data", "attested credential");
  out.id = *id;
  const auto item = reader.take_map();
  if (!item) return std::unexpected(item.error());
  out.public_key = item->raw;
  auto key = read_cose_key(*item);
  if (!key) return std::unexpected(key.error());
  out.key = std::move(*key);
  return out;
}

ExtensionOutputs outputs_of(const Cbor& map) {
  ExtensionOutputs out;
  const auto is_true = [&](std::string_view name) {
    const auto* value = map.find(name, Kind::boolean);
    return value != nullptr && value->integer == 1;
  };
  out.hmac_secret = is_true("hmac-secret") || map.find("hmac-secret", Kind::bytes) != nullptr;
  out.cred_blob = is_true("credBlob") || map.find("credBlob", Kind::bytes) != nullptr;
  if (const auto* level = map.find("credProtect", Kind::integer))
    out.cred_protect = static_cast<int>(std::clamp<std::int64_t>(level->integer, 0, 255));
  if (const auto* length = map.find("minPinLength", Kind::integer))
    out.min_pin_length = length->integer;
  return out;
}

Result<void> read_rest(Reader& reader, std::uint8_t flags, AuthenticatorData& out) {
  if ((flags & kAttested) != 0) {
    auto credential = read_credential(reader);
    if (!credential) return std::unexpected(credential.error());
    out.credential = std::move(*credential);
  }
  if ((flags & kExtensions) != 0) {
    const auto map = reader.take_map();
    if (!map) return std::unexpected(map.error());
    out.extensions = outputs_of(*map);
  }
  if (!reader.at_end()) return refuse("authenticator_data", "bytes after the end");
  return {};
}

}  // namespace

Result<AuthenticatorData> read_authenticator_data(BytesView bytes) {
  Reader reader(bytes);
  const auto hash = reader.take(kHashSize);
  const auto flags = reader.take(1);
  const auto count = reader.take(4);
  if (!hash || !flags || !count) return refuse("authenticator_data", "too short");
  const auto set = flags->front();
  AuthenticatorData out{.bytes = bytes,
                        .rp_id_hash = *hash,
                        .user_present = (set & kUserPresent) != 0,
                        .user_verified = (set & kUserVerified) != 0,
                        .backup_eligible = (set & kBackupEligible) != 0,
                        .backed_up = (set & kBackedUp) != 0,
                        .sign_count = to_number(*count)};
  if (const auto rest = read_rest(reader, set, out); !rest) return std::unexpected(rest.error());
  return out;
}

Result<void> check_flags(const AuthenticatorData& data, const RelyingParty& party,
                         bool require_user_verification) {
  // WebAuthn 7.1 step 14, 7.2 step 15
  if (!std::ranges::equal(data.rp_id_hash, crypto::sha256(as_bytes(party.id))))
    return refuse("rp_id");
  // WebAuthn 7.1 step 15, 7.2 step 16
  if (!data.user_present) return refuse("user_presence");
  // WebAuthn 7.1 step 16, 7.2 step 17
  if (require_user_verification && !data.user_verified) return refuse("user_verification");
  // WebAuthn 7.1 step 17, 7.2 step 18
  if (data.backed_up && !data.backup_eligible) return refuse("backup_flags");
  return {};
}

}  // namespace tessera::authn::webauthn
