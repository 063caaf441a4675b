#include "endpoints/public/error_pages.hpp"

#include "ui/public_pages.hpp"

namespace tessera::endpoints {
namespace {

// A status without texts of its own is shown as the first of its class.
int status_with_texts(const ui::Renderer& renderer, int status) {
  if (renderer.has_text("error." + std::to_string(status) + ".title", "en")) return status;
  return status >= 500 ? 500 : 400;
}

}  // namespace

http::ErrorPage make_error_page(const ui::Renderer& renderer) {
  return [&renderer](int status, const std::string& error_id, const RequestContext& context) {
    return renderer.html(
        ui::ErrorPage{.status = status_with_texts(renderer, status), .error_id = error_id},
        {.locale = context.locale, .request_id = to_string(context.request_id)});
  };
}

}  // namespace tessera::endpoints
