#include <tessera/access/grant_seal.hpp>

#include <algorithm>

namespace tessera::access {
namespace {

std::string text(const std::optional<Uuid>& id) {
  return id ? to_string(*id) : std::string{};
}

std::string text(TimePoint time) {
  return std::to_string(time.time_since_epoch().count());
}

void put(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

}  // namespace

Bytes canonical_form(const RoleGrant& grant) {
  std::string out = "tessera role grant 1\n";
  put(out, to_string(grant.id));
  put(out, to_string(grant.person));
  put(out, grant.role);
  put(out, to_string(grant.unit));
  put(out, text(grant.starts));
  put(out, grant.ends ? text(*grant.ends) : std::string{});
  put(out, text(grant.granted_by));
  put(out, text(grant.request));
  put(out, text(grant.delegated_from));
  auto purposes = grant.purposes;
  std::ranges::sort(purposes);
  put(out, std::to_string(purposes.size()));
  for (const auto& purpose : purposes) put(out, purpose);
  return {out.begin(), out.end()};
}

Bytes seal_of(const RoleGrant& grant, const crypto::Keyring& keys) {
  return keys.mac(crypto::kPurposeRoleGrant, canonical_form(grant));
}

bool is_sealed(const RoleGrant& grant, const crypto::Keyring& keys) {
  return !grant.revoked && !grant.seal.empty() &&
         keys.check_mac(crypto::kPurposeRoleGrant, canonical_form(grant), grant.seal);
}

}  // namespace tessera::access
