// Units, roles and role grants in PostgreSQL, and the actor they make.
#pragma once

#include <tessera/access/stores.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/crypto/keyring.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ActorStore final : public access::ActorStore {
 public:
  // keys: what seals of role grants are checked with
  ActorStore(Pool& pool, const crypto::KeyringHolder& keys) : pool_(pool), keys_(keys) {}
  Task<access::Actor> load_actor(const Uuid& person, TimePoint now) override;
  Task<std::vector<std::string>> load_path(std::string_view role,
                                           std::string_view permission) override;
  Task<std::optional<access::CaseFacts>> load_case(const Uuid& id) override;
  Task<std::set<std::string, std::less<>>> load_exercised(const Uuid& session,
                                                          TimePoint now) override;
  Task<bool> exercise(const Uuid& session, const Uuid& person, std::string_view permission,
                      const std::vector<std::string>& partners, TimePoint now) override;
  Task<bool> count_read(const Uuid& actor, TimePoint now) override;
  Task<> forget_uses(TimePoint before) override;

 private:
  Pool& pool_;
  const crypto::KeyringHolder& keys_;
};

class UnitStore final : public access::UnitStore {
 public:
  UnitStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<access::Unit>> list(const std::optional<std::set<Uuid>>& visible) override;
  Task<std::optional<access::Unit>> load(const Uuid& id) override;
  Task<bool> create(const access::Unit& unit, audit::Event event) override;
  Task<std::optional<access::Unit>> rename(const Uuid& id, std::string_view name,
                                           std::int64_t version, audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

class RoleStore final : public access::RoleStore {
 public:
  RoleStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<access::Role>> list() override;
  Task<std::optional<access::Role>> load(std::string_view name) override;
  Task<std::vector<std::string>> permissions() override;
  Task<access::RoleFacts> load_facts(const access::NewRole& role, TimePoint now) override;
  Task<bool> create(const access::NewRole& role, TimePoint now, audit::Event event) override;
  Task<bool> update(const access::NewRole& role, std::int64_t version, TimePoint now,
                    audit::Event event) override;
  Task<bool> remove(std::string_view name, audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

class RoleGrantStore final : public access::RoleGrantStore {
 public:
  RoleGrantStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}
  Task<std::vector<access::RoleGrant>> list(const access::RoleGrantFilter& filter,
                                            const std::optional<std::set<Uuid>>& visible,
                                            TimePoint now) override;
  Task<std::optional<access::RoleGrant>> load(const Uuid& id) override;
  Task<access::GrantFacts> load_facts(const access::NewRoleGrant& grant, TimePoint now) override;
  Task<bool> create(const access::RoleGrant& grant, bool may_conflict, audit::Event event) override;
  Task<std::optional<access::RoleGrant>> revoke(const access::Revocation& revocation,
                                                audit::Event event) override;
  Task<std::vector<access::RoleGrant>> unsealed(TimePoint now) override;
  Task<bool> put_seal(const access::RoleGrant& grant, audit::Event event) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
