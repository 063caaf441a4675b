#include "http/refusals.hpp"

#include <tessera/runtime/metrics.hpp>

namespace tessera::http {

namespace {
constexpr std::string_view kReasons[] = {"malformed",   "host",
                                         "forwarded",   "header_bytes",
                                         "header_time", "form_bytes",
                                         "json_bytes",  "evidence_bytes",
                                         "body_bytes",  "request_time",
                                         "slow_reader", "idle",
                                         "connections", "connections_per_address",
                                         "uploads",     "tls"};
}

Refusals::Refusals() {
  for (const auto reason : kReasons)
    counters_[reason] = &runtime::counter("tessera_http_refused_total",
                                          "Requests and connections that the transport refused",
                                          {{"reason", std::string(reason)}});
}

void Refusals::count(std::string_view reason) const {
  if (const auto found = counters_.find(reason); found != counters_.end()) found->second->add();
}

}  // namespace tessera::http
