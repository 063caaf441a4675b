#include "endpoints/public/start.hpp"

#include "ui/public_pages.hpp"

namespace tessera::endpoints {

Task<http::Response> show_start(const Web& web, http::Request& request, bool has_outbox) {
  const auto session = co_await web.current_session(request);
  co_return web.page(request, session,
                     ui::StartPage{.outbox_path = has_outbox ? "/dev/outbox" : ""});
}

}  // namespace tessera::endpoints
