#include "oauth/requests/resource_indicators.hpp"

#include <algorithm>

#include <tessera/codec/url.hpp>

namespace tessera::oauth {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::ranges::find(list, item) != list.end();
}

// RFC 8707 2: an absolute URI without fragment.
bool is_resource(const std::string& text) {
  const auto url = codec::parse_url(text);
  return url.has_value() && !url->fragment;
}

}  // namespace

std::optional<std::vector<std::string>> narrow_resources(const std::vector<std::string>& asked,
                                                         const std::vector<std::string>& allowed) {
  std::vector<std::string> out;
  for (const auto& resource : asked) {
    if (!is_resource(resource) || !contains(allowed, resource)) return std::nullopt;
    if (!contains(out, resource)) out.push_back(resource);
  }
  return out;
}

std::vector<std::string> audience_for(const ClientEntry& client, const std::string& issuer,
                                      const std::vector<std::string>& scopes,
                                      const std::vector<std::string>& resources) {
  auto out = resources.empty() ? client.client.registration.audiences : resources;
  if ((out.empty() || contains(scopes, "openid")) && !contains(out, issuer)) out.push_back(issuer);
  return out;
}

}  // namespace tessera::oauth
