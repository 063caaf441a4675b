#include "enrol/suggest.hpp"

namespace tessera::enrol {

std::optional<Uuid> suggest_case(std::span<const Application> cases,
                                 std::span<const std::pair<Uuid, int>> loads, const Uuid& officer) {
  int mine = 0;
  int all = 0;
  for (const auto& [who, load] : loads) {
    all += load;
    if (who == officer) mine = load;
  }
  const auto officers = static_cast<int>(loads.size());
  if (officers > 1 && mine * officers > 2 * all + officers) return std::nullopt;
  const Application* best = nullptr;
  for (const auto& each : cases) {
    if (each.assignee || each.person == officer) continue;
    if (best == nullptr ||
        std::pair(!each.escalated, each.entered) < std::pair(!best->escalated, best->entered)) {
      best = &each;
    }
  }
  if (best == nullptr) return std::nullopt;
  return best->id;
}

}  // namespace tessera::enrol
