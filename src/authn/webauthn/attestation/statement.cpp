#include "authn/webauthn/attestation/statement.hpp"

#include <algorithm>
#include <array>

#include <tessera/codec/der.hpp>

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

constexpr std::size_t kLongestX5c = 8;
constexpr const char* kAaguidExtension = "1.3.6.1.4.1.45724.1.1.4";

// WebAuthn 8.7: an empty map, and nothing proven.
Result<Attested> verify_none(const Statement& statement) {
  if (statement.fields.map_size() != 0) return refuse("statement", "none with members");
  return Attested{};
}

using Verify = Result<Attested> (*)(const Statement&);
constexpr std::array<std::pair<std::string_view, Verify>, 6> kFormats{
    {{"none", verify_none},
     {"packed", verify_packed},
     {"fido-u2f", verify_fido_u2f},
     {"tpm", verify_tpm},
     {"android-key", verify_android_key},
     {"apple", verify_apple}}};

}  // namespace

Bytes Statement::signed_bytes() const {
  Bytes out(data.bytes.begin(), data.bytes.end());
  out.insert(out.end(), client_data_hash.begin(), client_data_hash.end());
  return out;
}

Result<Attested> verify_statement(const std::string& format, const Statement& statement) {
  // WebAuthn 7.1 step 21: byte for byte
  const auto* found =
      std::ranges::find(kFormats, format, [](const auto& each) { return each.first; });
  if (found == kFormats.end()) return refuse("format", format);
  // WebAuthn 7.1 step 22
  return found->second(statement);
}

Result<CertificatePath> read_x5c(const codec::Cbor& fields) {
  const auto* list = fields.find("x5c", codec::Cbor::Kind::array);
  if (list == nullptr || list->items.empty() || list->items.size() > kLongestX5c)
    return refuse("statement", "x5c");
  CertificatePath out;
  for (const auto& item : list->items) {
    if (!item.is(codec::Cbor::Kind::bytes)) return refuse("statement", "x5c");
    auto certificate = crypto::AttestationCertificate::from_der(item.string);
    if (!certificate) return refuse("certificate", certificate.error().id);
    out.push_back(std::move(*certificate));
  }
  return out;
}

Result<void> check_aaguid_extension(const crypto::AttestationCertificate& certificate,
                                    const Uuid& aaguid) {
  // WebAuthn 8.2.1: the AAGUID is an OCTET STRING within that of the extension.
  const auto extension = certificate.extension(kAaguidExtension);
  if (!extension) return {};
  if (extension->critical) return refuse("certificate", "critical AAGUID");
  const auto value = codec::unwrap_der(extension->value, codec::kDerOctetString);
  if (!value || !std::ranges::equal(*value, aaguid.bytes)) return refuse("certificate", "AAGUID");
  return {};
}

bool certifies(const crypto::AttestationCertificate& certificate, const CoseKey& key) {
  const auto own = certificate.key();
  return own && own->public_der() == key.key.public_der();
}

}  // namespace tessera::authn::webauthn
