#include "endpoints/public/language.hpp"

#include <algorithm>

namespace tessera::endpoints {
namespace {

std::string return_path(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  return ui::SafeUrl::local(query ? query->value("return") : "/").text();
}

// A link on somebody else's page may change what this browser shows, not what an account keeps.
bool is_own_choice(const http::Request& request, const std::string& public_url) {
  if (const auto* site = request.header("sec-fetch-site"))
    return *site == "same-origin" || *site == "none";
  const auto* referer = request.header("referer");
  return referer != nullptr && referer->starts_with(public_url + '/');
}

}  // namespace

Task<http::Response> choose_language(const Web& web, people::LanguageStore& languages,
                                     http::Request& request) {
  const auto& locale = request.param("locale");
  if (std::ranges::find(web.renderer.locales(), locale) == web.renderer.locales().end()) {
    co_return web.error_page(request, Error{.code = Errc::not_found, .id = "language.unknown"});
  }
  if (is_own_choice(request, web.public_url)) {
    if (const auto session = co_await web.current_session(request))
      co_await people::choose_language(languages, session->person, locale, request.context);
  }
  auto response = http::redirect(return_path(request));
  response.header("Set-Cookie", remember_locale(locale));
  co_return response;
}

}  // namespace tessera::endpoints
