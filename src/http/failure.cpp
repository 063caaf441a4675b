#include "http/failure.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/uuid.hpp>

namespace tessera::http {

namespace {

struct Known {
  int status;
  std::string_view id;
  std::string_view text;
};

constexpr Known kKnown[] = {
    {400, "http.malformed", "The request is malformed."},
    {404, "http.not_found", "There is nothing at this address."},
    {405, "http.method_not_allowed", "This method is not served at this address."},
    {408, "http.timeout", "The request did not arrive in time."},
    {413, "http.too_large", "The request body is too large."},
    {417, "http.expectation", "The expectation cannot be met."},
    {421, "http.misdirected", "This server does not answer for that host."},
    {431, "http.header_too_large", "The request header is too large."},
    {500, "http.internal", "Something went wrong here."},
    {501, "http.unknown_method", "The method is not known here."},
    {503, "http.unavailable", "The service cannot answer just now. Please try again."},
    {505, "http.version", "Only HTTP/1.1 and HTTP/1.0 are served here."},
};

// RFC 6749 5.2 has no code for a server that fails; the two of 4.1.2.1 are customary.
std::string_view oauth_error(int status) {
  if (status == 503) return "temporarily_unavailable";
  return status >= 500 ? "server_error" : "invalid_request";
}

Response oauth_json(const Failure& failure) {
  const boost::json::object body{{"error", oauth_error(failure.status)},
                                 {"error_description", failure.text}};
  return json(boost::json::serialize(body), failure.status);
}

Response problem_json(const Failure& failure, const RequestContext& context) {
  const boost::json::object body{{"type", "urn:tessera:error:" + failure.id},
                                 {"title", failure.text},
                                 {"status", failure.status},
                                 {"id", failure.id},
                                 {"instance", "urn:uuid:" + to_string(context.request_id)},
                                 {"trace_id", context.trace_id}};
  Response response{.status = failure.status, .headers = {}, .body = boost::json::serialize(body)};
  response.header("Content-Type", "application/problem+json");
  return response;
}

// RFC 7644 3.12.
Response scim_json(const Failure& failure) {
  const boost::json::object body{
      {"schemas", boost::json::array{"urn:ietf:params:scim:api:messages:2.0:Error"}},
      {"status", std::to_string(failure.status)},
      {"detail", failure.text}};
  Response response{.status = failure.status, .headers = {}, .body = boost::json::serialize(body)};
  response.header("Content-Type", "application/scim+json");
  return response;
}

Response plain(const Failure& failure) {
  Response response{.status = failure.status, .headers = {}, .body = failure.text + "\n"};
  response.header("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Response in_style(const Failure& failure, RouteOptions::Style style, const RequestContext& context,
                  const ErrorPage& page) {
  switch (style) {
    case RouteOptions::Style::oauth_json:
      return oauth_json(failure);
    case RouteOptions::Style::problem_json:
      return problem_json(failure, context);
    case RouteOptions::Style::scim_json:
      return scim_json(failure);
    case RouteOptions::Style::plain:
      return plain(failure);
    case RouteOptions::Style::page:
      break;
  }
  if (!page) return plain(failure);
  return html(page(failure.status, failure.id, context), failure.status);
}

}  // namespace

Failure failure_of_status(int status, std::string_view text) {
  for (const auto& known : kKnown)
    if (known.status == status)
      return {status, std::string(known.id), std::string(text.empty() ? known.text : text), 0};
  return {status, "http.error", std::string(text), 0};
}

Response render_failure(const Failure& failure, RouteOptions::Style style,
                        const RequestContext& context, const ErrorPage& page) {
  auto response = in_style(failure, style, context, page);
  if (failure.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(failure.retry_after_seconds));
  return response;
}

}  // namespace tessera::http
