#include <tessera/authn/words.hpp>

#include <array>
#include <utility>

namespace tessera::authn {
namespace {

constexpr std::array<std::pair<AuthenticatorKind, std::string_view>, 6> kKinds{
    {{AuthenticatorKind::password, "password"},
     {AuthenticatorKind::totp, "totp"},
     {AuthenticatorKind::lookup_codes, "lookup_codes"},
     {AuthenticatorKind::passkey, "passkey"},
     {AuthenticatorKind::certificate, "certificate"},
     {AuthenticatorKind::saved_code, "saved_code"}}};

using enum AuthenticatorState;
constexpr std::array<std::pair<AuthenticatorState, std::string_view>, 7> kStates{
    {{pending, "pending"},
     {active, "active"},
     {suspended, "suspended"},
     {invalidated, "invalidated"},
     {disabled, "disabled"},
     {expired, "expired"},
     {compromised, "compromised"}}};

}  // namespace

std::string_view to_string(AuthenticatorKind kind) {
  for (const auto& [value, word] : kKinds) {
    if (value == kind) return word;
  }
  return {};
}

std::string_view to_string(AuthenticatorState state) {
  for (const auto& [value, word] : kStates) {
    if (value == state) return word;
  }
  return {};
}

std::optional<AuthenticatorKind> parse_authenticator_kind(std::string_view word) {
  for (const auto& [value, name] : kKinds) {
    if (name == word) return value;
  }
  return std::nullopt;
}

std::optional<AuthenticatorState> parse_authenticator_state(std::string_view word) {
  for (const auto& [value, name] : kStates) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace tessera::authn
