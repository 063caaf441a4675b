// SignInService: the engine around the table of steps (docs/adr/0032).
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/flow.hpp>
#include <tessera/authn/freeze_store.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/places.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/authn/stuffing.hpp>
#include <tessera/people/people_service.hpp>

#include "authn/ceremony/ceremony.hpp"
#include "authn/ceremony/trial.hpp"
#include "authn/sessions/sessions.hpp"

namespace tessera::authn {

struct SignInParts {
  std::vector<MethodVerifier*> verifiers;  // one per method; outlive the service
  AuthenticatorStore& store;
  people::PeopleService& people;
  Sessions& sessions;
  Flows& flows;
  Trials& trials;
  FreezeStore& freezes;
  Notices& notices;
  StuffingGuard& stuffing;
  const Places& places;
  crypto::KeyringHolder& keys;
  Random& random;
};

class SignIn final : public SignInService {
 public:
  explicit SignIn(SignInParts parts);

  [[nodiscard]] Task<StepResult> begin(const SignInRequest& request, const Browser& browser,
                                       const RequestContext& context) override;
  [[nodiscard]] Task<Result<StepResult>> answer(const SignInRequest& request, Answer answer,
                                                const Browser& browser,
                                                const RequestContext& context) override;
  [[nodiscard]] Task<StepResult> choose(const SignInRequest& request, Method method,
                                        const Browser& browser,
                                        const RequestContext& context) override;
  [[nodiscard]] Task<StepResult> restart(const SignInRequest& request, const Browser& browser,
                                         const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> confirm_password(const Session& session, Secret password,
                                                    const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<std::string>> renew_session(
      const Session& session, const RequestContext& context) override;

 private:
  // The ceremony as this request finds it.
  struct Visit {
    const SignInRequest& request;
    const Browser& browser;
    const RequestContext& context;
    std::optional<Session> session;
    FlowProgress progress;
    std::vector<Proof> given;    // of the progress, those that count
    std::optional<Uuid> person;  // whom they, or the session's, are of
    std::vector<AuthenticatorRecord> held;
  };
  [[nodiscard]] Task<Visit> open(const SignInRequest& request, const Browser& browser,
                                 const RequestContext& context);
  [[nodiscard]] CeremonyFacts facts_of(const Visit& visit) const;
  [[nodiscard]] Task<StepResult> show(const Visit& visit, const Decision& decision);
  [[nodiscard]] Task<Offer> offer(const Visit& visit, Method method,
                                  const std::optional<people::Person>& person);
  [[nodiscard]] Task<Judged> judge(MethodVerifier& verifier, JudgeInput input);
  // Takes a right proof into the progress; false if its challenge was answered before.
  [[nodiscard]] static bool accept(Visit& visit, const Judged& judged, const std::string& login,
                                   const std::string& challenge);
  [[nodiscard]] Task<Result<StepResult>> go_on(Visit visit, const Judged& judged,
                                               const std::string& login,
                                               const std::string& challenge, const Error& refusal);
  [[nodiscard]] Task<Result<StepResult>> finish(Visit& visit, const Decision& decision,
                                                const people::Person& person, const Error& refusal);
  // Everything was right, and nobody signs in: codes are used up all the same.
  [[nodiscard]] Task<Result<StepResult>> refuse_frozen(Visit& visit, const people::Person& person,
                                                       const Error& refusal);
  [[nodiscard]] Task<std::vector<OutboxMessage>> notices_of(const Visit& visit,
                                                            const people::Person& person);
  [[nodiscard]] Task<std::optional<SignedIn>> make_session(const Visit& visit,
                                                           const Decision& decision,
                                                           const people::Person& person);
  [[nodiscard]] std::string device_after(const Visit& visit, const Session& made,
                                         const people::Person& person) const;
  [[nodiscard]] Task<> forget_proofs(Visit& visit);
  [[nodiscard]] MethodVerifier* find(Method method) const;
  [[nodiscard]] std::string known_device(const Browser& browser, std::string_view login) const;

  SignInParts p_;
  std::vector<Method> methods_;
};

}  // namespace tessera::authn
