#include "endpoints/public/language.hpp"

#include <algorithm>

#include <tessera/codec/cookie.hpp>

namespace tessera::endpoints {
namespace {

constexpr long kYear = 365L * 24 * 60 * 60;

std::string return_path(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  return ui::SafeUrl::local(query ? query->value("return") : "/").text();
}

}  // namespace

Task<http::Response> choose_language(const Web& web, http::Request& request) {
  const auto& locale = request.param("locale");
  if (std::ranges::find(web.renderer.locales(), locale) == web.renderer.locales().end()) {
    co_return web.error_page(request, Error{.code = Errc::not_found, .id = "language.unknown"});
  }
  auto response = http::redirect(return_path(request));
  response.header("Set-Cookie", codec::render_set_cookie({.name = std::string(kLocaleCookie),
                                                          .value = locale,
                                                          .max_age_seconds = kYear}));
  co_return response;
}

}  // namespace tessera::endpoints
