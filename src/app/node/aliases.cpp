#include "app/node/aliases.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tessera::app {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kKeycloak{{
    {"/.well-known/openid-configuration", "/.well-known/openid-configuration"},
    {"/protocol/openid-connect/auth", "/oauth2/authorize"},
    {"/protocol/openid-connect/token", "/oauth2/token"},
    {"/protocol/openid-connect/token/introspect", "/oauth2/introspect"},
    {"/protocol/openid-connect/revoke", "/oauth2/revoke"},
    {"/protocol/openid-connect/userinfo", "/oauth2/userinfo"},
    {"/protocol/openid-connect/certs", "/.well-known/jwks.json"},
    {"/protocol/openid-connect/logout", "/oauth2/logout"},
    {"/protocol/openid-connect/login-status-iframe.html", "/oauth2/check-session"},
    {"/protocol/openid-connect/auth/device", "/oauth2/device_authorization"},
    {"/protocol/openid-connect/ext/par/request", "/oauth2/par"},
    {"/protocol/openid-connect/ext/ciba/auth", "/oauth2/bc-authorize"},
    {"/clients-registrations/openid-connect", "/oauth2/register"},
    {"/clients-registrations/openid-connect/{client_id}", "/oauth2/register/{client_id}"},
}};

bool is_path(std::string_view text) {
  return text.starts_with('/') && !text.starts_with("//") &&
         text.find_first_of("?#% ") == std::string_view::npos;
}

// Routes are copied first: adding changes the list.
bool add_alias(http::Router& router, const Alias& alias) {
  std::vector<const http::Route*> found;
  for (const auto& route : router.routes()) {
    if (route->path == alias.target) found.push_back(route.get());
  }
  for (const auto* route : found)
    router.add(route->method, alias.path, route->handler, route->options);
  return !found.empty();
}

}  // namespace

std::optional<Alias> parse_alias(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  Alias out{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  if (!is_path(out.path) || !is_path(out.target)) return std::nullopt;
  return out;
}

std::vector<Alias> keycloak_aliases(std::string_view realm) {
  std::vector<Alias> out;
  for (const auto& [path, target] : kKeycloak)
    out.push_back({"/realms/" + std::string(realm) + std::string(path), std::string(target)});
  return out;
}

void add_aliases(http::Router& router, const Settings& settings) {
  if (const auto& realm = settings.text("aliases.keycloak_realm"); !realm.empty()) {
    for (const auto& alias : keycloak_aliases(realm)) (void)add_alias(router, alias);
  }
  for (const auto& text : settings.texts("aliases.paths")) {
    const auto alias = parse_alias(text);
    if (!alias || !add_alias(router, *alias))
      throw std::runtime_error("aliases.paths: \"" + text +
                               "\" is not /old=/new with a path of this server");
  }
}

}  // namespace tessera::app
