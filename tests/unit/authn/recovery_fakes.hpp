// Nobody prepares or begins a recovery here: the store on real PostgreSQL is in tests/integration.
#pragma once

#include <stdexcept>

#include <tessera/authn/recovery_store.hpp>

namespace tessera::authn {

class NoRecoveries final : public RecoveryStore {
 public:
  Task<> post(RecoveryNews, TimePoint) override { throw std::logic_error("not here"); }
  Task<bool> spend(const UsedAuthenticator&, const Uuid&, TimePoint) override { co_return false; }
  Task<bool> change_authenticator(const AuthenticatorChange&, RecoveryNews) override {
    co_return false;
  }
  Task<bool> issue(const IssuedCode&, const CodeAllowance&, RecoveryNews) override {
    co_return false;
  }
  Task<std::vector<IssuedCode>> live_codes(const Uuid&, IssuedCodeKind, TimePoint) override {
    co_return std::vector<IssuedCode>{};
  }
  Task<std::optional<IssuedCode>> load_code(const Uuid&, TimePoint) override {
    co_return std::nullopt;
  }
  Task<bool> take(const Uuid&, TimePoint) override { co_return false; }
  Task<bool> fill(const Uuid&, Bytes, TimePoint, RecoveryNews) override { co_return false; }
  Task<> forget_codes(TimePoint) override { co_return; }
  Task<std::optional<Bytes>> load_address(const Uuid&) override { co_return std::nullopt; }
  Task<> save_address(const Uuid&, Bytes, TimePoint, RecoveryNews) override {
    throw std::logic_error("not here");
  }
  Task<bool> drop_address(const Uuid&, TimePoint, RecoveryNews) override { co_return false; }
  Task<std::optional<Bytes>> load_number(const Uuid&) override { co_return std::nullopt; }
  Task<bool> save_number(const CodeNumber&, int, RecoveryNews) override { co_return false; }
  Task<bool> drop_number(const Uuid&, TimePoint, RecoveryNews) override { co_return false; }
  Task<std::vector<RecoveryContact>> contacts(const Uuid&) override {
    co_return std::vector<RecoveryContact>{};
  }
  Task<std::optional<RecoveryContact>> load_contact(const Uuid&) override {
    co_return std::nullopt;
  }
  Task<bool> add_contact(const RecoveryContact&, int, RecoveryNews) override { co_return false; }
  Task<bool> confirm_contact(const Uuid&, TimePoint, RecoveryNews) override { co_return false; }
  Task<bool> end_contact(const Uuid&, const Uuid&, TimePoint, RecoveryNews) override {
    co_return false;
  }
  Task<std::optional<Recovery>> find_open(const Uuid&) override { co_return std::nullopt; }
  Task<std::optional<Recovery>> find_by_secret(Bytes) override { co_return std::nullopt; }
  Task<std::optional<Recovery>> load(const Uuid&) override { co_return std::nullopt; }
  Task<std::vector<Recovery>> due(TimePoint) override { co_return std::vector<Recovery>{}; }
  Task<bool> request(const Recovery&, Bytes, RecoveryNews) override { co_return false; }
  Task<bool> move(const RecoveryMove&, RecoveryNews) override { co_return false; }
  Task<bool> complete(const RecoveryCompletion&, RecoveryNews) override { co_return false; }
};

}  // namespace tessera::authn
