#include "authn/webauthn/attestation/trust.hpp"

#include <algorithm>

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

const MetadataEntry* find_entry(const Metadata& metadata, const Uuid& aaguid,
                                const CertificatePath& path) {
  if (const auto found = metadata.by_aaguid.find(aaguid); found != metadata.by_aaguid.end())
    return &found->second;
  for (const auto& certificate : path) {
    const auto found = metadata.by_key_identifier.find(certificate.key_identifier());
    if (aaguid.is_nil() && found != metadata.by_key_identifier.end()) return &found->second;
  }
  return nullptr;
}

// WebAuthn 7.1 step 23: for a model that the metadata lists only its own roots count, as long as
// the metadata is current.
bool leads_to_root(const Attested& attested, const MetadataEntry* entry, const TrustRoots& roots,
                   TimePoint now) {
  if (attested.kind != AttestationKind::basic || attested.by_sha1) return false;
  if (entry == nullptr) return crypto::leads_to(attested.path, roots.others, now);
  return now < roots.metadata->next_update && crypto::leads_to(attested.path, entry->roots, now);
}

}  // namespace

Result<bool> decide_trust(const Attested& attested, const Uuid& aaguid, const Policy& policy,
                          const TrustRoots& roots, TimePoint now) {
  const auto* entry = roots.metadata ? find_entry(*roots.metadata, aaguid, attested.path) : nullptr;
  const bool compromised = entry != nullptr && !entry->compromise.empty();
  const bool trusted = !compromised && leads_to_root(attested, entry, roots, now);
  const bool required =
      policy.attestation == AttestationWish::required || !policy.allowed_aaguids.empty();
  // FIDO Metadata Service 3.1.4: a model with such a report is not accepted where models matter.
  if (compromised && (required || policy.attestation == AttestationWish::preferred))
    return refuse("compromised", entry->compromise);
  // WebAuthn 7.1 steps 24 and 29
  if (required && !trusted) return refuse("untrusted");
  if (!policy.allowed_aaguids.empty() &&
      std::ranges::find(policy.allowed_aaguids, aaguid) == policy.allowed_aaguids.end())
    return refuse("aaguid", to_string(aaguid));
  return trusted;
}

}  // namespace tessera::authn::webauthn
