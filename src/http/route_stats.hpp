// tessera_http_request_duration_seconds{method,uri,status,outcome}: the histogram of a route and
// status is looked up once and kept.
#pragma once

#include <array>
#include <atomic>
#include <string>

#include <tessera/http/message.hpp>

namespace tessera::runtime {
class Histogram;
}

namespace tessera::http {

class RouteStats {
 public:
  // uri is the route's template, never a path that a client chose.
  RouteStats(Method method, std::string uri) : method_(method), uri_(std::move(uri)) {}
  void observe(int status, double seconds);
  [[nodiscard]] const std::string& uri() const { return uri_; }

 private:
  static constexpr std::size_t kSlots = 24;
  Method method_;
  std::string uri_;
  std::array<std::atomic<runtime::Histogram*>, kSlots> slots_{};
};

}  // namespace tessera::http
