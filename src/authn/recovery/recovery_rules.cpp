#include <tessera/authn/recovery_rules.hpp>

#include <algorithm>

namespace tessera::authn {
namespace {

using P = Method;
using W = RecoveryWay;
using A = AccountClass;
using N = ProofNeed;

constexpr RecoveryGrant kPassword{.password = true};
constexpr RecoveryGrant kPasswordAtOnce{.password = true, .at_once = true};
constexpr RecoveryGrant kSecondFactor{.second_factor = true};
constexpr RecoveryGrant kBoth{.password = true, .second_factor = true};

// The first row that fits counts, so what leaves most untouched comes first.
const std::vector<RecoveryRule>& table() {
  static const std::vector<RecoveryRule> rows{
      {A::password_only, {N::code}, kPassword},
      // Requirements 4.6: replacing a password with another factor at hand is binding.
      {A::two_factor, {N::code, N::possession}, kPasswordAtOnce},
      {A::two_factor, {N::code, N::password}, kSecondFactor},
      {A::two_factor, {N::code, N::other_code}, kBoth},
      // in_person has no row: only an officer opens it.
  };
  return rows;
}

bool is_code(P proof) {
  return way_of(proof) != W::authenticator;
}

bool meets(N need, std::span<const P> proofs) {
  switch (need) {
    case N::code:
      return std::ranges::any_of(proofs, is_code);
    case N::other_code: {
      std::vector<W> ways;
      for (const auto proof : proofs) {
        if (is_code(proof) && std::ranges::count(ways, way_of(proof)) == 0)
          ways.push_back(way_of(proof));
      }
      return ways.size() >= 2;
    }
    case N::password:
      return std::ranges::count(proofs, P::password) > 0;
    case N::possession:
      return std::ranges::any_of(proofs, [](P p) { return !is_code(p) && p != P::password; });
  }
  return false;
}

}  // namespace

RecoveryWay way_of(Method method) {
  switch (method) {
    case P::mail_code:
      return W::issued;
    case P::saved_code:
      return W::saved;
    case P::contact_code:
      return W::contact;
    default:
      return W::authenticator;
  }
}

AccountClass account_class(std::span<const Authenticator> authenticators, Ial ial,
                           bool reaches_aal3) {
  if (reaches_aal3 && ial == Ial::ial3) return AccountClass::in_person;
  const auto is_more = [](const Authenticator& a) {
    return a.kind != AuthenticatorKind::password && a.kind != AuthenticatorKind::saved_code &&
           a.state != AuthenticatorState::invalidated;
  };
  return std::ranges::any_of(authenticators, is_more) ? AccountClass::two_factor
                                                      : AccountClass::password_only;
}

std::optional<RecoveryGrant> decide_grant(AccountClass account, std::span<const Method> proofs) {
  for (const auto& row : table()) {
    if (row.account != account) continue;
    if (std::ranges::all_of(row.needs, [&](N need) { return meets(need, proofs); }))
      return row.grant;
  }
  return std::nullopt;
}

RecoveryGrant vouched_grant(AccountClass account) {
  return account == AccountClass::password_only ? kPassword : kBoth;
}

std::span<const RecoveryRule> recovery_rules() {
  return table();
}

bool leads_back(const RecoverySet& set) {
  return static_cast<int>(set.mail) + static_cast<int>(set.saved_code) +
             static_cast<int>(set.contact) >=
         2;
}

}  // namespace tessera::authn
