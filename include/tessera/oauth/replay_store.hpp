// What may be used once: ids of client assertions, DPoP proofs and request objects.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>

namespace tessera::oauth {

class ReplayStore {
 public:
  virtual ~ReplayStore() = default;
  // True for the first caller of this kind and key within `life`, and for nobody else; atomic.
  // kind is a constant of ours ("assertion", "dpop", "request"); key is anybody's text, of any
  // length: put into it what makes the id unique (issuer, then the id).
  [[nodiscard]] virtual Task<bool> first_use(std::string_view kind, std::string_view key,
                                             Duration life) = 0;
};

}  // namespace tessera::oauth
