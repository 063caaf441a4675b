// What a person proved, and the level that it makes: table 4.1 of requirements.md as data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/binding.hpp>
#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn {

// The last three recover an account: they raise no level (requirements 4.6).
enum class Method {
  password,
  totp,
  lookup_code,
  passkey,  // and security keys
  certificate,
  saved_code,
  mail_code,
  contact_code
};

[[nodiscard]] std::string_view to_string(Method method);  // the word of forms and events
[[nodiscard]] std::optional<Method> parse_method(std::string_view word);
// The method that an authenticator of this kind proves by.
[[nodiscard]] Method method_of(AuthenticatorKind kind);

struct Proof {
  Method method = Method::password;
  Uuid authenticator;
  TimePoint at;
  bool user_verified = false;  // the authenticator asked for a PIN or a biometric itself
  bool hardware = false;       // its key cannot be exported, by attestation or by the trust anchor
  bool syncable = false;       // backup eligible, WebAuthn 6.1.3
  friend bool operator==(const Proof&, const Proof&) = default;
};

struct Level {
  Acr acr = Acr::none;
  std::vector<std::string> amr;  // RFC 8176 2, of all proofs
  TimePoint auth_time;           // of the oldest proof that the level needs
};

// The highest row of the table that these proofs fill. Which of them still count is the caller's.
[[nodiscard]] Level decide_level(std::span<const Proof> proofs);

// The proof that an authenticator will make, as far as it is known beforehand.
[[nodiscard]] Proof expected_proof(const Authenticator& authenticator, TimePoint at);

}  // namespace tessera::authn
