#include "authn/ceremony.hpp"

#include <algorithm>
#include <array>

#include "authn/session_rules.hpp"

namespace tessera::authn {
namespace {

// As long as an aal2 session may rest: after that a code alone says too little.
constexpr hours kPasswordCarries{1};

// What can be reached here: higher wishes are met as far as it goes.
Acr reachable(Acr wanted) {
  return std::min(wanted, Acr::aal2);
}

bool wants_second_factor(const CeremonyFacts& f) {
  return reachable(f.request.wanted) >= Acr::aal2;
}
bool is_fulfilled(const CeremonyFacts& f) {
  return !f.password_proven && !f.code_proven && is_satisfied(f.request, f.session);
}
bool needs_password(const CeremonyFacts& f) {
  return !f.password_proven && !carries_password(f.request, f.session, f.now);
}
// Just after a password the session is made as far as it goes; a page that comes back for more is
// told.
bool lacks_second_factor(const CeremonyFacts& f) {
  return wants_second_factor(f) && !f.has_totp && !f.password_proven;
}
bool needs_code(const CeremonyFacts& f) {
  return wants_second_factor(f) && f.has_totp && !f.code_proven;
}
bool always(const CeremonyFacts&) {
  return true;
}

struct Row {
  SignInStep step;
  bool (*applies)(const CeremonyFacts&);
};
constexpr std::array<Row, 5> kSteps{{{SignInStep::done, is_fulfilled},
                                     {SignInStep::password, needs_password},
                                     {SignInStep::no_second_factor, lacks_second_factor},
                                     {SignInStep::code, needs_code},
                                     {SignInStep::done, always}}};

}  // namespace

SignInStep decide_step(const CeremonyFacts& facts) {
  return std::ranges::find_if(kSteps, [&](const Row& row) { return row.applies(facts); })->step;
}

bool is_satisfied(const SignInRequest& request, const std::optional<Session>& session) {
  if (!session || !satisfies(session->acr, reachable(request.wanted))) return false;
  if (request.person && session->person != *request.person) return false;
  return !request.fresh || session->auth_time > request.not_before;
}

bool carries_password(const SignInRequest& request, const std::optional<Session>& session,
                      TimePoint now) {
  if (!session || request.fresh || session->acr < Acr::aal1) return false;
  if (request.person && session->person != *request.person) return false;
  return now < session->auth_time + kPasswordCarries;
}

bool may_sign_in(const people::Person& person, TimePoint now) {
  if (person.state != people::PersonState::active) return false;
  return person.citizen || (person.affiliation && person.affiliation->in_force(now));
}

SessionRecord decide_session(const people::Person& person, const Proofs& proofs,
                             const std::optional<Session>& old, TimePoint now) {
  const bool rotates = old && old->person == person.id;
  SessionRecord record;
  record.staff = person.affiliation && person.affiliation->in_force(now);
  auto& s = record.session;
  if (rotates) s.id = old->id;
  s.person = person.id;
  s.acr = proofs.code ? Acr::aal2 : Acr::aal1;
  s.amr = {std::string(kAmrPassword)};
  if (proofs.code) s.amr.insert(s.amr.end(), {std::string(kAmrOtp), std::string(kAmrMfa)});
  s.auth_time = proofs.auth_time;
  s.created = rotates ? old->created : now;
  s.last_seen = now;
  const auto limits = limits_of(s.acr, record.staff);
  record.idle = limits.idle;
  s.expires = proofs.auth_time + limits.overall;
  if (record.staff && !person.citizen && person.affiliation->ends) {
    s.expires = std::min(s.expires, *person.affiliation->ends);
  }
  return record;
}

}  // namespace tessera::authn
