#include <tessera/authn/device.hpp>

#include <tessera/codec/base64url.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kIdChars = 22;

std::string covered_id(std::string_view id) {
  return "device|" + std::string(id);
}
std::string covered_login(std::string_view id, std::string_view login) {
  return "device-login|" + std::string(id) + '|' + std::string(login);
}

bool check(const crypto::Keyring& keys, const std::string& covered, std::string_view text) {
  const auto mac = codec::from_base64url(text);
  return mac && keys.check_mac(crypto::kPurposeCookie, as_bytes(covered), *mac);
}

std::string make_tag(const crypto::Keyring& keys, const std::string& covered) {
  return codec::to_base64url(keys.mac(crypto::kPurposeCookie, as_bytes(covered)));
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const auto dot = text.find('.');
    parts.emplace_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<Device> parse_device(std::string_view cookie, const crypto::Keyring& keys) {
  if (cookie.size() > 1024) return std::nullopt;
  auto parts = split(cookie);
  if (parts.size() < 2 || parts.size() > kMaxDeviceTags + 2 || parts[0].size() != kIdChars)
    return std::nullopt;
  if (!check(keys, covered_id(parts[0]), parts[1])) return std::nullopt;
  return Device{parts[0], {parts.begin() + 2, parts.end()}};
}

Device make_device(Random& random) {
  return {codec::to_base64url(random.bytes(kIdBytes)), {}};
}

bool is_known(const Device& device, std::string_view login, const crypto::Keyring& keys) {
  const auto covered = covered_login(device.id, login);
  bool known = false;
  for (const auto& tag : device.tags) known = check(keys, covered, tag) || known;
  return known;
}

std::string remember_login(const Device& device, std::string_view login,
                           const crypto::Keyring& keys) {
  const auto covered = covered_login(device.id, login);
  auto cookie =
      device.id + '.' + make_tag(keys, covered_id(device.id)) + '.' + make_tag(keys, covered);
  std::size_t kept = 1;
  for (const auto& tag : device.tags) {
    if (kept == kMaxDeviceTags) break;
    if (check(keys, covered, tag)) continue;
    cookie += '.' + tag;
    ++kept;
  }
  return cookie;
}

}  // namespace tessera::authn
