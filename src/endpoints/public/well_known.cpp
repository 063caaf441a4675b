#include "endpoints/public/well_known.hpp"

#include <tessera/oauth/decision_point.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/oauth/protected_resource.hpp>

namespace tessera::endpoints {
namespace {

using Buffer = std::shared_ptr<const std::string>;

http::Response ready(Buffer buffer) {
  static const std::string kCaching =
      "public, max-age=" + std::to_string(oauth::kJwksMaxAge.count());
  http::Response response;
  response.shared_body = std::move(buffer);
  response.header("Content-Type", "application/json").header("Cache-Control", kCaching);
  return response;
}

// The languages that people write in; pseudo-locales are for tests.
std::vector<std::string> ui_locales(const ui::Renderer& renderer) {
  std::vector<std::string> out;
  for (const auto& locale : renderer.locales()) {
    if (locale.size() == 2) out.push_back(locale);
  }
  return out;
}

}  // namespace

void add_well_known_routes(http::Router& router, const Web& web,
                           const jose::KeySnapshotHolder& keys, std::string_view trust_framework) {
  const http::RouteOptions options{.public_cors = true,
                                   .style = http::RouteOptions::Style::oauth_json};
  const auto discovery = std::make_shared<const std::string>(oauth::discovery_document(
      web.public_url, ui_locales(web.renderer), web.mtls_url, trust_framework));
  const auto show_discovery = [discovery](http::Request&) -> Task<http::Response> {
    co_return ready(discovery);
  };
  router.add(http::Method::get, "/.well-known/openid-configuration", show_discovery, options);
  router.add(http::Method::get, "/.well-known/oauth-authorization-server", show_discovery, options);
  const auto decisions =
      std::make_shared<const std::string>(oauth::decision_point_document(web.public_url));
  router.add(
      http::Method::get, std::string(oauth::kDecisionPointPath),  // AuthZEN 9.2
      [decisions](http::Request&) -> Task<http::Response> { co_return ready(decisions); }, options);
  router.add(
      http::Method::get, "/.well-known/jwks.json",
      [&keys](http::Request&) -> Task<http::Response> {
        const auto snapshot = keys.get();  // the text lives as long as its snapshot
        co_return ready(Buffer(snapshot, &snapshot->jwks_json()));
      },
      options);
  for (const auto* resource : {&oauth::userinfo_resource(), &oauth::admin_resource(),
                               &oauth::decision_resource(), &oauth::scim_resource()}) {
    const auto document = std::make_shared<const std::string>(
        oauth::resource_document(web.public_url, *resource, !web.mtls_url.empty()));
    router.add(
        http::Method::get, std::string(oauth::kResourceMetadataPath) + std::string(resource->path),
        [document](http::Request&) -> Task<http::Response> { co_return ready(document); }, options);
  }
}

}  // namespace tessera::endpoints
