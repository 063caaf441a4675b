#include <tessera/authn/care.hpp>

#include <algorithm>
#include <vector>

#include "authn/protection/care.hpp"

namespace tessera::authn {
namespace {

std::vector<Proof> proofs_of(std::span<const Authenticator> all, const Uuid& without) {
  std::vector<Proof> proofs;
  for (const auto& a : all) {
    if (a.id == without || a.state != AuthenticatorState::active ||
        a.kind == AuthenticatorKind::saved_code)
      continue;
    proofs.push_back(expected_proof(a, TimePoint{}));
  }
  return proofs;
}

}  // namespace

bool may_remove(std::span<const Authenticator> all, const Uuid& candidate, const RecoverySet& set) {
  const auto found = std::ranges::find(all, candidate, &Authenticator::id);
  if (found == all.end()) return false;
  if (found->kind == AuthenticatorKind::saved_code) return true;
  const auto left = decide_level(proofs_of(all, candidate)).acr;
  if (found->state != AuthenticatorState::active) {
    // It proves nothing now; but the last trace of a second factor is what recovery goes by.
    return left >= Acr::aal2;
  }
  if (left >= Acr::aal2) return true;
  const auto now = decide_level(proofs_of(all, Uuid{})).acr;
  if (now < Acr::aal2) return false;
  return left >= Acr::aal1 && found->kind != AuthenticatorKind::password && leads_back(set);
}

bool may_restore(const Session& session, const Uuid& suspended) {
  if (!satisfies(session.acr, Acr::aal2)) return false;
  return std::ranges::none_of(session.proofs,
                              [&](const Proof& proof) { return proof.authenticator == suspended; });
}

bool is_reported_lost(const Authenticator& authenticator) {
  return authenticator.state == AuthenticatorState::suspended && authenticator.reason == kLost;
}

}  // namespace tessera::authn
