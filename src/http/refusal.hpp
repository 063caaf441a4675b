// A request that the transport itself answers: no handler sees it.
#pragma once

#include <string_view>

namespace tessera::http {

struct Refusal {
  int status = 400;
  std::string_view reason;  // label of tessera_http_refused_total
  std::string_view text;    // what the client is told
};

}  // namespace tessera::http
