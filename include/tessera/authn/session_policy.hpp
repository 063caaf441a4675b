// How long sessions last (requirements 4.1, 4.6); a deployment may say less.
#pragma once

#include <cstddef>
#include <functional>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn {

struct SessionLimits {
  Duration idle{};
  Duration overall{};
};

struct SessionPolicy {
  SessionLimits aal1{hours{24}, days{7}};
  SessionLimits aal2{hours{1}, hours{24}};
  SessionLimits aal3{minutes{15}, hours{12}};
  SessionLimits staff{minutes{30}, hours{12}};  // of a civil servant in office, at any level
  std::size_t citizen_sessions = 10;
  std::size_t staff_sessions = 3;
  std::size_t privileged_sessions = 1;
};

// Whether a civil servant holds a privileged role now; given by app.
using PrivilegeCheck = std::function<Task<bool>(const Uuid& person, TimePoint now)>;

}  // namespace tessera::authn
