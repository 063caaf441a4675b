// Method lookup_code (SP 800-63B-4 3.1.2): a code of the person's sheet, each once.
#pragma once

#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

// The secret of the answer is the code.
class LookupCodeVerifier final : public MethodVerifier {
 public:
  LookupCodeVerifier(people::PeopleService& people, AuthenticatorStore& store,
                     crypto::KeyringHolder& keys, const ThrottlePolicy& policy)
      : people_(people), store_(store), keys_(keys), policy_(policy) {}
  [[nodiscard]] Method method() const override { return Method::lookup_code; }
  [[nodiscard]] bool identifies() const override { return false; }
  [[nodiscard]] CountedBy counted_by(const JudgeInput& input) const override;
  [[nodiscard]] Error refusal() const override;
  // "left": how many codes of the sheet are unused.
  [[nodiscard]] Task<Prompt> prompt(PromptInput input) override;
  [[nodiscard]] Task<Judged> judge(JudgeInput input) override;

 private:
  people::PeopleService& people_;
  AuthenticatorStore& store_;
  crypto::KeyringHolder& keys_;
  ThrottlePolicy policy_;
};

}  // namespace tessera::authn
