#include "endpoints/admin/head.hpp"

namespace tessera::endpoints {

void add_head_route(http::Router& router, audit::Sequencer& sequencer) {
  router.add(
      http::Method::get, "/audit/head",
      [&sequencer](http::Request& request) -> Task<http::Response> {
        auto head = co_await sequencer.saved_head();
        if (!head) {
          co_return http::problem(
              {.code = Errc::not_found, .id = "audit.no_head", .text = "There is no head yet."},
              request.context);
        }
        co_return http::json(*head + '\n');
      },
      {.public_cors = true, .style = http::RouteOptions::Style::problem_json});
}

}  // namespace tessera::endpoints
