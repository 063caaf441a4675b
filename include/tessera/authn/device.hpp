// The device cookie: proof that somebody signed in on this browser before, per login, without a
// list on the server. "<id>.<mac>.<tag>...": the MAC covers the id; each tag is a MAC over the id
// and one login. It replaces no authentication: it only chooses the throttle that counts
// (requirements 4.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

struct Device {
  std::string id;                 // 22 characters of base64url
  std::vector<std::string> tags;  // newest first, at most kMaxTags; checked only by is_known
};

inline constexpr std::size_t kMaxDeviceTags = 10;  // two for each person

// nullopt for anything whose MAC is not ours.
[[nodiscard]] std::optional<Device> parse_device(std::string_view cookie,
                                                 const crypto::Keyring& keys);
[[nodiscard]] Device make_device(Random& random);
// login: normalised.
[[nodiscard]] bool is_known(const Device& device, std::string_view login,
                            const crypto::Keyring& keys);
// The cookie value of this device, now with a tag for login.
[[nodiscard]] std::string remember_login(const Device& device, std::string_view login,
                                         const crypto::Keyring& keys);

}  // namespace tessera::authn
