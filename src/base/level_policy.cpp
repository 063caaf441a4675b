#include <tessera/base/level_policy.hpp>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

struct Row {
  Operation operation;
  Acr least;
  Acr all_up_to = Acr::none;  // all that the person reaches, up to this
  bool privileged = false;    // the policy's level for roles
  bool recent = false;
};
constexpr std::array<Row, 5> kRows{
    {{.operation = Operation::sign_in, .least = Acr::aal1},
     {.operation = Operation::read_account, .least = Acr::aal1, .all_up_to = Acr::aal2},
     {.operation = Operation::change_account,
      .least = Acr::aal1,
      .all_up_to = Acr::aal3,  // requirements 4.5: a weaker factor widens no account
      .recent = true},
     {.operation = Operation::release, .least = Acr::aal2},
     {.operation = Operation::use_role, .least = Acr::aal2, .privileged = true}}};

}  // namespace

RequiredLevel required_level(Operation operation, const ClientLevel& client, bool privileged,
                             Acr reachable, const LevelPolicy& policy) {
  const auto& row = *std::ranges::find(kRows, operation, &Row::operation);
  RequiredLevel out{.acr = std::max(row.least, client.least), .max_age = client.max_age};
  out.acr = std::max(out.acr, std::min(reachable, row.all_up_to));
  if (row.privileged && privileged) out.acr = std::max(out.acr, policy.privileged);
  if (row.recent) out.max_age = std::min(out.max_age.value_or(policy.recent), policy.recent);
  out.phishing_resistant = out.acr >= Acr::aal2_phr;
  return out;
}

}  // namespace tessera
