// BindingService over the authenticator store.
#pragma once

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/binding.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

class Binding final : public BindingService {
 public:
  Binding(AuthenticatorStore& store, Notices& notices, PasswordHasher& hasher,
          crypto::KeyringHolder& keys, Random& random, std::string service_name)
      : store_(store),
        notices_(notices),
        hasher_(hasher),
        keys_(keys),
        random_(random),
        service_name_(std::move(service_name)) {}

  [[nodiscard]] Task<Result<void>> set_password(const Uuid& person, Secret password, bool staff,
                                                std::vector<std::string> own_words,
                                                const RequestContext& context) override;
  [[nodiscard]] TotpOffer offer_totp(std::string_view account_name) override;
  [[nodiscard]] Task<Result<void>> bind_totp(const Uuid& person, const Secret& secret,
                                             std::string_view code, std::string label,
                                             const RequestContext& context) override;
  [[nodiscard]] Task<std::vector<Authenticator>> list(const Uuid& person) override;

 private:
  AuthenticatorStore& store_;
  Notices& notices_;
  PasswordHasher& hasher_;
  crypto::KeyringHolder& keys_;
  Random& random_;
  std::string service_name_;
};

}  // namespace tessera::authn
