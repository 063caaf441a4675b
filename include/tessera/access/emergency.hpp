// Power that somebody took in an emergency (docs/adr/0040): loaded with the roles of the actor, and
// noted where it is used. Implemented in store/postgres.
#pragma once

#include <string_view>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

// The permission that an emergency rests on: without a role that has it none is in force.
inline constexpr std::string_view kBreakGlass = "break_glass.use";

class Emergencies {
 public:
  virtual ~Emergencies() = default;
  [[nodiscard]] virtual Task<std::vector<HeldRole>> in_force(const Uuid& actor, TimePoint now) = 0;
  // The person was touched under it: the first time there is an event, and the person is told.
  [[nodiscard]] virtual Task<> touched(const Uuid& emergency, const Uuid& person,
                                       std::string_view permission, TimePoint now,
                                       audit::Event event) = 0;
};

}  // namespace tessera::access
