// A step of the ceremony that fails: its word for events and tests, its reason for the log.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/error.hpp>

namespace tessera::authn::webauthn {

[[nodiscard]] inline std::unexpected<Error> refuse(std::string_view word,
                                                   std::string_view detail = {}) {
  return fail(Errc::invalid, "webauthn." + std::string(word), {}, std::string(detail));
}

}  // namespace tessera::authn::webauthn
