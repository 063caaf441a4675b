// Who may approve what, when requests end, and when people are told: pure (docs/adr/0039).
#pragma once

#include <set>
#include <string>
#include <vector>

#include <tessera/access/approval.hpp>
#include <tessera/access/decision.hpp>
#include <tessera/base/error.hpp>

namespace tessera::access {

// What is known of somebody who approves, at the time of the question.
struct ApproverFacts {
  Actor actor;                      // with the roles that are in force
  bool below_requester = false;     // by the line of sponsors, over any number of steps
  bool below_beneficiary = false;   // the same
  std::set<Uuid> given_by_parties;  // role grants that requester or beneficiary gave not long ago
};

// The grant that lets them approve. Errc::forbidden "approval.requester", "approval.beneficiary",
// "approval.subordinate", "approval.put_in" (only by a grant that requester or beneficiary gave
// within kApprovalLife before the request, or since), "access.denied" (detail says why).
[[nodiscard]] Result<Uuid> decide_approver(const ApprovalRequest& request,
                                           const ApproverFacts& approver, TimePoint now);

// Whether a verdict may be given now. Errc::conflict "approval.closed", Errc::gone
// "approval.expired", Errc::conflict "approval.given" (one person counts once, with however many
// passkeys), Errc::invalid "approval.reason" (3 to 500 characters, of a refusal).
[[nodiscard]] Result<void> decide_verdict(const ApprovalRequest& request, const Approval& wanted,
                                          const std::vector<Approval>& given, TimePoint now);

// An approval with what is known of it now.
struct JudgedApproval {
  Uuid approver;
  Uuid authenticator;
  bool signature_good = false;  // over this request and this object
  bool key_good = true;         // the key was not found to be in other hands
  Result<Uuid> standing;        // decide_approver
};
struct Count {
  std::vector<JudgedApproval> good;  // one per person
  std::vector<Uuid> role_grants() const;
  std::vector<Uuid> approvers() const;
  std::vector<Uuid> authenticators() const;
};
[[nodiscard]] Count count_approvals(std::vector<JudgedApproval> approvals);

// What time has brought about.
enum class Due { nothing, remind, escalate, expire };
[[nodiscard]] Due due_now(const ApprovalRequest& request, TimePoint now);
// Before this nothing is due.
[[nodiscard]] TimePoint next_due(const ApprovalRequest& request);

}  // namespace tessera::access
