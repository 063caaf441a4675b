// Which proofs are enough to recover an account, as one table of data (requirements 4.6; NIST SP
// 800-63B-4 4.2). Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <tessera/authn/binding.hpp>
#include <tessera/authn/levels.hpp>
#include <tessera/base/assurance.hpp>

namespace tessera::authn {

// Two codes are of different methods if their ways differ.
enum class RecoveryWay { issued, saved, contact, authenticator };
[[nodiscard]] RecoveryWay way_of(Method method);

enum class AccountClass {
  password_only,  // aal1
  two_factor,     // aal2
  in_person       // aal3 on a proofing of level 3
};
// What the account ever reached counts: an authenticator that is suspended, expired or disabled
// too, else whoever reports one lost would need fewer proofs afterwards.
[[nodiscard]] AccountClass account_class(std::span<const Authenticator> authenticators, Ial ial,
                                         bool reaches_aal3);

// What has to be set up anew, and whether a wait comes first.
struct RecoveryGrant {
  bool password = false;
  bool second_factor = false;
  bool at_once = false;  // no recovery, but a binding with what the person still has
  bool operator==(const RecoveryGrant&) const = default;
};
// nullopt: not enough yet.
[[nodiscard]] std::optional<RecoveryGrant> decide_grant(AccountClass account,
                                                        std::span<const Method> proofs);
// What an officer who saw the person grants.
[[nodiscard]] RecoveryGrant vouched_grant(AccountClass account);

// The rows of the table, for its tests.
// possession: a bound authenticator that is no password.
enum class ProofNeed { code, other_code, password, possession };
struct RecoveryRule {
  AccountClass account;
  std::vector<ProofNeed> needs;
  RecoveryGrant grant;
};
[[nodiscard]] std::span<const RecoveryRule> recovery_rules();

// What a person has to come back with; the last authenticator that reaches aal2 goes only if this
// leads back.
struct RecoverySet {
  bool mail = false;  // a validated address
  bool saved_code = false;
  bool contact = false;  // a confirmed one
};
[[nodiscard]] bool leads_back(const RecoverySet& set);

}  // namespace tessera::authn
