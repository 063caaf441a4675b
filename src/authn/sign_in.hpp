// SignInService over people, stores, hashing and throttling.
#pragma once

#include <span>
#include <utility>

#include <tessera/audit/journal.hpp>
#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/people/people_service.hpp>

#include "authn/sealed_step.hpp"
#include "authn/sessions.hpp"

namespace tessera::authn {

struct SignInParts {
  people::PeopleService& people;
  AuthenticatorStore& store;
  ThrottleStore& throttle;
  PasswordHasher& hasher;
  Sessions& sessions;
  audit::Journal& journal;
  crypto::KeyringHolder& keys;
  Random& random;
  ThrottlePolicy policy;
};

class SignIn final : public SignInService {
 public:
  explicit SignIn(SignInParts parts) : p_(std::move(parts)) {}

  [[nodiscard]] Task<StepResult> begin(const SignInRequest& request, const Browser& browser,
                                       const RequestContext& context) override;
  [[nodiscard]] Task<Result<StepResult>> answer_password(const SignInRequest& request,
                                                         std::string_view identifier,
                                                         Secret password, const Browser& browser,
                                                         const RequestContext& context) override;
  [[nodiscard]] Task<Result<StepResult>> answer_code(const SignInRequest& request,
                                                     std::string_view sealed, std::string_view code,
                                                     const Browser& browser,
                                                     const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> confirm_password(const Session& session, Secret password,
                                                    const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<std::string>> renew_session(
      const Session& session, const RequestContext& context) override;

 private:
  // What a checked password or code turned out to be.
  struct Judged {
    std::string reason;  // empty: right
    std::optional<people::Person> person;
    std::vector<AuthenticatorRecord> authenticators;
    std::optional<Uuid> used;  // the authenticator that was tried
    std::int64_t step = 0;     // of a code
    bool counts = false;       // a credential failure: counted at the authenticator
  };
  struct Completed {
    const people::Person& person;
    PendingStep step;
    std::optional<Session> old;  // of this browser
    std::optional<Uuid> totp;
    std::int64_t totp_step = 0;
    bool strongest = false;  // nothing more could be proven: the device may be remembered
  };

  [[nodiscard]] Task<Result<void>> take(std::span<const ThrottleRule> rules,
                                        const RequestContext& context);
  [[nodiscard]] Task<Judged> judge_password(std::optional<people::Person> person, Secret password,
                                            const SignInRequest* request, bool known_device,
                                            TimePoint now);
  [[nodiscard]] Task<Judged> judge_code(const PendingStep& step, std::string_view code,
                                        bool known_device, TimePoint now);
  // What a try is counted by: failures if it was wrong, spent if it was right.
  struct Counters {
    std::vector<ThrottleRule> failures;
    std::vector<ThrottleRule> spent = {};
  };
  [[nodiscard]] Counters password_counters(const Attempt& attempt) const;
  // Runs a judgement between taking from the counters and giving back what it did not use.
  [[nodiscard]] Task<Result<Judged>> judge(Counters counters, Task<Judged> judgement,
                                           std::string_view step, Error refusal,
                                           const RequestContext& context);
  [[nodiscard]] Task<> save_failure(const Judged& judged, std::string_view step,
                                    const RequestContext& context);
  [[nodiscard]] Task<Result<StepResult>> finish(const Completed& completed, const Browser& browser,
                                                const RequestContext& context);
  [[nodiscard]] Task<> upgrade(const AuthenticatorRecord& record, const std::string& phc,
                               const std::string& params);
  [[nodiscard]] std::string account_of(std::string_view kind, std::string_view whose) const;
  [[nodiscard]] std::string known_device(const Browser& browser, std::string_view login) const;

  SignInParts p_;
};

}  // namespace tessera::authn
