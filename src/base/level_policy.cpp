#include <tessera/base/level_policy.hpp>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

struct Row {
  Operation operation;
  Acr least;
  bool all_there_is = false;  // up to aal2
  bool privileged = false;    // the policy's level for roles
  bool recent = false;
};
constexpr std::array<Row, 5> kRows{
    {{.operation = Operation::sign_in, .least = Acr::aal1},
     {.operation = Operation::read_account, .least = Acr::aal1, .all_there_is = true},
     {.operation = Operation::change_account,
      .least = Acr::aal1,
      .all_there_is = true,
      .recent = true},
     {.operation = Operation::release, .least = Acr::aal2},
     {.operation = Operation::use_role, .least = Acr::aal2, .privileged = true}}};

}  // namespace

RequiredLevel required_level(Operation operation, const ClientLevel& client, bool privileged,
                             Acr reachable, const LevelPolicy& policy) {
  const auto& row = *std::ranges::find(kRows, operation, &Row::operation);
  RequiredLevel out{.acr = std::max(row.least, client.least), .max_age = client.max_age};
  if (row.all_there_is) out.acr = std::max(out.acr, std::min(reachable, Acr::aal2));
  if (row.privileged && privileged) out.acr = std::max(out.acr, policy.privileged);
  if (row.recent) out.max_age = std::min(out.max_age.value_or(policy.recent), policy.recent);
  out.phishing_resistant = out.acr >= Acr::aal2_phr;
  return out;
}

}  // namespace tessera
