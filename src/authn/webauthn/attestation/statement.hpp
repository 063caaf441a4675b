// Attestation statements (WebAuthn 8): each format's verification procedure, and what it proves.
#pragma once

#include <string>
#include <vector>

#include <tessera/crypto/attestation_certificate.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/webauthn/authenticator_data.hpp"

namespace tessera::authn::webauthn {

using CertificatePath = std::vector<crypto::AttestationCertificate>;

// WebAuthn 6.5.5: the inputs of every verification procedure.
struct Statement {
  const codec::Cbor& fields;      // attStmt, a map
  const AuthenticatorData& data;  // `credential` is there
  crypto::Sha256 client_data_hash;
  const std::string& rp_id;

  [[nodiscard]] const AttestedCredential& credential() const { return *data.credential; }
  [[nodiscard]] Bytes signed_bytes() const;  // authenticatorData || clientDataHash
};

struct Attested {
  AttestationKind kind = AttestationKind::none;
  CertificatePath path{};
  bool by_sha1 = false;  // correct, and worth nothing
};

// WebAuthn 7.1 steps 21 and 22. "webauthn.format", "webauthn.statement", "webauthn.certificate".
[[nodiscard]] Result<Attested> verify_statement(const std::string& format,
                                                const Statement& statement);

[[nodiscard]] Result<Attested> verify_packed(const Statement& statement);
[[nodiscard]] Result<Attested> verify_fido_u2f(const Statement& statement);
[[nodiscard]] Result<Attested> verify_tpm(const Statement& statement);
[[nodiscard]] Result<Attested> verify_android_key(const Statement& statement);
[[nodiscard]] Result<Attested> verify_apple(const Statement& statement);

// What several formats ask for.
[[nodiscard]] Result<CertificatePath> read_x5c(const codec::Cbor& fields);
// The extension 1.3.6.1.4.1.45724.1.1.4, if it is there, is not critical and says the same AAGUID.
[[nodiscard]] Result<void> check_aaguid_extension(const crypto::AttestationCertificate& certificate,
                                                  const Uuid& aaguid);
// The certificate is about the credential's own key.
[[nodiscard]] bool certifies(const crypto::AttestationCertificate& certificate, const CoseKey& key);

}  // namespace tessera::authn::webauthn
