// Initial access tokens as administration makes and ends them (RFC 7591 1.2).
#pragma once

#include <tessera/oauth/registration_service.hpp>

namespace tessera::oauth {

// SHA-256: what is hashed has 256 random bits.
[[nodiscard]] Bytes token_digest(std::string_view token);
// What anybody gets where the sandbox is open: everything that a test needs, at once.
[[nodiscard]] RegistrationTemplate sandbox_template();

class InitialTokens {
 public:
  explicit InitialTokens(const RegistrationParts& parts) : parts_(parts) {}
  // As RegistrationService::create_token and revoke_token.
  [[nodiscard]] Task<Result<RegistrationService::MadeToken>> create(
      const RegistrationService::NewToken& wish, const people::ActingAs& by,
      const RequestContext& context);
  [[nodiscard]] Task<Result<void>> revoke(const Uuid& id, const people::ActingAs& by,
                                          const RequestContext& context);

 private:
  [[nodiscard]] Task<Result<void>> check(const RegistrationService::NewToken& wish, TimePoint now);
  RegistrationParts parts_;
};

}  // namespace tessera::oauth
