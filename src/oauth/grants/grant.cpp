#include "oauth/grants/grant.hpp"

#include <algorithm>

#include <tessera/people/acting_event.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth::grants {

audit::Event token_event(std::string type, std::string_view grant, const GrantRequest& request) {
  auto event = people::acting_event(std::move(type), people::as_client(request.client->client.id),
                                    request.context);
  event.object_type = "token";
  event.details["grant"] = grant;
  if (!request.binding.jkt.empty()) event.details["bound_to"] = "dpop";
  if (!request.binding.x5t_s256.empty()) event.details["bound_to"] = "certificate";
  return event;
}

std::vector<std::string> filter_roles(const ClientRegistration& registration,
                                      std::vector<std::string> held) {
  if (!registration.roles_claim || !contains(registration.role_claims, "roles")) return {};
  const auto& filter = registration.role_filter;
  if (!filter.empty()) {
    std::erase_if(held, [&](const std::string& role) {
      return std::ranges::find(filter, role) == filter.end();
    });
  }
  std::ranges::sort(held);
  return held;
}

Task<bool> is_known_enough(const Tools& tools, const ClientEntry& client, const Uuid& person) {
  const auto least = client.client.registration.minimum_ial;
  if (least == Ial::none) co_return true;
  const auto known = co_await tools.people.load(person);
  co_return known && known->ial >= least;
}

std::vector<std::string> audience_of(const ClientEntry& client, const std::string& issuer,
                                     bool with_issuer) {
  auto out = client.client.registration.audiences;
  if ((with_issuer || out.empty()) && std::ranges::find(out, issuer) == out.end())
    out.push_back(issuer);
  return out;
}

std::string refresh_cnf(const GrantRequest& request) {
  return request.client->is_public() && request.binding ? render_cnf(request.binding)
                                                        : std::string();
}

Task<bool> revoke_grants(const Tools& tools, const Revocation& revocation) {
  const auto ended = co_await tools.grants.revoke(revocation);
  if (ended.empty()) co_return false;
  co_await tools.states.revoke_grants(ended, kRememberRevoked);
  co_return true;
}

}  // namespace tessera::oauth::grants
