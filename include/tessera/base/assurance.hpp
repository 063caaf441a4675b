// The vocabulary of assurance: three axes that are never folded (requirements.md 4.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>

namespace tessera {

// Authenticator assurance level, NIST SP 800-63B-4.
enum class Aal { none = 0, aal1 = 1, aal2 = 2, aal3 = 3 };
// Identity assurance level, NIST SP 800-63A-4.
enum class Ial { none = 0, ial1 = 1, ial2 = 2, ial3 = 3 };

// Ordered: a later one satisfies an earlier one.
enum class Acr { none, aal1, aal2, aal2_phr, aal3 };

inline constexpr std::string_view kAcrAal1 = "urn:tessera:acr:aal1";
inline constexpr std::string_view kAcrAal2 = "urn:tessera:acr:aal2";
inline constexpr std::string_view kAcrAal2Phr = "urn:tessera:acr:aal2:phr";
inline constexpr std::string_view kAcrAal3 = "urn:tessera:acr:aal3";

[[nodiscard]] std::optional<Acr> parse_acr(std::string_view value);
[[nodiscard]] std::string_view to_string(Acr acr);  // "" for none
[[nodiscard]] constexpr bool satisfies(Acr achieved, Acr wanted) {
  return achieved >= wanted;
}
[[nodiscard]] Aal aal_of(Acr acr);

// Composite values that clients used to eIDAS ask for (requirements 4.1): identity and
// authentication together. A statement of policy, no legal equivalence.
inline constexpr std::string_view kLoaNone = "urn:tessera:loa:none";
inline constexpr std::string_view kLoaLow = "urn:tessera:loa:low";
inline constexpr std::string_view kLoaSubstantial = "urn:tessera:loa:substantial";
inline constexpr std::string_view kLoaHigh = "urn:tessera:loa:high";

// What an acr value asks for; Ial::none: nothing about the identity.
struct Assurance {
  Acr acr = Acr::none;
  Ial ial = Ial::none;
  friend bool operator==(const Assurance&, const Assurance&) = default;
};
// An acr value or a composite one.
[[nodiscard]] std::optional<Assurance> parse_assurance(std::string_view value);
[[nodiscard]] constexpr bool satisfies(const Assurance& achieved, const Assurance& wanted) {
  return achieved.acr >= wanted.acr && achieved.ial >= wanted.ial;
}

// Authentication method references, RFC 8176 2.
inline constexpr std::string_view kAmrPassword = "pwd";
inline constexpr std::string_view kAmrOtp = "otp";
inline constexpr std::string_view kAmrMfa = "mfa";
inline constexpr std::string_view kAmrHardwareKey = "hwk";
inline constexpr std::string_view kAmrSoftwareKey = "swk";
inline constexpr std::string_view kAmrSmartCard = "sc";
inline constexpr std::string_view kAmrUserPresence = "user";
inline constexpr std::string_view kAmrPin = "pin";
inline constexpr std::string_view kAmrPossession = "pop";

}  // namespace tessera
