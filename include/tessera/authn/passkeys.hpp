// Passkeys and security keys in the account and in the ceremony: what browsers are asked for, and
// what becomes of their answers. The checks are webauthn.hpp's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/webauthn.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

struct PasskeyOptions {
  webauthn::RelyingParty party;
  std::string party_name = "Tessera";
  webauthn::Policy citizens;
  webauthn::Policy staff{.attestation = webauthn::AttestationWish::preferred};
  webauthn::TrustRoots roots;
  // A counter that did not grow: refused, and the key is out of use until the person removes it.
  // False: it is noted only.
  bool refuse_clones = true;
};

// What passkeys need of the database beside the authenticators.
class PasskeyStore {
 public:
  virtual ~PasskeyStore() = default;
  // Out of use from now on: its state is "compromised", its reason "cloned". Once.
  [[nodiscard]] virtual Task<> mark_cloned(const Uuid& authenticator, audit::Event event,
                                           std::vector<OutboxMessage> notices, TimePoint now) = 0;
  // The same suspicion, where it is only noted.
  [[nodiscard]] virtual Task<> note(audit::Event event) = 0;
};

struct PasskeyPorts {
  AuthenticatorStore& authenticators;
  PasskeyStore& passkeys;  // store/postgres/passkey_store.hpp
  people::PeopleService& people;
  Notices& notices;
  crypto::KeyringHolder& keys;
  Random& random;
};

// The method of the ceremony. Field of the answer: "response", the JSON of the credential
// (WebAuthn 5.1, toJSON).
[[nodiscard]] std::unique_ptr<MethodVerifier> make_passkey_verifier(const PasskeyPorts& ports,
                                                                    const PasskeyOptions& options);

inline constexpr std::size_t kMostPasskeys = 20;
// As the counter of a given proof: the commit keeps the sign count that there is.
inline constexpr std::int64_t kNotCompared = -1;

// Binding in the account. Arguments must outlive it.
class PasskeyBinding {
 public:
  PasskeyBinding(const PasskeyPorts& ports, const PasskeyOptions& options)
      : p_(ports), options_(options) {}

  struct Offer {
    boost::json::object options;  // for navigator.credentials.create (WebAuthn 5.4)
    std::string sealed;           // the challenge, for this session and browser; 10 minutes
  };
  // name: what authenticators show; no more than the person may see in this session.
  [[nodiscard]] Task<Offer> offer(const Uuid& person, const Uuid& session, std::string name,
                                  std::string_view browser, const RequestContext& context);
  // Errc::gone "passkey.expired"; Errc::invalid "passkey.refused", or "passkey.model" where the
  // policy wants another device; Errc::conflict "authenticator.conflict" if it is bound, here or
  // elsewhere, or there are too many.
  struct Answer {
    std::string_view sealed;
    std::string_view response;
    std::string label;
  };
  [[nodiscard]] Task<Result<void>> bind(const Uuid& person, const Uuid& session,
                                        std::string_view browser, Answer answer,
                                        const RequestContext& context);

 private:
  [[nodiscard]] Task<bool> is_staff(const Uuid& person, TimePoint now);
  PasskeyPorts p_;
  const PasskeyOptions& options_;
};

}  // namespace tessera::authn
