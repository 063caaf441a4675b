// The page for what no handler answered: unknown paths, wrong methods, limits, a backend that is
// away.
#pragma once

#include <tessera/http/server.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::endpoints {

// For http::ServerConfig::error_page. The renderer must outlive it.
[[nodiscard]] http::ErrorPage make_error_page(const ui::Renderer& renderer);

}  // namespace tessera::endpoints
