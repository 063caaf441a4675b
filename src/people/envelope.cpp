#include <tessera/people/envelope.hpp>

#include <algorithm>
#include <chrono>

#include <tessera/base/unavailable.hpp>
#include <tessera/crypto/aead.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::people {
namespace {

constexpr std::size_t kKeySize = 32;
// Boxes under a data key name its generation; a data key is made once and dies with its owner.
constexpr std::uint32_t kGeneration = 1;

std::string month_of(TimePoint now) {
  const std::chrono::year_month_day day{std::chrono::floor<days>(now)};
  const auto year = std::to_string(static_cast<int>(day.year()));
  const auto month = static_cast<unsigned>(day.month());
  return year + (month < 10 ? "-0" : "-") + std::to_string(month);
}

const crypto::PurposeKey& epoch_key(TimePoint now, const crypto::Keyring& ring) {
  const auto month = month_of(now);
  const crypto::PurposeKey* best = nullptr;
  for (const auto* key : ring.all(crypto::kPurposePersonEpoch)) {
    if (key->label <= month && (best == nullptr || key->label > best->label)) best = key;
  }
  if (best == nullptr) throw Unavailable("keys", "no person epoch key for " + month + " or before");
  return *best;
}

std::string key_context(const Owner& owner) {
  return "data_key|" + std::string(owner.kind) + "|" + to_string(owner.id);
}

std::string value_context(const Owner& owner, std::string_view name) {
  const std::string prefix = owner.kind == "person" ? "attribute" : std::string(owner.kind);
  return prefix + "|" + to_string(owner.id) + "|" + std::string(name);
}

[[noreturn]] void unreadable(const Owner& owner, std::string_view what, std::string_view why) {
  throw Unreadable(std::string(owner.kind) + " " + to_string(owner.id) + ": " + std::string(what) +
                   ": " + std::string(why));
}

Bytes fingerprint_under(const crypto::PurposeKey& key, std::string_view kind,
                        std::string_view normalised) {
  const auto input = std::string(kind) + "|" + std::string(normalised);
  const auto tag = crypto::hmac_sha256(key.key.reveal_bytes(), as_bytes(input));
  Bytes out{static_cast<std::uint8_t>(key.id >> 24), static_cast<std::uint8_t>(key.id >> 16),
            static_cast<std::uint8_t>(key.id >> 8), static_cast<std::uint8_t>(key.id)};
  out.insert(out.end(), tag.begin(), tag.end());
  return out;
}

}  // namespace

Secret make_data_key(Random& random) {
  return Secret(random.bytes(kKeySize));
}

WrappedKey wrap_data_key(const Secret& key, const Owner& owner, TimePoint now,
                         const crypto::Keyring& ring, Random& random) {
  const auto& epoch = epoch_key(now, ring);
  return {crypto::seal(epoch.key, epoch.id, key.reveal_bytes(), key_context(owner), random),
          epoch.id};
}

Secret unwrap_data_key(BytesView box, const Owner& owner, const crypto::Keyring& ring) {
  auto plain = ring.open(crypto::kPurposePersonEpoch, box, key_context(owner));
  if (!plain) unreadable(owner, "data key", plain.error().detail);
  return Secret(std::move(*plain));
}

Bytes seal_value(const Secret& key, const Owner& owner, std::string_view name,
                 std::string_view value, Random& random) {
  return crypto::seal(key, kGeneration, as_bytes(value), value_context(owner, name), random);
}

std::string open_value(const Secret& key, const Owner& owner, std::string_view name,
                       BytesView box) {
  auto plain = crypto::open(key, box, value_context(owner, name));
  if (!plain) unreadable(owner, name, plain.error().id);
  return std::string(as_text(*plain));
}

Bytes fingerprint(std::string_view kind, std::string_view normalised, const crypto::Keyring& ring) {
  return fingerprint_under(ring.current(crypto::kPurposeFingerprint), kind, normalised);
}

std::vector<Bytes> fingerprints(std::string_view kind, std::string_view normalised,
                                const crypto::Keyring& ring) {
  std::vector<Bytes> out;
  for (const auto* key : ring.all(crypto::kPurposeFingerprint)) {
    out.push_back(fingerprint_under(*key, kind, normalised));
  }
  return out;
}

}  // namespace tessera::people
