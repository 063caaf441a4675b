#include "http/route_stats.hpp"

#include <algorithm>

#include <tessera/runtime/metrics.hpp>

namespace tessera::http {

namespace {

constexpr std::array<int, 24> kStatuses = {200, 303, 401, 400, 404, 201, 204, 304,
                                           302, 403, 405, 408, 409, 410, 412, 413,
                                           417, 421, 422, 429, 431, 500, 501, 503};
const std::vector<double> kBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                      0.1,    0.25,  0.5,    1,     2.5,  5,     10};

std::string_view outcome_of(int status) {
  if (status < 200) return "INFORMATIONAL";
  if (status < 300) return "SUCCESS";
  if (status < 400) return "REDIRECTION";
  return status < 500 ? "CLIENT_ERROR" : "SERVER_ERROR";
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "GET";
}

void RouteStats::observe(int status, double seconds) {
  const auto look_up = [&] {
    return &runtime::histogram("tessera_http_request_duration_seconds",
                               "Time from the complete request head to the last byte handed over",
                               kBuckets,
                               {{"method", std::string(name_of(method_))},
                                {"uri", uri_},
                                {"status", std::to_string(status)},
                                {"outcome", std::string(outcome_of(status))}});
  };
  const auto known = std::ranges::find(kStatuses, status);
  if (known == kStatuses.end()) return look_up()->observe(seconds);
  auto& slot = slots_[static_cast<std::size_t>(known - kStatuses.begin())];
  auto* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) slot.store(histogram = look_up(), std::memory_order_release);
  histogram->observe(seconds);
}

}  // namespace tessera::http
