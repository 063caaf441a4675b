// The ceremony as one table of steps, decided from facts alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/session_store.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

struct CeremonyFacts {
  const SignInRequest& request;
  std::optional<Session> session;  // live session of this browser
  bool password_proven = false;    // in this ceremony
  bool code_proven = false;
  bool has_totp = false;  // of the person, once known
  TimePoint now;
};

// The first row of the table whose condition holds.
[[nodiscard]] SignInStep decide_step(const CeremonyFacts& facts);

// Does this session fulfil the wish without any step?
[[nodiscard]] bool is_satisfied(const SignInRequest& request,
                                const std::optional<Session>& session);
// May the password that made this session count as proven, so that a code alone steps it up?
[[nodiscard]] bool carries_password(const SignInRequest& request,
                                    const std::optional<Session>& session, TimePoint now);

// May this person sign in at all: active, and a citizen or a civil servant in office.
[[nodiscard]] bool may_sign_in(const people::Person& person, TimePoint now);

struct Proofs {
  bool code = false;    // besides the password
  TimePoint auth_time;  // of the older proof
};
// The session that these proofs make; `old` is rotated if it is of the same person. Id, secret hash
// and browser words are the caller's.
[[nodiscard]] SessionRecord decide_session(const people::Person& person, const Proofs& proofs,
                                           const std::optional<Session>& old, TimePoint now);

}  // namespace tessera::authn
