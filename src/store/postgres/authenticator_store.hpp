// Authenticators and the commit of a sign-in.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/authn/authenticator_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// Thread-safe; the arguments must outlive it.
class AuthenticatorStore final : public authn::AuthenticatorStore {
 public:
  AuthenticatorStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  [[nodiscard]] Task<std::vector<authn::AuthenticatorRecord>> load(const Uuid& person) override;
  [[nodiscard]] Task<authn::LoginHolder> load_by_login(std::vector<Bytes> fingerprints) override;
  [[nodiscard]] Task<std::optional<authn::AuthenticatorRecord>> find(authn::AuthenticatorKind kind,
                                                                     Bytes lookup_key) override;
  [[nodiscard]] Task<Bytes> user_handle(const Uuid& person, Bytes fresh) override;
  [[nodiscard]] Task<bool> bind(const authn::NewAuthenticator& authenticator) override;
  [[nodiscard]] Task<> save_failure(std::optional<Uuid> authenticator, audit::Event event,
                                    authn::AtCap at_cap) override;
  [[nodiscard]] Task<> upgrade_password(const Uuid& authenticator, Bytes from, Bytes to,
                                        std::string params) override;
  [[nodiscard]] Task<std::optional<authn::SignInCommit>> commit_sign_in(
      const authn::SignInOutcome& outcome) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
