#include <tessera/crypto/keyring.hpp>

#include <algorithm>
#include <stdexcept>

#include <tessera/crypto/aead.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::crypto {
namespace {

constexpr std::size_t kIdSize = 4;
constexpr std::size_t kMacSize = kIdSize + sizeof(Sha256);

Bytes mac_with(const PurposeKey& key, BytesView data) {
  Bytes mac(kIdSize);
  for (std::size_t i = 0; i < kIdSize; ++i)
    mac[i] = static_cast<std::uint8_t>(key.id >> (24 - 8 * i));
  const auto tag = hmac_sha256(key.key.reveal_bytes(), data);
  mac.insert(mac.end(), tag.begin(), tag.end());
  return mac;
}

bool is_newer(const PurposeKey& a, const PurposeKey& b) {
  return std::pair(a.created, a.id) > std::pair(b.created, b.id);
}

}  // namespace

Keyring::Keyring(std::vector<PurposeKey> keys) : keys_(std::move(keys)) {
  std::ranges::sort(keys_, is_newer);  // so that the first match is the current one
}

const PurposeKey& Keyring::current(std::string_view purpose, std::string_view label) const {
  for (const auto& key : keys_) {
    if (key.seals && key.purpose == purpose && key.label == label) return key;
  }
  throw std::logic_error("no key for purpose " + std::string(purpose));
}

const PurposeKey* Keyring::find(std::uint32_t id) const {
  const auto found = std::ranges::find(keys_, id, &PurposeKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

const PurposeKey* Keyring::find_label(std::string_view purpose, std::string_view label) const {
  for (const auto& key : keys_) {
    if (key.purpose == purpose && key.label == label) return &key;
  }
  return nullptr;
}

std::vector<const PurposeKey*> Keyring::all(std::string_view purpose) const {
  std::vector<const PurposeKey*> found;
  for (const auto& key : keys_) {
    if (key.purpose == purpose) found.push_back(&key);
  }
  return found;
}

Bytes Keyring::seal(std::string_view purpose, BytesView plain, std::string_view context,
                    Random& random) const {
  const auto& key = current(purpose);
  return crypto::seal(key.key, key.id, plain, context, random);
}

Result<Bytes> Keyring::open(std::string_view purpose, BytesView box,
                            std::string_view context) const {
  const auto id = key_id_of(box);
  if (!id) return std::unexpected(id.error());
  const auto* key = find(*id);
  if (key == nullptr || key->purpose != purpose) {
    return fail(Errc::invalid, "box.key_unknown", {}, "key " + std::to_string(*id));
  }
  return crypto::open(key->key, box, context);
}

Bytes Keyring::mac(std::string_view purpose, BytesView data) const {
  return mac_with(current(purpose), data);
}

bool Keyring::check_mac(std::string_view purpose, BytesView data, BytesView mac) const {
  if (mac.size() != kMacSize) return false;
  std::uint32_t id = 0;
  for (const auto byte : mac.first(kIdSize)) id = id << 8 | byte;
  const auto* key = find(id);
  return key != nullptr && key->purpose == purpose &&
         equal_in_constant_time(mac_with(*key, data), mac);
}

KeyringHolder::KeyringHolder(std::shared_ptr<const Keyring> ring) : ring_(std::move(ring)) {}
std::shared_ptr<const Keyring> KeyringHolder::get() const {
  return ring_.load();
}
void KeyringHolder::replace(std::shared_ptr<const Keyring> ring) {
  ring_.store(std::move(ring));
}

}  // namespace tessera::crypto
