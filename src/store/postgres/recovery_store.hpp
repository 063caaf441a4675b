// authn::RecoveryStore over the tables of migration 0021.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/authn/recovery_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class RecoveryStore final : public authn::RecoveryStore {
 public:
  RecoveryStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  [[nodiscard]] Task<> post(authn::RecoveryNews news, TimePoint now) override;
  [[nodiscard]] Task<bool> spend(const authn::UsedAuthenticator& used, const Uuid& person,
                                 TimePoint now) override;
  [[nodiscard]] Task<bool> change_authenticator(const authn::AuthenticatorChange& change,
                                                authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> issue(const authn::IssuedCode& code,
                                 const authn::CodeAllowance& allowance,
                                 authn::RecoveryNews news) override;
  [[nodiscard]] Task<std::vector<authn::IssuedCode>> live_codes(const Uuid& person,
                                                                authn::IssuedCodeKind kind,
                                                                TimePoint now) override;
  [[nodiscard]] Task<std::optional<authn::IssuedCode>> load_code(const Uuid& id,
                                                                 TimePoint now) override;
  [[nodiscard]] Task<bool> take(const Uuid& code, TimePoint now) override;
  [[nodiscard]] Task<bool> fill(const Uuid& code, Bytes mac, TimePoint now,
                                authn::RecoveryNews news) override;
  [[nodiscard]] Task<> forget_codes(TimePoint expired_before) override;

  [[nodiscard]] Task<std::optional<Bytes>> load_address(const Uuid& person) override;
  [[nodiscard]] Task<> save_address(const Uuid& person, Bytes box, TimePoint now,
                                    authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> drop_address(const Uuid& person, TimePoint now,
                                        authn::RecoveryNews news) override;

  [[nodiscard]] Task<std::optional<Bytes>> load_number(const Uuid& person) override;
  [[nodiscard]] Task<bool> save_number(const authn::CodeNumber& number, int at_most,
                                       authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> drop_number(const Uuid& person, TimePoint now,
                                       authn::RecoveryNews news) override;

  [[nodiscard]] Task<std::vector<authn::RecoveryContact>> contacts(const Uuid& person) override;
  [[nodiscard]] Task<std::optional<authn::RecoveryContact>> load_contact(const Uuid& id) override;
  [[nodiscard]] Task<bool> add_contact(const authn::RecoveryContact& contact, int at_most,
                                       authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> confirm_contact(const Uuid& id, TimePoint now,
                                           authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> end_contact(const Uuid& id, const Uuid& person, TimePoint now,
                                       authn::RecoveryNews news) override;

  [[nodiscard]] Task<std::optional<authn::Recovery>> find_open(const Uuid& person) override;
  [[nodiscard]] Task<std::optional<authn::Recovery>> find_by_secret(Bytes hash) override;
  [[nodiscard]] Task<std::optional<authn::Recovery>> load(const Uuid& id) override;
  [[nodiscard]] Task<std::vector<authn::Recovery>> due(TimePoint now) override;
  [[nodiscard]] Task<bool> request(const authn::Recovery& recovery, Bytes secret_hash,
                                   authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> move(const authn::RecoveryMove& move, authn::RecoveryNews news) override;
  [[nodiscard]] Task<bool> complete(const authn::RecoveryCompletion& completion,
                                    authn::RecoveryNews news) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
