#include <algorithm>
#include <array>

#include <tessera/codec/cbor.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/webauthn/attestation/statement.hpp"
#include "authn/webauthn/attestation/trust.hpp"
#include "authn/webauthn/client_data.hpp"
#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using Kind = codec::Cbor::Kind;

// WebAuthn 5.8.4
constexpr std::array<std::string_view, 6> kTransports{"usb",        "nfc",    "ble",
                                                      "smart-card", "hybrid", "internal"};

struct AttestationObject {
  std::string format;
  const codec::Cbor* statement = nullptr;
  BytesView authenticator_data;
};

// WebAuthn 7.1 step 13 and 6.5.4
Result<AttestationObject> read_attestation_object(const codec::Cbor& item) {
  const auto* format = item.find("fmt", Kind::text);
  const auto* statement = item.find("attStmt", Kind::map);
  const auto* data = item.find("authData", Kind::bytes);
  if (item.map_size() != 3 || format == nullptr || statement == nullptr || data == nullptr)
    return refuse("attestation_object", "members");
  return AttestationObject{.format = std::string(format->text()),
                           .statement = statement,
                           .authenticator_data = data->string};
}

// WebAuthn 7.1 steps 14 to 20 and 25
Result<AuthenticatorData> check_data(BytesView bytes, const RegistrationResponse& response,
                                     const RelyingParty& party, const Policy& policy) {
  auto data = read_authenticator_data(bytes);
  if (!data) return data;
  if (const auto good = check_flags(*data, party, policy.require_user_verification); !good)
    return std::unexpected(good.error());
  if (!data->credential) return refuse("authenticator_data", "no attested credential");
  // WebAuthn 7.1 step 18
  if (data->backup_eligible && !policy.allow_backup_eligible) return refuse("backup_eligible");
  // WebAuthn 5.1: rawId is the id of this credential.
  if (!std::ranges::equal(data->credential->id, response.credential_id))
    return refuse("credential_id", "another one");
  return data;
}

std::vector<std::string> known_transports(const std::vector<std::string>& shown) {
  std::vector<std::string> out;
  for (const auto known : kTransports) {
    if (std::ranges::find(shown, known) != shown.end()) out.emplace_back(known);
  }
  return out;
}

Registered to_registered(const AuthenticatorData& data, const RegistrationResponse& response) {
  const auto& credential = *data.credential;
  return {.credential_id = Bytes(credential.id.begin(), credential.id.end()),
          .public_key = Bytes(credential.public_key.begin(), credential.public_key.end()),
          .sign_count = data.sign_count,
          .aaguid = credential.aaguid,
          .user_verified = data.user_verified,
          .backup_eligible = data.backup_eligible,
          .backed_up = data.backed_up,
          .transports = known_transports(response.transports)};
}

}  // namespace

std::string_view to_string(AttestationKind kind) {
  switch (kind) {
    case AttestationKind::none:
      return "none";
    case AttestationKind::self:
      return "self";
    case AttestationKind::basic:
      return "basic";
  }
  return {};
}

Result<Registered> check_registration(const RegistrationResponse& response, BytesView challenge,
                                      const RelyingParty& party, const Policy& policy,
                                      const TrustRoots& roots, TimePoint now) {
  if (const auto good = check_client_data(response.client_data_json, kCreate, challenge, party);
      !good)
    return std::unexpected(good.error());
  // WebAuthn 7.1 step 12
  const auto hash = crypto::sha256(response.client_data_json);
  // WebAuthn 7.1 step 13
  const auto item = codec::parse_cbor(response.attestation_object);
  if (!item) return refuse("attestation_object", item.error().id);
  const auto object = read_attestation_object(*item);
  if (!object) return std::unexpected(object.error());
  const auto data = check_data(object->authenticator_data, response, party, policy);
  if (!data) return std::unexpected(data.error());
  const auto attested = verify_statement(
      object->format,
      {.fields = *object->statement, .data = *data, .client_data_hash = hash, .rp_id = party.id});
  if (!attested) return std::unexpected(attested.error());
  const auto trusted = decide_trust(*attested, data->credential->aaguid, policy, roots, now);
  if (!trusted) return std::unexpected(trusted.error());
  auto out = to_registered(*data, response);
  out.format = object->format;
  out.attestation = attested->kind;
  out.trusted = *trusted;
  return out;
}

}  // namespace tessera::authn::webauthn
