#include "authn/ceremony/ceremony.hpp"

#include <algorithm>
#include <array>

#include "authn/sessions/session_rules.hpp"

namespace tessera::authn {
namespace {

// As long as an aal2 session may rest: after that a proof of the session says too little.
constexpr hours kProofCarries{1};
constexpr std::array kIdentifying{Method::password, Method::passkey, Method::certificate};

bool contains(std::span<const Method> methods, Method method) {
  return std::ranges::find(methods, method) != methods.end();
}

// Is this the session of whom the wish is about, and new enough for it?
bool suits(const SignInRequest& request, const std::optional<Session>& session) {
  if (!session || session->acr < Acr::aal1) return false;
  if (request.person && session->person != *request.person) return false;
  return !request.fresh || session->auth_time > request.not_before;
}

Acr resumable(const CeremonyFacts& f) {
  return suits(f.request, f.session) ? f.session->resumable : Acr::none;
}

// What the authenticators of the person will prove, as far as this deployment takes it.
std::vector<Proof> expected(const CeremonyFacts& f) {
  std::vector<Proof> proofs;
  for (const auto& record : f.held) {
    const auto& a = record.authenticator;
    const bool usable = a.state == AuthenticatorState::active && (!a.expires || f.now < *a.expires);
    auto proof = expected_proof(a, f.now);
    if (usable && contains(f.methods, proof.method)) proofs.push_back(std::move(proof));
  }
  return proofs;
}

std::vector<Proof> join(std::vector<Proof> first, std::span<const Proof> second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

struct State {
  const CeremonyFacts& f;
  std::vector<Proof> counted;   // given and carried
  std::vector<Proof> possible;  // what the person could still give
  Acr wanted = Acr::aal1;
  Acr reached = Acr::none;
  Acr reachable = Acr::none;
};

State look_at(const CeremonyFacts& f) {
  State s{.f = f, .wanted = f.request.wanted};
  s.counted = join({f.given.begin(), f.given.end()}, carried_proofs(f.request, f.session, f.now));
  s.possible = expected(f);
  s.reached = decide_level(s.counted).acr;
  s.reachable = decide_level(join(s.counted, s.possible)).acr;
  if (f.request.purpose == Purpose::enrol_authenticator)  // requirements 4.5: what there is
    s.wanted = std::max(Acr::aal1, std::min(s.wanted, s.reachable));
  return s;
}

// Rows without a new proof: what the session is worth.
bool is_fulfilled(const State& s) {
  return s.f.given.empty() && suits(s.f.request, s.f.session) && s.f.session->acr >= s.wanted;
}
bool is_at_its_best(const State& s) {
  return s.f.given.empty() && suits(s.f.request, s.f.session) && resumable(s.f) < s.wanted &&
         s.reachable < s.wanted && s.f.session->acr >= s.reachable;
}
bool suffices_at_its_best(const State& s) {
  return is_at_its_best(s) && !s.f.request.essential;
}
bool is_anybody(const State& s) {
  return s.counted.empty() && (resumable(s.f) < s.wanted || s.possible.empty());
}
// Rows with one.
bool resumes(const State& s) {
  return !s.f.given.empty() && s.reached < s.wanted && resumable(s.f) >= s.wanted;
}
bool is_reached(const State& s) {
  return !s.f.given.empty() && s.reached >= s.wanted;
}
bool is_exhausted(const State& s) {
  return !s.f.given.empty() && s.reached >= s.reachable;
}
bool suffices_exhausted(const State& s) {
  return is_exhausted(s) && !s.f.request.essential;
}
bool may_be_resumed(const State& s) {
  return s.f.given.empty() && resumable(s.f) >= s.wanted && !s.possible.empty();
}
bool always(const State&) {
  return true;
}

std::vector<Method> methods_of(std::span<const Proof> proofs) {
  std::vector<Method> methods;
  for (const auto& proof : proofs) {
    if (!contains(methods, proof.method)) methods.push_back(proof.method);
  }
  return methods;
}
std::vector<Method> none_at_all(const State&) {
  return {};
}
std::vector<Method> first_methods(const State& s) {
  std::vector<Method> methods;
  for (const auto method : kIdentifying) {
    if (contains(s.f.methods, method)) methods.push_back(method);
  }
  return methods;
}
std::vector<Method> any_held(const State& s) {
  return methods_of(s.possible);
}
// Those of the ways to the level in which no step could be left out.
std::vector<Method> next_methods(const State& s) {
  const auto target = std::min(s.wanted, s.reachable);
  const auto reaches = [&](const Proof& a, const Proof& b) {
    return decide_level(join(s.counted, std::array{a, b})).acr >= target;
  };
  const auto alone = [&](const Proof& proof) { return reaches(proof, proof); };
  std::vector<Proof> useful;
  for (const auto& first : s.possible) {
    const bool helps = alone(first) || std::ranges::any_of(s.possible, [&](const Proof& second) {
                         return !alone(second) && reaches(first, second);
                       });
    if (helps) useful.push_back(first);
  }
  return methods_of(useful);
}
bool has_next(const State& s) {
  return !s.counted.empty() && !next_methods(s).empty();
}

struct Row {
  bool (*applies)(const State&);
  SignInStep step;
  std::vector<Method> (*methods)(const State&);
  bool complete = false;
  bool resumes = false;
};
constexpr std::array<Row, 10> kSteps{{{is_fulfilled, SignInStep::done, none_at_all},
                                      {suffices_at_its_best, SignInStep::done, none_at_all},
                                      {is_at_its_best, SignInStep::missing, none_at_all},
                                      {is_anybody, SignInStep::method, first_methods},
                                      {is_reached, SignInStep::done, none_at_all, true},
                                      {resumes, SignInStep::done, none_at_all, true, true},
                                      {suffices_exhausted, SignInStep::done, none_at_all, true},
                                      {is_exhausted, SignInStep::missing, none_at_all, true},
                                      {may_be_resumed, SignInStep::method, any_held},
                                      {has_next, SignInStep::method, next_methods}}};
// Nothing more to ask of this person: the page says what would do.
constexpr Row kLast{always, SignInStep::missing, none_at_all};

}  // namespace

Decision decide_step(const CeremonyFacts& facts) {
  const auto state = look_at(facts);
  const auto found =
      std::ranges::find_if(kSteps, [&](const Row& row) { return row.applies(state); });
  const auto& row = found == kSteps.end() ? kLast : *found;
  return {.step = row.step,
          .methods = row.methods(state),
          .complete = row.complete,
          .resumes = row.resumes};
}

bool is_satisfied(const SignInRequest& request, const std::optional<Session>& session) {
  return suits(request, session) && satisfies(session->acr, request.wanted);
}

std::vector<Proof> carried_proofs(const SignInRequest& request,
                                  const std::optional<Session>& session, TimePoint now) {
  std::vector<Proof> carried;
  if (!suits(request, session)) return carried;
  for (const auto& proof : session->proofs) {
    const bool counts = !request.fresh || proof.at > request.not_before;
    if (counts && now < proof.at + kProofCarries) carried.push_back(proof);
  }
  return carried;
}

std::optional<Uuid> known_person(const CeremonyFacts& facts) {
  const bool counts = !carried_proofs(facts.request, facts.session, facts.now).empty() ||
                      resumable(facts) != Acr::none;
  return counts ? std::optional(facts.session->person) : std::nullopt;
}

std::vector<Method> decide_missing(const CeremonyFacts& facts) {
  const auto state = look_at(facts);
  const std::array<Proof, 3> candidates{
      {{.method = Method::totp},
       {.method = Method::passkey, .user_verified = true, .hardware = true},
       {.method = Method::certificate, .user_verified = true, .hardware = true}}};
  std::vector<Method> missing;
  for (const auto& candidate : candidates) {
    auto with = join(state.counted, state.possible);
    with.push_back(candidate);
    if (contains(facts.methods, candidate.method) && decide_level(with).acr >= state.wanted)
      missing.push_back(candidate.method);
  }
  return missing;
}

Acr reachable_level(std::span<const AuthenticatorRecord> held, std::span<const Method> methods) {
  const SignInRequest any;
  const CeremonyFacts facts{.request = any, .held = held, .methods = methods, .now = {}};
  return look_at(facts).reachable;
}

bool may_sign_in(const people::Person& person, TimePoint now) {
  return person.state == people::PersonState::active && may_prove(person, now);
}

bool may_prove(const people::Person& person, TimePoint now) {
  const bool frozen = person.state == people::PersonState::frozen && person.freeze;
  const bool held = person.state == people::PersonState::suspended;
  if (person.state != people::PersonState::active && !frozen && !held) return false;
  return person.citizen || (person.affiliation && person.affiliation->in_force(now));
}

SessionRecord decide_session(const NewSession& made, TimePoint now, const SessionPolicy& policy) {
  const auto& person = made.person;
  const auto& old = made.old;
  const bool rotates = old && old->person == person.id;
  SessionRecord record;
  record.staff = person.affiliation && person.affiliation->in_force(now);
  auto& s = record.session;
  if (rotates) s.id = old->id;
  s.person = person.id;
  auto level = decide_level(made.proofs);
  if (rotates && made.resumes) {  // the secret of the session is the other factor, 4.6
    level.acr = std::max(level.acr, old->resumable);
    level.auth_time = old->auth_time;
    level.amr = decide_level(join(old->proofs, made.proofs)).amr;
  }
  s.acr = level.acr;
  s.amr = std::move(level.amr);
  s.auth_time = level.auth_time;
  s.proofs = made.proofs;
  s.created = rotates ? old->created : now;
  s.last_seen = now;
  record.top_idle = limits_of(s.acr, record.staff, policy).idle;
  const auto limits = limits_of(Acr::aal1, record.staff, policy);
  record.idle = limits.idle;
  s.expires = s.auth_time + limits.overall;
  if (record.staff && !person.citizen && person.affiliation->ends)
    s.expires = std::min(s.expires, *person.affiliation->ends);
  return record;
}

}  // namespace tessera::authn
