#include "endpoints/account/sealed_offer.hpp"

#include <tessera/codec/base64url.hpp>

namespace tessera::endpoints {
namespace {

constexpr minutes kLife{15};
constexpr std::size_t kTimeSize = 8;

std::string context_of(const Uuid& session) {
  return "totp-offer|" + to_string(session);
}

}  // namespace

std::string seal_offer(const Secret& secret, const Uuid& session, TimePoint now,
                       const crypto::Keyring& keys, Random& random) {
  const auto issued = static_cast<std::uint64_t>(to_unix(now));
  Bytes plain;
  for (std::size_t i = 0; i < kTimeSize; ++i)
    plain.push_back(static_cast<std::uint8_t>(issued >> (56 - 8 * i)));
  const auto bytes = secret.reveal_bytes();
  plain.insert(plain.end(), bytes.begin(), bytes.end());
  auto sealed =
      codec::to_base64url(keys.seal(crypto::kPurposeFlow, plain, context_of(session), random));
  wipe(plain.data(), plain.size());
  return sealed;
}

std::optional<Secret> open_offer(std::string_view sealed, const Uuid& session, TimePoint now,
                                 const crypto::Keyring& keys) {
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  auto plain = keys.open(crypto::kPurposeFlow, *box, context_of(session));
  if (!plain || plain->size() <= kTimeSize) return std::nullopt;
  std::uint64_t issued = 0;
  for (std::size_t i = 0; i < kTimeSize; ++i) issued = issued << 8 | (*plain)[i];
  if (now >= from_unix(static_cast<std::int64_t>(issued)) + kLife) return std::nullopt;
  auto secret = Secret(Bytes(plain->begin() + kTimeSize, plain->end()));
  wipe(plain->data(), plain->size());
  return secret;
}

}  // namespace tessera::endpoints
