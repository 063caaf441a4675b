// The room, as src/app wires it. Arguments must outlive what is made.
#pragma once

#include <memory>
#include <string>

#include <tessera/audit/journal.hpp>
#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/binding.hpp>
#include <tessera/authn/care.hpp>
#include <tessera/authn/certificates.hpp>
#include <tessera/authn/code_gateway.hpp>
#include <tessera/authn/ended_messages.hpp>
#include <tessera/authn/flow.hpp>
#include <tessera/authn/freeze.hpp>
#include <tessera/authn/freeze_store.hpp>
#include <tessera/authn/interventions.hpp>
#include <tessera/authn/notice_store.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/passkeys.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/authn/places.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/recovery_setup.hpp>
#include <tessera/authn/recovery_store.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/authn/session_policy.hpp>
#include <tessera/authn/session_store.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/authn/stuffing.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

class NoticeDesk;
class Sessions;
class Trials;

struct AuthnPorts {
  SessionStore& sessions;              // store/postgres/session_store.hpp
  SessionCache& session_cache;         // store/redis/session_store.hpp
  AuthenticatorStore& authenticators;  // store/postgres/authenticator_store.hpp
  ThrottleStore& throttle;             // store/redis/throttle_store.hpp
  people::PeopleService& people;
  audit::Journal& journal;
  crypto::KeyringHolder& keys;
  const Clock& clock;
  Random& random;
  NoticeStore& notices;  // store/postgres/inbox_store.hpp
  people::PersonBox& person_box;
  FreezeStore& freezes;                       // store/postgres/freeze_store.hpp
  FlowStore& flows;                           // store/redis/flow_store.hpp
  StuffingStore& stuffing;                    // store/redis/stuffing_store.hpp
  RecoveryStore& recoveries;                  // store/postgres/recovery_store.hpp
  PasskeyStore& passkeys;                     // store/postgres/passkey_store.hpp
  CertificateReader* certificates = nullptr;  // nullptr: no smart cards
};

struct AuthnOptions {
  std::string service_name = "Tessera";  // in authenticator apps, and no word for a password
  PasswordHasher::Options hashing;
  ThrottlePolicy throttle;
  std::string public_url = {};  // for the links in mails, no slash at the end
  Places places = {};
  StuffingPolicy stuffing = {};
  SessionPolicy sessions = {};
  PrivilegeCheck is_privileged = {};  // nobody is, if there is none
  RecoveryPolicy recovery = {};
  GatewayPolicy gateway = {};
  PasskeyOptions passkeys = {};
};

// All services of the room. Making it hashes twice (to know what a hash costs).
class Authn {
 public:
  Authn(const AuthnPorts& ports, AuthnOptions options);
  ~Authn();
  [[nodiscard]] SessionService& sessions();
  [[nodiscard]] SignInService& sign_in() { return *sign_in_; }
  [[nodiscard]] BindingService& binding() { return *binding_; }
  // nullptr: no smart cards.
  [[nodiscard]] CertificateBinding* certificates() { return certificates_.get(); }
  [[nodiscard]] PasskeyBinding& passkeys() { return *passkeys_; }
  // For every service that changes something about an account.
  [[nodiscard]] Notices& notices();
  [[nodiscard]] NoticeDelivery& notice_delivery();
  [[nodiscard]] FreezeService& freezing() { return *freezing_; }
  [[nodiscard]] Interventions& interventions() { return *interventions_; }
  [[nodiscard]] Inbox& inbox();
  // Job, any node, every minute: ends what is past its limits, with event and message.
  [[nodiscard]] Task<int> end_lapsed_sessions(TimePoint now);
  [[nodiscard]] RecoveryService& recovery() { return *recovery_; }
  [[nodiscard]] RecoverySetup& recovery_setup() { return *setup_; }
  [[nodiscard]] AuthenticatorCare& care() { return *care_; }
  [[nodiscard]] EndedMessages& ended_messages() { return *ended_messages_; }

 private:
  PasswordHasher hasher_;
  PasskeyOptions passkey_options_;
  Places places_;
  std::unique_ptr<NoticeAddresses> addresses_;
  std::unique_ptr<NoticeDesk> notices_;
  std::unique_ptr<Sessions> sessions_;
  TimerPatience patience_;
  StuffingGuard stuffing_;
  Flows flows_;
  std::unique_ptr<Trials> trials_;
  std::vector<std::unique_ptr<MethodVerifier>> verifiers_;
  std::unique_ptr<SignInService> sign_in_;
  std::unique_ptr<BindingService> binding_;
  std::unique_ptr<CertificateBinding> certificates_;
  std::unique_ptr<PasskeyBinding> passkeys_;
  std::unique_ptr<EndedMessages> ended_messages_;
  std::unique_ptr<FreezeService> freezing_;
  std::unique_ptr<Interventions> interventions_;
  std::unique_ptr<RecoveryService> recovery_;
  std::unique_ptr<RecoverySetup> setup_;
  std::unique_ptr<AuthenticatorCare> care_;
};

[[nodiscard]] std::unique_ptr<EndedMessages> make_ended_messages(Sessions& sessions,
                                                                 const Clock& clock,
                                                                 Random& random);

}  // namespace tessera::authn
