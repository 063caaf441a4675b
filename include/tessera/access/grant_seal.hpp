// The seal of a role grant: a MAC under a key of the deployment over all that decides, so that a
// row which was written or altered past tessera counts for nothing (docs/adr/0038).
#pragma once

#include <tessera/access/admin.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::access {

// Of id, person, role, unit, starts, ends, purposes, granted_by, request and delegated_from, each
// with its length, so that no two grants have the same form.
[[nodiscard]] Bytes canonical_form(const RoleGrant& grant);
[[nodiscard]] Bytes seal_of(const RoleGrant& grant, const crypto::Keyring& keys);
// Also false for a grant that was revoked.
[[nodiscard]] bool is_sealed(const RoleGrant& grant, const crypto::Keyring& keys);

}  // namespace tessera::access
