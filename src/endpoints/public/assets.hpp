// GET /assets/{version}/{name}: files of the pages. Their path changes with their content, so a
// browser may keep them for ever (RFC 8246).
#pragma once

#include <tessera/base/task.hpp>
#include <tessera/http/message.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> serve_asset(const ui::Renderer& renderer,
                                               http::Request& request);

}  // namespace tessera::endpoints
