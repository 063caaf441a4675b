// tessera_tokens_issued_total{grant,type}: what the token endpoint gave, by grant type.
#pragma once

#include <string>
#include <string_view>

#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {

// Thread-safe. The counters of a grant exist from its construction on, at zero.
class TokenMeter {
 public:
  explicit TokenMeter(std::string_view grant);
  // answer: the JSON of a successful token response (RFC 6749 5.1).
  void count(std::string_view answer);

 private:
  runtime::Counter& access_;
  runtime::Counter& id_;
  runtime::Counter& refresh_;
};

}  // namespace tessera::oauth
