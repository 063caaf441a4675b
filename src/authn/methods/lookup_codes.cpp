#include "authn/methods/lookup_codes.hpp"

#include <bit>
#include <stdexcept>

#include <tessera/codec/readable_code.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kSalt = 16;  // 128 bits
constexpr std::size_t kHash = sizeof(crypto::Sha256);
constexpr std::size_t kMostCodes = 63;

std::string context_of(const Uuid& authenticator) {
  return "authenticator|codes|" + to_string(authenticator);
}

}  // namespace

std::vector<Secret> make_lookup_codes(Random& random) {
  std::vector<Secret> codes;
  while (codes.size() < kLookupCodes) {
    auto code = codec::make_readable_code(random, kLookupCodeLength);
    bool known = false;
    for (const auto& other : codes) known = known || other.matches(code.reveal_bytes());
    if (!known) codes.push_back(std::move(code));
  }
  return codes;
}

Secret make_saved_code(Random& random) {
  return codec::make_readable_code(random, kSavedCodeLength);
}

Bytes seal_codes(std::span<const Secret> codes, const Uuid& authenticator,
                 const crypto::Keyring& keys, Random& random) {
  if (codes.size() > kMostCodes) throw std::logic_error("too many codes on a sheet");
  auto plain = random.bytes(kSalt);
  for (const auto& code : codes) {
    const auto hash = crypto::hmac_sha256(BytesView(plain).first(kSalt), code.reveal_bytes());
    plain.insert(plain.end(), hash.begin(), hash.end());
  }
  return keys.seal(crypto::kPurposePepper, plain, context_of(authenticator), random);
}

std::optional<int> find_code(BytesView data, const Uuid& authenticator, std::string_view typed,
                             std::size_t length, const crypto::Keyring& keys) {
  const auto code = codec::normalise_readable_code(typed, length);
  if (code.empty()) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposePepper, data, context_of(authenticator));
  if (!plain || plain->size() < kSalt || (plain->size() - kSalt) % kHash != 0)
    throw std::runtime_error("authenticator " + to_string(authenticator) + ": codes unreadable");
  const BytesView all(*plain);
  const auto hash = crypto::hmac_sha256(all.first(kSalt), as_bytes(code));
  std::optional<int> found;
  for (std::size_t i = kSalt; i < all.size(); i += kHash) {
    if (equal_in_constant_time(all.subspan(i, kHash), hash))
      found = static_cast<int>((i - kSalt) / kHash);
  }
  return found;
}

int lookup_codes_left(std::int64_t used) {
  return static_cast<int>(kLookupCodes) - std::popcount(static_cast<std::uint64_t>(used));
}

}  // namespace tessera::authn
