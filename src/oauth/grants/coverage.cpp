#include "oauth/grants/coverage.hpp"

#include <algorithm>

#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/requests/resource_indicators.hpp"

namespace tessera::oauth::grants {
namespace {

std::unexpected<Error> refuse_target() {
  return refuse("invalid_target", "a resource was not granted");
}

}  // namespace

Result<void> check_resources(const codec::Form& form, const ClientEntry& client) {
  if (!narrow_resources(form.all("resource"), client.client.registration.audiences))
    return refuse_target();
  return {};
}

Result<Coverage> narrow(Coverage granted, const codec::Form& form, const ClientEntry& client) {
  const auto& r = client.client.registration;
  const bool limited = !granted.resources.empty();
  std::erase_if(granted.resources, [&](const std::string& resource) {
    return std::ranges::find(r.audiences, resource) == r.audiences.end();
  });
  // Nothing is left of what was asked for: that is not "every API".
  if (limited && granted.resources.empty()) return refuse_target();
  auto asked = narrow_resources(form.all("resource"), limited ? granted.resources : r.audiences);
  if (!asked) return refuse_target();
  if (!asked->empty()) granted.resources = std::move(*asked);
  auto details = narrow_authorization_details(
      form.get("authorization_details"),
      keep_allowed_details(granted.authorization_details, r.authorization_details_types));
  if (!details) return std::unexpected(details.error());
  granted.authorization_details = std::move(*details);
  return granted;
}

}  // namespace tessera::oauth::grants
