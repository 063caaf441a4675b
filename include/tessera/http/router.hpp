// A static table of routes. 404 and 405 (with Allow) are told apart; HEAD is served by GET handlers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/http/message.hpp>

namespace tessera::http {

using Handler = std::function<Task<Response>(Request&)>;

struct RouteOptions {
  std::size_t max_body = 64 * 1024;
  bool stream_body = false;
  Duration deadline = seconds{30};
  // CORS on discovery and JWKS only: any origin, no credentials.
  bool public_cors = false;
  // Response renderer when the handler throws: pages show HTML, APIs JSON.
  enum class Style { page, oauth_json, problem_json, plain } style = Style::page;
};

struct Route {
  Method method = Method::get;
  std::string path;  // template: "/api/admin/v1/people/{id}"; also the metric label
  Handler handler;
  RouteOptions options;
};

class Router {
 public:
  void add(Method method, std::string path, Handler handler, RouteOptions options = {});

  struct Match {
    const Route* route = nullptr;                               // null: see allow
    std::vector<std::pair<std::string, std::string>> params;
    std::string allow;  // "GET, POST" if the path exists under other methods
  };
  [[nodiscard]] Match find(Method method, std::string_view path) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace tessera::http
