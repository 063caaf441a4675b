// WebAuthn Level 3 on the side of the relying party: what a browser brings back is checked, step by
// step, and becomes a plain value. Pure: no store, no clock, no randomness.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/webauthn_metadata.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn::webauthn {

// COSE algorithm identifiers (RFC 9053 2, RFC 8812 2), in the order of preference.
inline constexpr std::int64_t kEs256 = -7;
inline constexpr std::int64_t kEdDsa = -8;
inline constexpr std::int64_t kRs256 = -257;
inline constexpr std::int64_t kAlgorithms[] = {kEs256, kEdDsa, kRs256};
inline constexpr std::size_t kLongestCredentialId = 1023;

struct RelyingParty {
  std::string id;                    // a domain: "login.example.gov"
  std::vector<std::string> origins;  // compared byte for byte: "https://login.example.gov"
};

// required: only a model that a trusted root vouches for. preferred: it is asked for and noted.
enum class AttestationWish { none, preferred, required };

struct Policy {
  AttestationWish attestation = AttestationWish::none;
  std::vector<Uuid> allowed_aaguids{};  // empty: every model; else as if attestation were required
  bool allow_backup_eligible = true;    // false: no synced passkeys
  bool require_user_verification = false;
};

// WebAuthn 6.5.3. basic stands for basic, attestation CA and anonymisation CA alike: the statement
// does not tell them apart.
enum class AttestationKind { none, self, basic };
[[nodiscard]] std::string_view to_string(AttestationKind kind);

struct RegistrationResponse {
  Bytes credential_id;  // rawId
  Bytes client_data_json;
  Bytes attestation_object;
  std::vector<std::string> transports{};  // getTransports(); unknown ones are left out
};

struct Registered {
  Bytes credential_id;
  Bytes public_key;  // COSE_Key, as it was written
  std::uint32_t sign_count = 0;
  Uuid aaguid;  // a claim of the authenticator, unless `trusted`
  bool user_verified = false;
  bool backup_eligible = false;
  bool backed_up = false;
  std::string format;
  AttestationKind attestation = AttestationKind::none;
  bool trusted = false;  // its path leads to a root for this model, of which no compromise is known
  std::vector<std::string> transports;
};

// WebAuthn 7.1, steps 5 to 25 and 29; that nobody has the id yet (26) is the store's to say.
// Errc::invalid "webauthn.<word>": client_data, type, challenge, origin, cross_origin, top_origin,
// attestation_object, authenticator_data, rp_id, user_presence, user_verification, backup_flags,
// backup_eligible, algorithm, key, credential_id, format, statement, certificate, untrusted,
// compromised, aaguid. The text says nothing; the detail is for the log.
[[nodiscard]] Result<Registered> check_registration(const RegistrationResponse& response,
                                                    BytesView challenge, const RelyingParty& party,
                                                    const Policy& policy, const TrustRoots& roots,
                                                    TimePoint now);

struct AssertionResponse {
  Bytes credential_id;  // rawId
  Bytes client_data_json;
  Bytes authenticator_data;
  Bytes signature;
  std::optional<Bytes> user_handle{};
};

// What was stored of the credential, found by its id.
struct StoredCredential {
  Bytes id;
  Bytes public_key;
  Bytes user_handle;  // of the person who owns it
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
};

struct AssertionRules {
  std::vector<Bytes> allow_credentials{};  // ids that were asked for; empty: any
  std::optional<Bytes>
      person_handle{};  // of the person who was identified before; none: username-less
  bool require_user_verification = false;
};

struct Asserted {
  std::uint32_t sign_count = 0;
  bool user_verified = false;
  bool backed_up = false;
  bool clone_suspected = false;  // the caller refuses or flags, by its policy
};

// WebAuthn 7.2, steps 5 to 22. Errors as above, and "webauthn.not_allowed", "webauthn.user_handle",
// "webauthn.backup_changed", "webauthn.signature".
[[nodiscard]] Result<Asserted> check_assertion(const AssertionResponse& response,
                                               BytesView challenge, const RelyingParty& party,
                                               const StoredCredential& credential,
                                               const AssertionRules& rules);

// WebAuthn 6.1.1 and 7.2 step 22: a counter that is in use must grow. Pure, for the store's own
// statement has to say the same.
[[nodiscard]] constexpr bool is_clone_suspected(std::uint32_t stored, std::uint32_t received) {
  return (stored != 0 || received != 0) && received <= stored;
}

}  // namespace tessera::authn::webauthn
