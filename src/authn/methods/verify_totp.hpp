// Method totp (RFC 6238): the code of any authenticator app of the person.
#pragma once

#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

// The secret of the answer is the code.
class TotpVerifier final : public MethodVerifier {
 public:
  TotpVerifier(people::PeopleService& people, AuthenticatorStore& store,
               crypto::KeyringHolder& keys, const ThrottlePolicy& policy)
      : people_(people), store_(store), keys_(keys), policy_(policy) {}
  [[nodiscard]] Method method() const override { return Method::totp; }
  [[nodiscard]] bool identifies() const override { return false; }
  [[nodiscard]] CountedBy counted_by(const JudgeInput& input) const override;
  [[nodiscard]] Error refusal() const override;
  [[nodiscard]] Task<Judged> judge(JudgeInput input) override;

 private:
  people::PeopleService& people_;
  AuthenticatorStore& store_;
  crypto::KeyringHolder& keys_;
  ThrottlePolicy policy_;
};

}  // namespace tessera::authn
