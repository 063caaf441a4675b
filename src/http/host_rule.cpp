#include "http/host_rule.hpp"

#include <stdexcept>

#include <tessera/codec/url.hpp>

#include <tessera/base/ip_address.hpp>
#include "http/text.hpp"

namespace tessera::http {

namespace {

struct HostPort {
  std::string_view host;
  std::string_view port;
};

HostPort split(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(']', colon) != std::string_view::npos)
    return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

HostRule::HostRule(std::string_view public_url) {
  const auto url = codec::parse_url(public_url);
  if (!url || (url->scheme != "https" && url->scheme != "http") || url->host.empty())
    throw std::runtime_error("public_url is not an https URL: " + std::string(public_url));
  if ((url->path != "" && url->path != "/") || url->query || url->fragment)
    throw std::runtime_error("public_url must be a host without a path: " +
                             std::string(public_url));
  https_ = url->scheme == "https";
  host_ = url->host;
  port_ = std::to_string(url->effective_port());
  name_ = host_ != "localhost" && host_.front() != '[' && !parse_ip_address(host_);
}

bool HostRule::allows(std::string_view host_header) const {
  const auto [host, port] = split(host_header);
  if (!equal_ignoring_case(host, host_)) return false;
  if (port.empty()) return host_header.back() != ':' && port_ == (https_ ? "443" : "80");
  return port == port_;
}

}  // namespace tessera::http
