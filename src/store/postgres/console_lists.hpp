// What administration lists and no other reader of these tables does.
#pragma once

#include <tessera/access/lists.hpp>
#include <tessera/authn/session_directory.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class AccessLists final : public access::AccessLists {
 public:
  explicit AccessLists(Pool& pool) : pool_(pool) {}
  Task<std::vector<access::Unit>> units(const access::UnitFilter& filter) override;
  Task<std::vector<access::Role>> roles(const access::RoleFilter& filter) override;

 private:
  Pool& pool_;
};

class SessionDirectory final : public authn::SessionDirectory {
 public:
  explicit SessionDirectory(Pool& pool) : pool_(pool) {}
  Task<std::vector<authn::Session>> list(const authn::SessionFilter& filter,
                                         TimePoint now) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
