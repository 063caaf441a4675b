// Whether grants that need several pairs of eyes have had them: the port behind which approval
// requests live. Without one, no grant of a role with approvals works.
#pragma once

#include <map>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

class ApprovalVerifier {
 public:
  virtual ~ApprovalVerifier() = default;
  // By role grant: how many distinct approvers have signed exactly this grant (person, role, unit,
  // starts, ends, purposes), validly, and were allowed to. A grant that is not in the answer has
  // none. Asked for the sealed grants whose roles need approvals, when their holder is loaded.
  [[nodiscard]] virtual Task<std::map<Uuid, int>> verified(const std::vector<HeldRole>& grants,
                                                           TimePoint now) = 0;
};

}  // namespace tessera::access
