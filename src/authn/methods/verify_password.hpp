// Method password: a login, or the person who is known already, and the password.
#pragma once

#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

struct PasswordVerifierParts {
  people::PeopleService& people;
  AuthenticatorStore& store;
  PasswordHasher& hasher;
  crypto::KeyringHolder& keys;
  Random& random;
  ThrottlePolicy policy;
};

// Fields: username (absent once the person is known); the secret is the password.
class PasswordVerifier final : public MethodVerifier {
 public:
  explicit PasswordVerifier(PasswordVerifierParts parts) : p_(std::move(parts)) {}
  [[nodiscard]] Method method() const override { return Method::password; }
  [[nodiscard]] bool identifies() const override { return true; }
  [[nodiscard]] std::string login_of(const Answer& answer) const override;
  [[nodiscard]] CountedBy counted_by(const JudgeInput& input) const override;
  [[nodiscard]] Error refusal() const override;
  [[nodiscard]] Task<Judged> judge(JudgeInput input) override;

 private:
  [[nodiscard]] Task<> upgrade(const AuthenticatorRecord& record, const std::string& phc,
                               const std::string& params);
  PasswordVerifierParts p_;
};

}  // namespace tessera::authn
