// What an error reply means, and the metric of failures.
#pragma once

#include <string>
#include <string_view>

namespace tessera::store::redis {

// tessera_redis_errors_total{kind}
void count_error(const std::string& kind);

enum class Refusal {
  none,     // an error of ours (WRONGTYPE, a script that failed): std::runtime_error
  busy,     // cannot serve now (LOADING, OOM, NOREPLICAS, BUSY, MISCONF): Unavailable
  unusable  // not this server (READONLY, MASTERDOWN, NOAUTH ...): Unavailable, connect anew
};
// error is the text of an error reply; its first word is the code.
[[nodiscard]] Refusal refusal_of(std::string_view error);

}  // namespace tessera::store::redis
