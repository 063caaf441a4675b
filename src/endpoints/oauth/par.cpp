#include "endpoints/oauth/par.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::endpoints {

Task<http::Response> push_request(const OauthDeps& deps, http::Request& request) {
  const auto form = oauth_form(request);
  if (!form) co_return oauth_error(form.error());
  const auto pushed = co_await deps.pushed.push(credentials_of(request, *form), request.context);
  if (!pushed) co_return oauth_error(pushed.error());
  auto response = oauth_json(boost::json::serialize(boost::json::object{
      {"request_uri", pushed->request_uri}, {"expires_in", pushed->life.count()}}));
  response.status = 201;  // RFC 9126 2.2
  co_return response;
}

}  // namespace tessera::endpoints
