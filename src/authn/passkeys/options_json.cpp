#include "authn/passkeys/options_json.hpp"

#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>

#include "authn/passkeys/kept_passkey.hpp"

namespace tessera::authn {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTimeout = 300'000;  // WebAuthn 15.1: five minutes

// WebAuthn 5.8.3
json::array descriptors(std::span<const AuthenticatorRecord> held, const crypto::Keyring& keys) {
  json::array list;
  for (const auto& record : held) {
    const auto& a = record.authenticator;
    if (a.kind != AuthenticatorKind::passkey || a.state != AuthenticatorState::active) continue;
    json::object one{{"type", "public-key"},
                     {"id", codec::to_base64url(open_passkey(record, keys).id)}};
    if (const auto* transports = a.characteristics.if_contains("transports"))
      one["transports"] = *transports;
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

json::object creation_options(const CreationFacts& facts, const crypto::Keyring& keys) {
  json::array algorithms;
  for (const auto alg : webauthn::kAlgorithms)
    algorithms.push_back(json::object{{"type", "public-key"}, {"alg", alg}});
  const bool attested = facts.attestation != webauthn::AttestationWish::none;
  return {
      {"rp", {{"id", facts.options.party.id}, {"name", facts.options.party_name}}},
      {"user",
       {{"id", codec::to_base64url(facts.user_handle)},
        {"name", facts.name},
        {"displayName", facts.name}}},
      {"challenge", codec::to_base64url(facts.challenge)},
      {"pubKeyCredParams", std::move(algorithms)},
      {"timeout", kTimeout},
      {"excludeCredentials", descriptors(facts.held, keys)},
      {"authenticatorSelection", {{"residentKey", "preferred"}, {"userVerification", "preferred"}}},
      {"attestation", attested ? "direct" : "none"}};
}

json::object request_options(const PasskeyOptions& options, BytesView challenge,
                             std::span<const AuthenticatorRecord> held,
                             const crypto::Keyring& keys) {
  return {{"challenge", codec::to_base64url(challenge)},
          {"timeout", kTimeout},
          {"rpId", options.party.id},
          {"allowCredentials", descriptors(held, keys)},
          {"userVerification", "preferred"}};
}

}  // namespace tessera::authn
