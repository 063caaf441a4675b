// The formats whose signature libfido2 verifies: packed (WebAuthn 8.2) and fido-u2f (8.6).
#include <algorithm>

#include "authn/webauthn/attestation/statement.hpp"
#include "authn/webauthn/fido.hpp"
#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using Kind = codec::Cbor::Kind;

constexpr std::string_view kCountry = "2.5.4.6", kOrganisation = "2.5.4.10", kUnit = "2.5.4.11",
                           kCommonName = "2.5.4.3";

std::string_view value_of(const std::vector<crypto::NameAttribute>& subject,
                          std::string_view type) {
  const auto found = std::ranges::find(subject, type, &crypto::NameAttribute::type);
  return found == subject.end() ? std::string_view() : std::string_view(found->value);
}

// WebAuthn 8.2.1
Result<void> check_packed_certificate(const crypto::AttestationCertificate& certificate) {
  if (certificate.version() != 3) return refuse("certificate", "version");
  const auto subject = certificate.subject();
  const auto country = value_of(subject, kCountry);
  if (country.size() != 2) return refuse("certificate", "subject country");
  if (value_of(subject, kOrganisation).empty())
    return refuse("certificate", "subject organisation");
  if (value_of(subject, kUnit) != "Authenticator Attestation")
    return refuse("certificate", "subject unit");
  if (value_of(subject, kCommonName).empty()) return refuse("certificate", "subject name");
  if (!certificate.is_end_entity()) return refuse("certificate", "basic constraints");
  return {};
}

bool has_signature(const Statement& statement) {
  return statement.fields.find("sig", Kind::bytes) != nullptr;
}

bool verify_by_fido(const Statement& statement, const char* format, bool self) {
  return verify_attestation(format, self, statement.rp_id, statement.data,
                            statement.client_data_hash, statement.fields.raw);
}

// WebAuthn 8.2, self attestation
Result<Attested> verify_self(const Statement& statement, std::int64_t alg) {
  if (statement.fields.map_size() != 2) return refuse("statement", "members of packed");
  if (alg != statement.credential().key.alg) return refuse("statement", "alg of another key");
  if (!verify_by_fido(statement, "packed", true)) return refuse("statement", "signature");
  return Attested{.kind = AttestationKind::self};
}

}  // namespace

Result<Attested> verify_packed(const Statement& statement) {
  const auto* alg = statement.fields.find("alg", Kind::integer);
  if (alg == nullptr || !has_signature(statement)) return refuse("statement", "members of packed");
  if (statement.fields.map_size() == 2) return verify_self(statement, alg->integer);
  // WebAuthn 8.2, x5c
  if (statement.fields.map_size() != 3) return refuse("statement", "members of packed");
  auto path = read_x5c(statement.fields);
  if (!path) return std::unexpected(path.error());
  if (!verify_by_fido(statement, "packed", false)) return refuse("statement", "signature");
  if (const auto good = check_packed_certificate(path->front()); !good)
    return std::unexpected(good.error());
  if (const auto same = check_aaguid_extension(path->front(), statement.credential().aaguid); !same)
    return std::unexpected(same.error());
  return Attested{.kind = AttestationKind::basic, .path = std::move(*path)};
}

Result<Attested> verify_fido_u2f(const Statement& statement) {
  if (statement.fields.map_size() != 2 || !has_signature(statement))
    return refuse("statement", "members of fido-u2f");
  // WebAuthn 8.6 steps 2 to 4: one certificate, and P-256 on both sides.
  auto path = read_x5c(statement.fields);
  if (!path) return std::unexpected(path.error());
  if (path->size() != 1) return refuse("statement", "more than one certificate");
  const auto key = path->front().key();
  if (!key || key->type() != crypto::KeyType::ec_p256)
    return refuse("certificate", "not of a P-256 key");
  if (statement.credential().key.alg != kEs256) return refuse("statement", "not a P-256 key");
  // CTAP 2.1 10.4: U2F knows no models.
  if (!statement.credential().aaguid.is_nil()) return refuse("statement", "AAGUID of a U2F key");
  // WebAuthn 8.6 steps 5 and 6
  if (!verify_by_fido(statement, "fido-u2f", false)) return refuse("statement", "signature");
  return Attested{.kind = AttestationKind::basic, .path = std::move(*path)};
}

}  // namespace tessera::authn::webauthn
