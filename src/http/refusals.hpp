// tessera_http_refused_total{reason}: one counter per limit, all present from the start.
#pragma once

#include <map>
#include <string_view>

namespace tessera::runtime {
class Counter;
}

namespace tessera::http {

class Refusals {
 public:
  Refusals();
  void count(std::string_view reason) const;

 private:
  std::map<std::string_view, runtime::Counter*> counters_;
};

}  // namespace tessera::http
