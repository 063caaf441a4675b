// The words that the database and pages use for kinds and states of authenticators.
#pragma once

#include <optional>
#include <string_view>

#include <tessera/authn/binding.hpp>

namespace tessera::authn {

[[nodiscard]] std::string_view to_string(AuthenticatorKind kind);
[[nodiscard]] std::string_view to_string(AuthenticatorState state);
[[nodiscard]] std::optional<AuthenticatorKind> parse_authenticator_kind(std::string_view word);
[[nodiscard]] std::optional<AuthenticatorState> parse_authenticator_state(std::string_view word);

}  // namespace tessera::authn
