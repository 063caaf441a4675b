// Which models of authenticators are vouched for by whom: the FIDO Metadata Service (MDS 3.1) as a
// file, and roots of our own for what it does not list.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/attestation_certificate.hpp>

namespace tessera::authn::webauthn {

struct MetadataEntry {
  std::string description;
  std::vector<crypto::AttestationCertificate> roots;
  std::string compromise;  // the status that forbids its use, or empty
};

// Immutable once read.
struct Metadata {
  std::int64_t number = 0;
  TimePoint next_update;  // the end of that day
  std::map<Uuid, MetadataEntry> by_aaguid;
  std::map<std::string, MetadataEntry> by_key_identifier;  // U2F: of the attestation certificate
};

struct MetadataRules {
  crypto::AttestationCertificate root;  // that the signer's path leads to
  // A DNS name of the signer's certificate; empty: the root signs for nobody else.
  std::string signer = "mds.fidoalliance.org";
  std::int64_t newer_than = 0;  // the number of the blob that was read before
};

// FIDO Metadata Service 3.1.7 over the text of a BLOB. Errc::invalid "metadata.malformed",
// "metadata.signature" (also a path that does not lead to the root), "metadata.signer";
// Errc::conflict "metadata.older"; Errc::gone "metadata.stale": its next update is overdue.
[[nodiscard]] Result<Metadata> read_metadata(std::string_view blob, const MetadataRules& rules,
                                             TimePoint now);

struct TrustRoots {
  std::shared_ptr<const Metadata> metadata{};  // or none
  // Vouch for models that the metadata does not list (Apple's, for instance).
  std::vector<crypto::AttestationCertificate> others{};
};

}  // namespace tessera::authn::webauthn
