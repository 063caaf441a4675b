// The ceremony as one table of steps, decided from facts alone (docs/adr/0032).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/levels.hpp>
#include <tessera/authn/session_policy.hpp>
#include <tessera/authn/session_store.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

struct CeremonyFacts {
  const SignInRequest& request;
  std::optional<Session> session = {};             // live session of this browser
  std::span<const Proof> given = {};               // in this ceremony, those that still count
  std::span<const AuthenticatorRecord> held = {};  // of the person, once known
  std::span<const Method> methods = {};            // that this deployment has
  TimePoint now;
};

struct Decision {
  SignInStep step = SignInStep::method;
  std::vector<Method> methods;  // usable now, with SignInStep::method
  bool complete = false;        // the proofs there are make a session
  bool resumes = false;         // ... by resuming the level of the one before
};

// The first row of the table whose condition holds.
[[nodiscard]] Decision decide_step(const CeremonyFacts& facts);

// Does this session fulfil the wish without any step?
[[nodiscard]] bool is_satisfied(const SignInRequest& request,
                                const std::optional<Session>& session);
// The proofs of the session that count in this ceremony, so that a step-up asks for the rest only.
[[nodiscard]] std::vector<Proof> carried_proofs(const SignInRequest& request,
                                                const std::optional<Session>& session,
                                                TimePoint now);
// Who the ceremony is about before anything was proven in it: the session's person, if the session
// counts for anything here.
[[nodiscard]] std::optional<Uuid> known_person(const CeremonyFacts& facts);
// What would reach the level, if the person had it.
[[nodiscard]] std::vector<Method> decide_missing(const CeremonyFacts& facts);
// The highest level that these authenticators reach.
[[nodiscard]] Acr reachable_level(std::span<const AuthenticatorRecord> held,
                                  std::span<const Method> methods);

// May this person sign in at all: active, and a citizen or a civil servant in office.
[[nodiscard]] bool may_sign_in(const people::Person& person, TimePoint now);
// May this person prove who he is: such a one, or one whose account is frozen or suspended, who is
// told so then.
[[nodiscard]] bool may_prove(const people::Person& person, TimePoint now);

// The session that these proofs make; `old` is rotated if it is of the same person. Id, secret hash
// and browser words are the caller's.
struct NewSession {
  const people::Person& person;
  std::vector<Proof> proofs;  // of the ceremony and carried ones
  std::optional<Session> old;
  bool resumes = false;
};
[[nodiscard]] SessionRecord decide_session(const NewSession& made, TimePoint now,
                                           const SessionPolicy& policy = {});

}  // namespace tessera::authn
