// WebAuthn 8.3. libfido2 does not look at all of it, so all of it is verified here.
#include <algorithm>

#include "authn/webauthn/attestation/statement.hpp"
#include "authn/webauthn/attestation/tpm_structures.hpp"
#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

using Kind = codec::Cbor::Kind;
using crypto::AttestationAlg;

constexpr std::uint32_t kGenerated = 0xff544347;  // TPM_GENERATED_VALUE
constexpr std::uint16_t kAttestCertify = 0x8017;  // TPM_ST_ATTEST_CERTIFY
// TPMA_OBJECT: fixedTPM, fixedParent, sensitiveDataOrigin. Without them the key may have come from
// elsewhere, and the statement would prove nothing about where it is.
constexpr std::uint32_t kBornInThisTpm = 0x00000032;
constexpr std::int64_t kRs1 = -65535;  // RFC 8812 2; older versions of Windows
constexpr const char* kAikCertificate = "2.23.133.8.3";
constexpr std::string_view kManufacturer = "2.23.133.2.1", kModel = "2.23.133.2.2",
                           kVersion = "2.23.133.2.3";

std::optional<AttestationAlg> alg_of(std::int64_t alg) {
  switch (alg) {
    case kRs256:
      return AttestationAlg::rsa_sha256;
    case kEs256:
      return AttestationAlg::ecdsa_sha256;
    case kRs1:
      return AttestationAlg::rsa_sha1;
    default:
      return std::nullopt;
  }
}

Bytes digest_by_alg(AttestationAlg alg, BytesView data) {
  if (alg == AttestationAlg::rsa_sha1) {
    const auto digest = crypto::sha1(data);
    return {digest.begin(), digest.end()};
  }
  const auto digest = crypto::sha256(data);
  return {digest.begin(), digest.end()};
}

// TPM 2.0 Library, Part 1, 16: the name of an object is its algorithm and its digest.
Bytes name_of(const TpmPublic& area, BytesView bytes) {
  Bytes digest;
  if (area.name_alg == kTpmSha256) digest = digest_by_alg(AttestationAlg::ecdsa_sha256, bytes);
  if (area.name_alg == kTpmSha384) digest = crypto::sha384(bytes);
  if (area.name_alg == kTpmSha512) digest = crypto::sha512(bytes);
  if (digest.empty()) return {};
  Bytes out{static_cast<std::uint8_t>(area.name_alg >> 8),
            static_cast<std::uint8_t>(area.name_alg)};
  out.insert(out.end(), digest.begin(), digest.end());
  return out;
}

Bytes exponent_of(std::uint32_t exponent) {
  return {static_cast<std::uint8_t>(exponent >> 16), static_cast<std::uint8_t>(exponent >> 8),
          static_cast<std::uint8_t>(exponent)};
}

// A coordinate may come without its leading zeros.
bool is_same_number(BytesView shorter, BytesView whole) {
  if (shorter.size() > whole.size()) return false;
  const auto zeros = whole.first(whole.size() - shorter.size());
  return std::ranges::all_of(zeros, [](auto byte) { return byte == 0; }) &&
         std::ranges::equal(shorter, whole.subspan(zeros.size()));
}

bool is_same_key(const TpmPublic& area, const CoseKey& key) {
  const auto parts = key.key.public_parts();
  if (key.alg == kRs256)
    return area.type == kTpmRsa && area.exponent < (1u << 24) &&
           std::ranges::equal(area.n, parts.n) && exponent_of(area.exponent) == parts.e;
  return key.alg == kEs256 && area.type == kTpmEcc && area.curve == kTpmP256 &&
         is_same_number(area.x, parts.x) && is_same_number(area.y, parts.y);
}

bool has_attribute(const std::vector<crypto::NameAttribute>& names, std::string_view type) {
  const auto found = std::ranges::find(names, type, &crypto::NameAttribute::type);
  return found != names.end() && !found->value.empty();
}

// WebAuthn 8.3.1
Result<void> check_aik_certificate(const crypto::AttestationCertificate& certificate) {
  if (certificate.version() != 3) return refuse("certificate", "version");
  if (!certificate.subject().empty()) return refuse("certificate", "subject");
  const auto names = certificate.alternative_directory_names();
  if (!has_attribute(names, kManufacturer) || !has_attribute(names, kModel) ||
      !has_attribute(names, kVersion))
    return refuse("certificate", "TPM attributes");
  if (!certificate.has_extended_usage(kAikCertificate))
    return refuse("certificate", "extended key usage");
  if (!certificate.is_end_entity()) return refuse("certificate", "basic constraints");
  return {};
}

// WebAuthn 8.3, the part about certInfo
Result<void> check_cert_info(BytesView bytes, BytesView to_be_signed, AttestationAlg alg,
                             const TpmPublic& area, BytesView area_bytes) {
  const auto info = read_tpm_attest(bytes);
  if (!info) return refuse("statement", "certInfo");
  if (info->magic != kGenerated) return refuse("statement", "magic");
  if (info->type != kAttestCertify) return refuse("statement", "type of certInfo");
  if (!std::ranges::equal(info->extra_data, digest_by_alg(alg, to_be_signed)))
    return refuse("statement", "extraData");
  const auto name = name_of(area, area_bytes);
  if (name.empty() || !std::ranges::equal(info->name, name)) return refuse("statement", "name");
  return {};
}

Result<TpmPublic> check_public_area(BytesView bytes, const CoseKey& key) {
  const auto area = read_tpm_public(bytes);
  if (!area || !is_same_key(*area, key)) return refuse("statement", "pubArea");
  if ((area->attributes & kBornInThisTpm) != kBornInThisTpm)
    return refuse("statement", "not a key of this TPM");
  return *area;
}

}  // namespace

Result<Attested> verify_tpm(const Statement& statement) {
  const auto& fields = statement.fields;
  const auto* version = fields.find("ver", Kind::text);
  const auto* alg = fields.find("alg", Kind::integer);
  const auto* signature = fields.find("sig", Kind::bytes);
  const auto* info = fields.find("certInfo", Kind::bytes);
  const auto* area_bytes = fields.find("pubArea", Kind::bytes);
  const bool whole = fields.map_size() == 6 && version && alg && signature && info && area_bytes;
  if (!whole || version->text() != "2.0") return refuse("statement", "members of tpm");
  const auto known = alg_of(alg->integer);
  if (!known) return refuse("statement", "alg");
  const auto area = check_public_area(area_bytes->string, statement.credential().key);
  if (!area) return std::unexpected(area.error());
  if (const auto good = check_cert_info(info->string, statement.signed_bytes(), *known, *area,
                                        area_bytes->string);
      !good)
    return std::unexpected(good.error());
  auto path = read_x5c(fields);
  if (!path) return std::unexpected(path.error());
  if (!path->front().verify(*known, info->string, signature->string))
    return refuse("statement", "signature");
  if (const auto good = check_aik_certificate(path->front()); !good)
    return std::unexpected(good.error());
  if (const auto same = check_aaguid_extension(path->front(), statement.credential().aaguid); !same)
    return std::unexpected(same.error());
  return Attested{.kind = AttestationKind::basic,
                  .path = std::move(*path),
                  .by_sha1 = *known == AttestationAlg::rsa_sha1};
}

}  // namespace tessera::authn::webauthn
