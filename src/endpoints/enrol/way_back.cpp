#include "endpoints/enrol/way_back.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/cookie.hpp>
#include <tessera/oauth/authorize_service.hpp>

namespace tessera::endpoints {
namespace {

constexpr std::size_t kLongest = 3900;  // with its name within the 4096 bytes of a cookie
constexpr long kDay = 24L * 3600;       // as long as a flow can be taken up

std::string sealed_of(const http::Request& request) {
  const auto query = codec::Form::parse(request.query);
  return query ? query->value("request") : std::string();
}

std::string flow_url(const std::string& sealed) {
  if (sealed.empty() || sealed.size() > kLongest || !codec::from_base64url(sealed)) return {};
  return std::string(oauth::kContinuePath) + "?request=" + sealed;
}

}  // namespace

std::string way_back_of_query(const http::Request& request) {
  return flow_url(sealed_of(request));
}

std::string way_back_of_cookie(const http::Request& request) {
  return flow_url(cookie_value(request, kWayBackCookie));
}

std::string remember_way_back(const http::Request& request) {
  return codec::render_set_cookie(
      {.name = std::string(kWayBackCookie), .value = sealed_of(request), .max_age_seconds = kDay});
}

}  // namespace tessera::endpoints
