#include "store/redis/errors.hpp"

#include <algorithm>
#include <array>

#include <tessera/runtime/metrics.hpp>

namespace tessera::store::redis {

void count_error(const std::string& kind) {
  runtime::counter("tessera_redis_errors_total", "Failures of Redis by kind", {{"kind", kind}})
      .add();
}

Refusal refusal_of(std::string_view error) {
  static constexpr std::array<std::string_view, 6> kBusy{"LOADING", "OOM",     "NOREPLICAS",
                                                         "BUSY",    "MISCONF", "TRYAGAIN"};
  static constexpr std::array<std::string_view, 6> kUnusable{"READONLY",    "MASTERDOWN", "NOAUTH",
                                                             "CLUSTERDOWN", "WRONGPASS",  "NOPERM"};
  const auto code = error.substr(0, error.find(' '));
  if (std::ranges::find(kBusy, code) != kBusy.end()) return Refusal::busy;
  if (std::ranges::find(kUnusable, code) != kUnusable.end()) return Refusal::unusable;
  return Refusal::none;
}

}  // namespace tessera::store::redis
