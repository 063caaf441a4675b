// What a request that is sent again is answered with (Idempotency-Key). Names are MACs, values are
// sealed: a reader of the store learns nothing.
#pragma once

#include <optional>
#include <string>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera {

class IdempotencyStore {
 public:
  virtual ~IdempotencyStore() = default;
  // nullopt: the name is the caller's now, for `life`. Otherwise what was saved under it, "" while
  // another one works on it. Atomic; throws Unavailable.
  [[nodiscard]] virtual Task<std::optional<std::string>> claim(const Bytes& name, seconds life) = 0;
  [[nodiscard]] virtual Task<> save(const Bytes& name, std::string sealed, seconds life) = 0;
  [[nodiscard]] virtual Task<> release(const Bytes& name) = 0;
};

}  // namespace tessera
