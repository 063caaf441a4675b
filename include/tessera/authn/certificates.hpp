// Sign-in by client certificate: smart cards of staff, eIDs of citizens (docs/adr/0036). The
// listener that asks for certificates reads one and sends the browser back to the ceremony with a
// short sealed answer; nobody is looked up before that comes back to the browser it was made for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/certificate_template.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/revocation.hpp>
#include <tessera/base/peer_certificate.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

// One [[smartcard]] table: whose certificates, and what they are good for.
struct CertificateRealm {
  std::string name;
  crypto::TrustAnchors anchors;
  crypto::PathRules rules;
  CertificateTemplate identifier;
  RevocationRules revocation;
  bool hardware = false;  // its keys cannot be copied: aal3; else aal2:phr
  bool citizens = false;
  bool staff = true;
};

// What a certificate said, on its way back to the ceremony.
struct CertificateReading {
  std::string error;  // "certificate.none", "certificate.expired" ...; empty: it is good
  std::string realm;
  std::string identifier;
  std::string label;  // common name, for the person's own eyes
  bool hardware = false;
  bool unchecked = false;  // soft: nobody could be asked whether it was taken back
  TimePoint not_after;
  TimePoint read;
};

inline constexpr minutes kCertificateAnswerLife{2};
// Opens with the sealed challenge for which the certificate was read; with no other. nullopt: not
// ours, too old, or of another challenge.
[[nodiscard]] std::string seal_reading(const CertificateReading& reading,
                                       std::string_view challenge, const crypto::Keyring& keys,
                                       Random& random);
[[nodiscard]] std::optional<CertificateReading> open_reading(std::string_view sealed,
                                                             std::string_view challenge,
                                                             const crypto::Keyring& keys,
                                                             TimePoint now);

// Reads what was shown on a connection. Thread-safe.
class CertificateReader {
 public:
  CertificateReader(std::vector<CertificateRealm> realms, RevocationChecker& revocation)
      : realms_(std::move(realms)), revocation_(revocation) {}
  // Errors: as crypto::TrustAnchors::validate, "certificate.none", "certificate.not_shown_now" (a
  // resumed connection), "certificate.revoked", "certificate.revocation_unknown",
  // "certificate.no_identifier".
  [[nodiscard]] Task<CertificateReading> read(PeerCertificateRef shown, TimePoint now);
  [[nodiscard]] const CertificateRealm* find(std::string_view name) const;

 private:
  [[nodiscard]] Task<CertificateReading> read_valid(PeerCertificateRef shown, TimePoint now);
  const std::vector<CertificateRealm> realms_;
  RevocationChecker& revocation_;
};

struct CertificatePorts {
  AuthenticatorStore& store;
  people::PeopleService& people;
  Notices& notices;
  crypto::KeyringHolder& keys;
  Random& random;
};

// The method of the ceremony. Fields of the answer: "challenge", "answer".
[[nodiscard]] std::unique_ptr<MethodVerifier> make_certificate_verifier(
    const CertificatePorts& ports, CertificateReader& reader);

// Binding in the account, as any authenticator.
class CertificateBinding {
 public:
  CertificateBinding(const CertificatePorts& ports, CertificateReader& reader)
      : p_(ports), reader_(reader) {}
  // A sealed challenge for this session and browser; the answer has to be to it.
  [[nodiscard]] std::string offer(const Uuid& session, std::string_view binding, TimePoint now);
  // What the card said. Errc::gone "certificate.answer_expired"; Errc::forbidden with the error of
  // the reading.
  [[nodiscard]] Result<CertificateReading> open(const Uuid& session, std::string_view binding,
                                                std::string_view challenge, std::string_view answer,
                                                TimePoint now);
  // The same for an officer's session, about the person who stands before the desk.
  [[nodiscard]] std::string offer_at_desk(const Uuid& session, const Uuid& person,
                                          std::string_view binding, TimePoint now);
  [[nodiscard]] Result<CertificateReading> open_at_desk(const Uuid& session, const Uuid& person,
                                                        std::string_view binding,
                                                        std::string_view challenge,
                                                        std::string_view answer, TimePoint now);
  // Errors of open; Errc::forbidden "certificate.population"; Errc::conflict
  // "certificate.taken" if it is bound, here or elsewhere, or there are too many.
  [[nodiscard]] Task<Result<void>> bind(const Uuid& person, const CertificateReading& reading,
                                        std::string label, const RequestContext& context);
  // By an officer, who saw the person; evidence: what was seen, and the case.
  [[nodiscard]] Task<Result<void>> bind_at_desk(const Uuid& person,
                                                const CertificateReading& reading,
                                                people::ActingAs officer, std::string evidence,
                                                const RequestContext& context);

 private:
  [[nodiscard]] Result<CertificateReading> open_in(std::string_view flow, std::string_view binding,
                                                   std::string_view challenge,
                                                   std::string_view answer, TimePoint now);
  [[nodiscard]] Task<Result<NewAuthenticator>> make(Uuid person, CertificateReading reading,
                                                    std::string label,
                                                    const RequestContext& context);
  [[nodiscard]] Task<Result<void>> commit(NewAuthenticator bound, bool by_person,
                                          const RequestContext& context);
  CertificatePorts p_;
  CertificateReader& reader_;
};

// What the store knows a certificate by: SHA-256 of the keyed fingerprint of realm and identifier.
// The first one is written, any is found.
[[nodiscard]] std::vector<Bytes> certificate_lookup_keys(const CertificateReading& reading,
                                                         const crypto::Keyring& keys);
// May this realm's certificates be this person's?
[[nodiscard]] bool serves(const CertificateRealm& realm, const people::Person& person,
                          TimePoint now);

}  // namespace tessera::authn
