#include <algorithm>
#include <mutex>
#include <unordered_map>

#include <tessera/authn/approvals.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/passkeys/kept_signature.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kMostRemembered = 4096;

void put(Bytes& out, BytesView part) {
  for (int shift = 0; shift < 64; shift += 8)
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(part.size()) >> shift));
  out.insert(out.end(), part.begin(), part.end());
}

// Everything that the answer depends on, each part with its length.
std::string digest_of(const access::ApprovalStore::Signed& rows) {
  Bytes all;
  put(all, as_bytes(rows.request.object));
  put(all, rows.request.object_hash);
  put(all, rows.request.seal);
  for (const auto& a : rows.approvals) {
    put(all, as_bytes(access::to_string(a.verdict)));
    put(all, a.approver.bytes);
    put(all, a.proof.authenticator.bytes);
    put(all, as_bytes(std::to_string(a.signed_at.time_since_epoch().count())));
    for (const auto* part :
         {&a.proof.client_data, &a.proof.authenticator_data, &a.proof.signature, &a.proof.key_box})
      put(all, *part);
  }
  const auto digest = crypto::sha256(all);
  return {digest.begin(), digest.end()};
}

class Verifier final : public access::ApprovalVerifier {
 public:
  Verifier(access::ApprovalStore& store, const crypto::KeyringHolder& keys,
           const webauthn::RelyingParty& party)
      : store_(store), keys_(keys), party_(party) {}

  Task<std::map<Uuid, int>> verified(const std::vector<access::HeldRole>& grants,
                                     TimePoint) override {
    std::map<Uuid, int> out;
    std::vector<Uuid> ids;
    for (const auto& grant : grants) ids.push_back(grant.role_grant);
    if (ids.empty()) co_return out;
    for (const auto& rows : co_await store_.of_role_grants(ids)) {
      const auto grant = std::ranges::find_if(grants, [&rows](const access::HeldRole& each) {
        return to_string(each.role_grant) == rows.request.subject;
      });
      if (grant == grants.end() || grant->request != rows.request.id) continue;
      if (!counts(rows.request.state) || !access::is_within(access::what_of(rows.request), *grant))
        continue;
      out[grant->role_grant] = signers(rows);
    }
    co_return out;
  }

 private:
  // approved: the grant is there and the row that says so comes at once.
  static bool counts(access::ApprovalState state) {
    return state == access::ApprovalState::executed || state == access::ApprovalState::approved;
  }

  [[nodiscard]] int signers(const access::ApprovalStore::Signed& rows) {
    auto key = digest_of(rows);
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = known_.find(key); known != known_.end()) return known->second;
    }
    const int number = count(rows);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMostRemembered) known_.clear();
    known_.emplace(std::move(key), number);
    return number;
  }

  [[nodiscard]] int count(const access::ApprovalStore::Signed& rows) const {
    const auto keys = keys_.get();
    if (!access::is_whole(rows.request, *keys)) return 0;
    const auto hash = access::hash_of_object(rows.request.object);
    std::set<Uuid> people;
    for (const auto& approval : rows.approvals) {
      if (approval.verdict == access::Verdict::approve &&
          approval.approver != rows.request.requester &&
          approval.approver != rows.request.beneficiary && is_signed(approval, hash, party_, *keys))
        people.insert(approval.approver);
    }
    return static_cast<int>(people.size());
  }

  access::ApprovalStore& store_;
  const crypto::KeyringHolder& keys_;
  webauthn::RelyingParty party_;
  std::mutex mutex_;
  std::unordered_map<std::string, int> known_;
};

}  // namespace

std::unique_ptr<access::ApprovalVerifier> make_approval_verifier(
    access::ApprovalStore& store, const crypto::KeyringHolder& keys,
    const webauthn::RelyingParty& party) {
  return std::make_unique<Verifier>(store, keys, party);
}

}  // namespace tessera::authn
