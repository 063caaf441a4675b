#include <tessera/http/message.hpp>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/uuid.hpp>

#include "http/text.hpp"

namespace tessera::http {

namespace {

// RFC 6901 3: "~" and "/" are escaped inside a token. A form field name is one token.
std::string pointer_of(const std::string& field) {
  if (field.starts_with('/')) return field;
  std::string out = "/";
  for (const char c : field) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

boost::json::array fields_of(const Error& error) {
  boost::json::array out;
  for (const auto& field : error.fields)
    out.push_back(boost::json::object{
        {"pointer", pointer_of(field.field)}, {"id", field.id}, {"detail", field.text}});
  return out;
}

}  // namespace

const std::string* Request::header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return header.first == lower_case_name; });
  return found == headers.end() ? nullptr : &found->second;
}

const std::string& Request::param(std::string_view name) const {
  static const std::string none;
  const auto found =
      std::ranges::find_if(params, [&](const auto& param) { return param.first == name; });
  return found == params.end() ? none : found->second;
}

std::string Request::content_type() const {
  const auto* value = header("content-type");
  if (value == nullptr) return {};
  return to_lower(trim(std::string_view(*value).substr(0, value->find(';'))));
}

Response html(std::string body, int status) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.header("Content-Type", "text/html; charset=utf-8");
  return response;
}

Response json(std::string body, int status) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.header("Content-Type", "application/json");
  return response;
}

Response redirect(std::string location) {
  Response response{.status = 303};
  response.header("Location", std::move(location));
  return response;
}

Response no_content() {
  return Response{.status = 204};
}

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::gone:
      return 410;
    case Errc::precondition:
      return 412;
    case Errc::too_large:
      return 413;
    case Errc::unsupported:
      return 422;
    case Errc::rate_limited:
      return 429;
  }
  return 500;
}

Response problem(const Error& error, const RequestContext& context) {
  const int status = status_of(error.code);
  boost::json::object body{{"type", "urn:tessera:error:" + error.id},
                           {"title", error.text.empty() ? error.id : error.text},
                           {"status", status},
                           {"id", error.id},
                           {"instance", "urn:uuid:" + to_string(context.request_id)},
                           {"trace_id", context.trace_id}};
  if (!error.fields.empty()) body["errors"] = fields_of(error);
  Response response{.status = status, .headers = {}, .body = boost::json::serialize(body)};
  response.header("Content-Type", "application/problem+json");
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

}  // namespace tessera::http
