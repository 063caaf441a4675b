#include <tessera/authn/make.hpp>

#include "authn/ceremony/sign_in.hpp"
#include "authn/ceremony/trial.hpp"
#include "authn/methods/binding_service.hpp"
#include "authn/methods/verify_lookup_code.hpp"
#include "authn/methods/verify_password.hpp"
#include "authn/methods/verify_totp.hpp"
#include "authn/protection/care.hpp"
#include "authn/protection/freeze.hpp"
#include "authn/protection/interventions.hpp"
#include "authn/protection/notices.hpp"
#include "authn/recovery/recovery.hpp"
#include "authn/recovery/recovery_addresses.hpp"
#include "authn/recovery/recovery_setup.hpp"
#include "authn/sessions/sessions.hpp"

namespace tessera::authn {
namespace {

CertificatePorts certificate_ports(const AuthnPorts& ports, Notices& notices) {
  return {.store = ports.authenticators,
          .people = ports.people,
          .notices = notices,
          .keys = ports.keys,
          .random = ports.random};
}

PasskeyPorts passkey_ports(const AuthnPorts& ports, Notices& notices) {
  return {.authenticators = ports.authenticators,
          .passkeys = ports.passkeys,
          .people = ports.people,
          .notices = notices,
          .keys = ports.keys,
          .random = ports.random};
}

// The ways to prove who one is, each in a file of its own.
std::vector<std::unique_ptr<MethodVerifier>> make_verifiers(const AuthnPorts& ports,
                                                            const AuthnOptions& options,
                                                            PasswordHasher& hasher,
                                                            const PasskeyOptions& passkeys,
                                                            Notices& notices) {
  std::vector<std::unique_ptr<MethodVerifier>> all;
  all.push_back(
      std::make_unique<PasswordVerifier>(PasswordVerifierParts{.people = ports.people,
                                                               .store = ports.authenticators,
                                                               .hasher = hasher,
                                                               .keys = ports.keys,
                                                               .random = ports.random,
                                                               .policy = options.throttle}));
  all.push_back(std::make_unique<TotpVerifier>(ports.people, ports.authenticators, ports.keys,
                                               options.throttle));
  all.push_back(std::make_unique<LookupCodeVerifier>(ports.people, ports.authenticators, ports.keys,
                                                     options.throttle));
  all.push_back(make_passkey_verifier(passkey_ports(ports, notices), passkeys));
  if (ports.certificates != nullptr) {
    all.push_back(
        make_certificate_verifier(certificate_ports(ports, notices), *ports.certificates));
  }
  return all;
}

FreezeParts freeze_parts(const AuthnPorts& ports, Notices& notices, SessionService& sessions) {
  return {.store = ports.freezes,
          .inbox = ports.notices,
          .notices = notices,
          .sessions = sessions,
          .box = ports.person_box,
          .keys = ports.keys,
          .random = ports.random};
}

std::vector<MethodVerifier*> pointers(const std::vector<std::unique_ptr<MethodVerifier>>& all) {
  std::vector<MethodVerifier*> each;
  for (const auto& verifier : all) each.push_back(verifier.get());
  return each;
}

}  // namespace

Authn::Authn(const AuthnPorts& ports, AuthnOptions options)
    : hasher_(options.hashing, ports.random),
      passkey_options_(std::move(options.passkeys)),
      places_(std::move(options.places)),
      addresses_(std::make_unique<AddressBook>(ports.people, ports.person_box, ports.recoveries)),
      notices_(std::make_unique<NoticeDesk>(NoticeParts{.people = ports.people,
                                                        .box = ports.person_box,
                                                        .store = ports.notices,
                                                        .addresses = *addresses_,
                                                        .places = places_,
                                                        .keys = ports.keys,
                                                        .random = ports.random,
                                                        .service_name = options.service_name,
                                                        .public_url = options.public_url})),
      sessions_(std::make_unique<Sessions>(ports.sessions, ports.session_cache, ports.keys,
                                           ports.clock, ports.random, options.sessions,
                                           options.is_privileged)),
      stuffing_({.store = ports.stuffing,
                 .once = ports.throttle,
                 .journal = ports.journal,
                 .patience = patience_,
                 .keys = ports.keys,
                 .random = ports.random,
                 .policy = options.stuffing}),
      flows_(ports.flows, ports.keys, ports.random),
      trials_(std::make_unique<Trials>(Trials::Parts{.store = ports.authenticators,
                                                     .throttle = ports.throttle,
                                                     .journal = ports.journal,
                                                     .keys = ports.keys,
                                                     .notices = *notices_,
                                                     .stuffing = stuffing_,
                                                     .policy = options.throttle})),
      verifiers_(make_verifiers(ports, options, hasher_, passkey_options_, *notices_)),
      sign_in_(std::make_unique<SignIn>(SignInParts{.verifiers = pointers(verifiers_),
                                                    .store = ports.authenticators,
                                                    .people = ports.people,
                                                    .sessions = *sessions_,
                                                    .flows = flows_,
                                                    .trials = *trials_,
                                                    .freezes = ports.freezes,
                                                    .notices = *notices_,
                                                    .stuffing = stuffing_,
                                                    .places = places_,
                                                    .keys = ports.keys,
                                                    .random = ports.random})),
      binding_(std::make_unique<Binding>(ports.authenticators, *notices_, hasher_, ports.keys,
                                         ports.random, options.service_name)),
      certificates_(ports.certificates == nullptr
                        ? nullptr
                        : std::make_unique<CertificateBinding>(certificate_ports(ports, *notices_),
                                                               *ports.certificates)),
      passkeys_(
          std::make_unique<PasskeyBinding>(passkey_ports(ports, *notices_), passkey_options_)),
      ended_messages_(make_ended_messages(*sessions_, ports.clock, ports.random)),
      freezing_(std::make_unique<Freezing>(freeze_parts(ports, *notices_, *sessions_))),
      interventions_(std::make_unique<AccountInterventions>(
          freeze_parts(ports, *notices_, *sessions_), ports.people)) {
  const RecoveryParts parts{.people = ports.people,
                            .box = ports.person_box,
                            .authenticators = ports.authenticators,
                            .store = ports.recoveries,
                            .throttle = ports.throttle,
                            .hasher = hasher_,
                            .sessions = *sessions_,
                            .notices = *notices_,
                            .addresses = *addresses_,
                            .freeze = *freezing_,
                            .interventions = *interventions_,
                            .flows = flows_,
                            .verifiers = pointers(verifiers_),
                            .keys = ports.keys,
                            .random = ports.random,
                            .throttling = options.throttle,
                            .policy = options.recovery,
                            .gateway = options.gateway,
                            .service_name = options.service_name,
                            .public_url = options.public_url};
  recovery_ = std::make_unique<Recoveries>(parts);
  setup_ = std::make_unique<Setup>(parts);
  care_ = std::make_unique<Care>(parts, *setup_);
}

Authn::~Authn() = default;
Notices& Authn::notices() {
  return *notices_;
}
NoticeDelivery& Authn::notice_delivery() {
  return *notices_;
}
Inbox& Authn::inbox() {
  return *notices_;
}
SessionService& Authn::sessions() {
  return *sessions_;
}
Task<int> Authn::end_lapsed_sessions(TimePoint now) {
  return sessions_->end_lapsed(now);
}

}  // namespace tessera::authn
