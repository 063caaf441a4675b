#include <tessera/authn/levels.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::authn {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 8> kWords{
    {{Method::password, "password"},
     {Method::totp, "totp"},
     {Method::lookup_code, "lookup_code"},
     {Method::passkey, "passkey"},
     {Method::certificate, "certificate"},
     {Method::saved_code, "saved_code"},
     {Method::mail_code, "mail_code"},
     {Method::contact_code, "contact_code"}}};

bool is_password(const Proof& p) {
  return p.method == Method::password;
}
bool is_code(const Proof& p) {
  return p.method == Method::totp || p.method == Method::lookup_code;
}
bool is_key(const Proof& p) {
  return p.method == Method::passkey;
}
bool is_verified_key(const Proof& p) {
  return is_key(p) && p.user_verified;
}
// SP 800-63B-4 2.3.2: no key at aal3 that can be copied.
bool is_hardware_key(const Proof& p) {
  return is_key(p) && p.hardware && !p.syncable;
}
bool is_verified_hardware_key(const Proof& p) {
  return is_hardware_key(p) && p.user_verified;
}
bool is_certificate(const Proof& p) {
  return p.method == Method::certificate;
}
bool is_card(const Proof& p) {
  return is_certificate(p) && p.hardware;
}
bool is_factor(const Proof& p) {
  return is_password(p) || is_code(p) || is_key(p) || is_certificate(p);
}

using Fits = bool (*)(const Proof&);
struct Row {
  Acr acr;
  Fits first;
  Fits second;  // or nullptr: one proof is enough
};
// requirements 4.1. What two rows of a level ask for is proven by either.
constexpr std::array<Row, 8> kLevels{{{Acr::aal3, is_verified_hardware_key, nullptr},
                                      {Acr::aal3, is_card, nullptr},
                                      {Acr::aal3, is_hardware_key, is_password},
                                      {Acr::aal2_phr, is_verified_key, nullptr},
                                      {Acr::aal2_phr, is_certificate, nullptr},
                                      {Acr::aal2_phr, is_key, is_password},
                                      {Acr::aal2, is_code, is_password},
                                      {Acr::aal1, is_factor, nullptr}}};

// When the newest proof that fits was given.
std::optional<TimePoint> newest(std::span<const Proof> proofs, Fits fits) {
  std::optional<TimePoint> at;
  for (const auto& proof : proofs) {
    if (fits(proof)) at = std::max(at.value_or(proof.at), proof.at);
  }
  return at;
}

std::optional<TimePoint> fill(std::span<const Proof> proofs, const Row& row) {
  const auto first = newest(proofs, row.first);
  if (!first || row.second == nullptr) return first;
  const auto second = newest(proofs, row.second);
  return second ? std::optional(std::min(*first, *second)) : std::nullopt;
}

std::vector<std::string> amr_of(std::span<const Proof> proofs, Acr acr) {
  std::vector<std::string> amr;
  const auto add = [&amr](std::string_view value) {
    if (std::ranges::find(amr, value) == amr.end()) amr.emplace_back(value);
  };
  for (const auto& proof : proofs) {
    if (is_password(proof)) add(kAmrPassword);
    if (is_code(proof)) add(kAmrOtp);
    if (is_card(proof)) add(kAmrSmartCard);
    if (is_key(proof) || (is_certificate(proof) && !proof.hardware))
      add(proof.hardware ? kAmrHardwareKey : kAmrSoftwareKey);
    if (is_key(proof)) add(kAmrUserPresence);
    if (is_certificate(proof) && proof.user_verified) add(kAmrPin);
    if (is_key(proof) || is_certificate(proof)) add(kAmrPossession);
  }
  if (acr >= Acr::aal2) add(kAmrMfa);
  return amr;
}

bool flag(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [value, word] : kWords) {
    if (value == method) return word;
  }
  return {};
}

std::optional<Method> parse_method(std::string_view word) {
  for (const auto& [value, name] : kWords) {
    if (name == word) return value;
  }
  return std::nullopt;
}

Method method_of(AuthenticatorKind kind) {
  switch (kind) {
    case AuthenticatorKind::password:
      return Method::password;
    case AuthenticatorKind::totp:
      return Method::totp;
    case AuthenticatorKind::lookup_codes:
      return Method::lookup_code;
    case AuthenticatorKind::passkey:
      return Method::passkey;
    case AuthenticatorKind::certificate:
      return Method::certificate;
    case AuthenticatorKind::saved_code:
      break;
  }
  return Method::saved_code;
}

Level decide_level(std::span<const Proof> proofs) {
  for (const auto& row : kLevels) {
    if (const auto at = fill(proofs, row))
      return {.acr = row.acr, .amr = amr_of(proofs, row.acr), .auth_time = *at};
  }
  return {};
}

Proof expected_proof(const Authenticator& authenticator, TimePoint at) {
  const auto& what = authenticator.characteristics;
  return {.method = method_of(authenticator.kind),
          .authenticator = authenticator.id,
          .at = at,
          .user_verified = flag(what, "uv"),
          .hardware = flag(what, "hardware"),
          .syncable = flag(what, "backup_eligible")};
}

}  // namespace tessera::authn
