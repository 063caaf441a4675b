#include <tessera/authn/words.hpp>

#include <array>
#include <utility>

namespace tessera::authn {
namespace {

using enum AuthenticatorState;
constexpr std::array<std::pair<AuthenticatorState, std::string_view>, 5> kStates{
    {{pending, "pending"},
     {active, "active"},
     {suspended, "suspended"},
     {invalidated, "invalidated"},
     {disabled, "disabled"}}};

}  // namespace

std::string_view to_string(AuthenticatorKind kind) {
  return kind == AuthenticatorKind::password ? "password" : "totp";
}

std::string_view to_string(AuthenticatorState state) {
  for (const auto& [value, word] : kStates) {
    if (value == state) return word;
  }
  return {};
}

std::optional<AuthenticatorKind> parse_authenticator_kind(std::string_view word) {
  if (word == "password") return AuthenticatorKind::password;
  if (word == "totp") return AuthenticatorKind::totp;
  return std::nullopt;
}

std::optional<AuthenticatorState> parse_authenticator_state(std::string_view word) {
  for (const auto& [value, name] : kStates) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace tessera::authn
