#include "oauth/claims/role_claims.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <tessera/runtime/metrics.hpp>

#include "oauth/clients/portal_permissions.hpp"

namespace tessera::oauth {
namespace {

bool has(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

void count_cut() {
  static auto& cut = runtime::counter("tessera_role_claims_cut_total",
                                      "Role claims that did not fit into a token");
  cut.add();
}

// In order, as long as they fit.
std::vector<std::string> as_list(const std::set<std::string>& names) {
  std::vector<std::string> out;
  std::size_t bytes = 0;
  for (const auto& name : names) {
    bytes += name.size() + 3;
    if (bytes > kRoleClaimBytes) {
      count_cut();
      break;
    }
    out.push_back(name);
  }
  return out;
}

using Entitlement = std::tuple<std::string_view, std::string, std::string>;  // type, value, unit

std::string as_objects(const std::set<Entitlement>& all) {
  std::string out;
  for (const auto& [type, value, unit] : all) {
    ClaimsText one;
    one.text("type", type);
    one.text("value", value);
    one.text("unit", unit);
    const auto text = std::move(one).finish();
    if (out.size() + text.size() + 2 > kRoleClaimBytes) {
      count_cut();
      break;
    }
    out += (out.empty() ? "[" : ",") + text;
  }
  return out.empty() ? out : out + "]";
}

// The permissions of the client's own namespace, without it.
std::set<std::string_view> own_permissions(const access::HeldRole& role,
                                           const ClientEntry& client) {
  std::set<std::string_view> out;
  const auto& name = client.client.registration.permission_namespace;
  if (name.empty()) return out;
  for (const auto& permission : role.permissions) {
    if (permission.size() > name.size() && permission.starts_with(name) &&
        permission[name.size()] == ':')
      out.insert(std::string_view(permission).substr(name.size() + 1));
  }
  return out;
}

}  // namespace

RoleClaims make_role_claims(const access::Actor& actor, const ClientEntry& client, TimePoint now) {
  const auto& registration = client.client.registration;
  if (!registration.roles_claim || !actor.staff_active || !satisfies(actor.acr, actor.least))
    return {};
  std::set<std::string> roles;
  std::set<std::string> groups;
  std::set<Entitlement> entitlements;
  for (const auto& held : actor.roles) {
    if (!access::fault_of(held, actor, now).empty()) continue;
    if (!registration.role_filter.empty() && !has(registration.role_filter, held.role)) continue;
    const auto unit = to_string(held.unit);
    roles.insert(held.role);
    groups.insert(unit);
    entitlements.emplace("role", held.role, unit);
    for (const auto permission : own_permissions(held, client))
      entitlements.emplace("permission", std::string(permission), unit);
  }
  RoleClaims out;
  if (has(registration.role_claims, "roles")) out.roles = as_list(roles);
  if (has(registration.role_claims, "groups")) out.groups = as_list(groups);
  if (has(registration.role_claims, "entitlements")) out.entitlements = as_objects(entitlements);
  return out;
}

Task<RoleClaims> load_role_claims(access::AccessService& access, const ClientEntry& client,
                                  const Uuid& person, Acr acr, TimePoint now) {
  if (!client.client.registration.roles_claim || !satisfies(acr, access.role_level()))
    co_return RoleClaims{};
  auto actor = co_await access.load_actor(person, now);
  actor.acr = acr;
  co_return make_role_claims(actor, client, now);
}

bool takes_roles_in(const ClientEntry& client, std::string_view place) {
  const auto& registration = client.client.registration;
  return registration.roles_claim && has(registration.role_claims_in, place);
}

void add_role_claims(const RoleClaims& claims, ClaimsText& into) {
  if (!claims.roles.empty()) into.list("roles", claims.roles);
  if (!claims.groups.empty()) into.list("groups", claims.groups);
  if (!claims.entitlements.empty()) into.raw("entitlements", claims.entitlements);
}

}  // namespace tessera::oauth
