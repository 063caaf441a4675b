// Units and roles a page at a time, for administration; decisions and changes use stores.hpp.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

struct UnitFilter {
  std::optional<std::set<Uuid>> visible = {};  // nullopt: all
  std::string name = {};                       // beginning
  std::optional<Uuid> parent = {};
  std::optional<Uuid> only = {};   // this unit
  std::optional<Uuid> after = {};  // the last one of the page before
  int limit = 50;
};

struct RoleFilter {
  std::string name = {};   // beginning
  std::string after = {};  // the last name of the page before
  int limit = 50;
};

class AccessLists {
 public:
  virtual ~AccessLists() = default;
  // In the order of names, then ids.
  [[nodiscard]] virtual Task<std::vector<Unit>> units(const UnitFilter& filter) = 0;
  // In the order of names; without their closures.
  [[nodiscard]] virtual Task<std::vector<Role>> roles(const RoleFilter& filter) = 0;
};

}  // namespace tessera::access
