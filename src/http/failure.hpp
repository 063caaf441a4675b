// Answers that no handler gave, in the style of the route they are for.
#pragma once

#include <string>
#include <string_view>

#include <tessera/http/router.hpp>
#include <tessera/http/server.hpp>

namespace tessera::http {

struct Failure {
  int status = 500;
  std::string id;    // stable: "http.not_found"
  std::string text;  // safe to show
  int retry_after_seconds = 0;
};

[[nodiscard]] Failure failure_of_status(int status, std::string_view text = {});
[[nodiscard]] Response render_failure(const Failure& failure, RouteOptions::Style style,
                                      const RequestContext& context, const ErrorPage& page);

}  // namespace tessera::http
