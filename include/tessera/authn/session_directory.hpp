// The live sessions of everybody, for administration.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include <tessera/authn/session.hpp>

namespace tessera::authn {

struct SessionFilter {
  std::optional<std::set<Uuid>> units = {};  // of the holder's staff persona; nullopt: everybody
  std::optional<Uuid> person = {};
  std::optional<Uuid> after = {};  // keyset: ids greater than this one
  int limit = 50;
};

class SessionDirectory {
 public:
  virtual ~SessionDirectory() = default;
  // Neither ended nor over their limits, in the order of ids. Permission is the caller's duty.
  [[nodiscard]] virtual Task<std::vector<Session>> list(const SessionFilter& filter,
                                                        TimePoint now) = 0;
};

}  // namespace tessera::authn
