// Which case an officer should take next: work goes to who has least of it (R88).
#pragma once

#include <optional>
#include <span>
#include <utility>

#include <tessera/enrol/application.hpp>

namespace tessera::enrol {

// Pure. The oldest unassigned case (escalated ones first) that is not the officer's own, unless he
// has more open cases than twice the average of those who have any, plus one.
[[nodiscard]] std::optional<Uuid> suggest_case(std::span<const Application> cases,
                                               std::span<const std::pair<Uuid, int>> loads,
                                               const Uuid& officer);

}  // namespace tessera::enrol
