#include <tessera/oauth/refresh_token.hpp>

#include <algorithm>

#include <tessera/codec/base64url.hpp>

namespace tessera::oauth {
namespace {

constexpr std::size_t kBody = 16 + 8;
constexpr std::size_t kMac = 4 + 32;

Bytes encode_body(const RefreshToken& token) {
  Bytes out(token.family.bytes.begin(), token.family.bytes.end());
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(token.n >> shift));
  return out;
}

RefreshToken decode_body(BytesView body) {
  RefreshToken out;
  std::copy_n(body.begin(), 16, out.family.bytes.begin());
  std::uint64_t n = 0;
  for (std::size_t i = 16; i < kBody; ++i) n = n << 8 | body[i];
  out.n = static_cast<std::int64_t>(n);
  return out;
}

}  // namespace

std::string_view to_string(RefreshMode mode) {
  switch (mode) {
    case RefreshMode::none:
      return "none";
    case RefreshMode::rotate:
      return "rotate";
    case RefreshMode::bound:
      return "bound";
  }
  return {};
}

std::optional<RefreshMode> parse_refresh_mode(std::string_view text) {
  for (const auto mode : {RefreshMode::none, RefreshMode::rotate, RefreshMode::bound}) {
    if (to_string(mode) == text) return mode;
  }
  return std::nullopt;
}

std::string render_refresh_token(const RefreshToken& token, const crypto::Keyring& keys) {
  auto bytes = encode_body(token);
  const auto mac = keys.mac(crypto::kPurposeRefresh, bytes);
  bytes.insert(bytes.end(), mac.begin(), mac.end());
  return std::string(kRefreshPrefix) + codec::to_base64url(bytes);
}

std::optional<RefreshToken> parse_refresh_token(std::string_view text,
                                                const crypto::Keyring& keys) {
  if (!text.starts_with(kRefreshPrefix)) return std::nullopt;
  text.remove_prefix(kRefreshPrefix.size());
  const auto bytes = codec::from_base64url(text);
  if (!bytes || bytes->size() != kBody + kMac) return std::nullopt;
  const BytesView view(*bytes);
  if (!keys.check_mac(crypto::kPurposeRefresh, view.first(kBody), view.subspan(kBody)))
    return std::nullopt;
  return decode_body(view.first(kBody));
}

namespace {

TimePoint window_begin(TimePoint rotated, TimePoint now, const std::optional<Outage>& outage) {
  const bool hit = outage && rotated + kSuccessorWindow >= now - outage->began;
  return hit ? std::max(rotated, now - outage->ended) : rotated;
}

}  // namespace

RefreshVerdict decide_refresh(const Grant& family, const RefreshToken& presented,
                              const Uuid& client, TimePoint now,
                              const std::optional<Outage>& outage) {
  if (family.client != client || family.mode == RefreshMode::none) return RefreshVerdict::ended;
  if (family.revoked || family.expires <= now || presented.n > family.n)
    return RefreshVerdict::ended;
  if (presented.n == family.n) return RefreshVerdict::usable;
  const bool previous = presented.n + 1 == family.n;
  if (previous && family.rotated &&
      now - window_begin(*family.rotated, now, outage) <= kSuccessorWindow)
    return RefreshVerdict::successor;
  return RefreshVerdict::reused;
}

}  // namespace tessera::oauth
