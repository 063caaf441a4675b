// A static table of routes. 404 and 405 (with Allow) are told apart; HEAD is served by GET
// handlers. Filled before the server starts, then read by every io thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/http/message.hpp>

namespace tessera::http {

using Handler = std::function<Task<Response>(Request&)>;

struct RouteOptions {
  std::size_t max_body = 64 * 1024;
  bool stream_body = false;
  // Body and handler together; Limits::request_time if absent.
  std::optional<Duration> deadline = std::nullopt;
  // CORS on discovery and JWKS only: any origin, no credentials.
  bool public_cors = false;
  // Response renderer when the handler throws: pages show HTML, APIs JSON.
  enum class Style { page, oauth_json, problem_json, scim_json, plain } style = Style::page;
  // The X-Request-ID of the request stands in the answer, in place of ours.
  bool echo_request_id = false;
};

struct Route {
  Method method = Method::get;
  std::string path;  // template: "/api/admin/v1/people/{id}"; also the metric label
  Handler handler;
  RouteOptions options;
};

class Router {
 public:
  // Literal segments win over parameters. Throws std::logic_error if method and path exist already.
  void add(Method method, std::string path, Handler handler, RouteOptions options = {});

  struct Match {
    const Route* route = nullptr;  // null: see allow
    std::vector<std::pair<std::string, std::string>> params;
    std::string allow;             // "GET, HEAD, POST" if the path exists under other methods
    const Route* other = nullptr;  // then one of those, for its options
  };
  [[nodiscard]] Match find(Method method, std::string_view path) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  // All routes of one path template.
  struct Path {
    std::vector<std::string> segments;  // "{id}" is a parameter
    std::size_t literals = 0;
    std::vector<const Route*> routes;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  [[nodiscard]] const Path* find_template(std::string_view path, Match& match) const;
  [[nodiscard]] Path& path_of(const std::string& path);

  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::unique_ptr<Path>> templates_;  // most literal segments first
  std::unordered_map<std::string, Path, Hash, std::equal_to<>> exact_;
};

}  // namespace tessera::http
