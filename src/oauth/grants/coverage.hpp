// What of a grant a token request asks for: which APIs (RFC 8707 2.2) and which details (RFC 9396
// 6). Never more than was granted, and never what the registration no longer has. Pure.
#pragma once

#include <string>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth::grants {

struct Coverage {
  std::vector<std::string> resources;  // empty: every API of the client
  std::string authorization_details;   // JSON, or empty
};

// invalid_target for a resource that the client is not registered for: asked before a code is used
// up.
[[nodiscard]] Result<void> check_resources(const codec::Form& form, const ClientEntry& client);
// Errors: invalid_target, invalid_authorization_details.
[[nodiscard]] Result<Coverage> narrow(Coverage granted, const codec::Form& form,
                                      const ClientEntry& client);

}  // namespace tessera::oauth::grants
