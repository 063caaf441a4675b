#include "endpoints/oauth/introspect.hpp"

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {
namespace {

using oauth::IntrospectionForm;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// RFC 9701 4: whoever names the media type gets it, by whatever weight but none.
IntrospectionForm form_for(const std::string* accept) {
  std::string_view rest = accept == nullptr ? std::string_view{} : std::string_view(*accept);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto range = rest.substr(0, comma);
    const auto semicolon = range.find(';');
    const bool none = semicolon != std::string_view::npos &&
                      trimmed(range.substr(semicolon + 1)).starts_with("q=0") &&
                      range.find_first_of("123456789", semicolon) == std::string_view::npos;
    if (trimmed(range.substr(0, semicolon)) == oauth::kIntrospectionJwt && !none)
      return IntrospectionForm::jwt;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return IntrospectionForm::json;
}

}  // namespace

Task<http::Response> introspect_token(const OauthDeps& deps, http::Request& request) {
  const auto form = oauth_form(request);
  if (!form) co_return oauth_error(form.error());
  auto answer = co_await deps.queries.introspect(
      credentials_of(request, *form), form_for(request.header("accept")), request.context);
  if (!answer) co_return oauth_error(answer.error());
  co_return oauth_answer(std::move(*answer));
}

}  // namespace tessera::endpoints
