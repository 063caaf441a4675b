#include <tessera/access/approval_rule.hpp>

#include <algorithm>
#include <array>

namespace tessera::access {
namespace {

// Reminders after two and five days; the units above when 80 % of the time is gone.
constexpr std::array<Duration, 2> kReminders{days{2}, days{5}};

TimePoint escalation_of(const ApprovalRequest& request) {
  return request.created + (request.expires - request.created) * 4 / 5;
}

// Only those grants that neither party gave: nobody makes his own approvers.
Actor without(const Actor& actor, const std::set<Uuid>& grants) {
  auto out = actor;
  std::erase_if(out.roles, [&](const HeldRole& role) {
    return grants.contains(role.role_grant) ||
           (role.delegated_from && grants.contains(*role.delegated_from));
  });
  return out;
}

}  // namespace

Result<Uuid> decide_approver(const ApprovalRequest& request, const ApproverFacts& approver,
                             TimePoint now) {
  const auto& who = approver.actor;
  // The system user has no passkey, a client no roles: both have no one to hold to account.
  if (who.kind != Actor::Kind::person || !who.id)
    return fail(Errc::forbidden, "access.denied", "You may not do this.", "not_a_person");
  if (request.requester == who.id)
    return fail(Errc::forbidden, "approval.requester", "Nobody approves what he asked for.");
  if (request.beneficiary == who.id)
    return fail(Errc::forbidden, "approval.beneficiary", "Nobody approves what is for himself.");
  const Resource resource{.type = "approval", .id = to_string(request.id), .unit = request.unit};
  const auto decision =
      decide(without(who, approver.given_by_parties), "approval.decide", resource, now);
  if (!decision.allowed()) {
    if (decide(who, "approval.decide", resource, now).allowed())
      return fail(Errc::forbidden, "approval.put_in",
                  "The requester or the beneficiary made you an approver.");
    return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
  }
  if (approver.below_requester || approver.below_beneficiary)
    return fail(Errc::forbidden, "approval.subordinate",
                "You were sponsored by the requester or the beneficiary.");
  return decision.role_grant.value();
}

Result<void> decide_verdict(const ApprovalRequest& request, const Approval& wanted,
                            const std::vector<Approval>& given, TimePoint now) {
  if (!request.is_open()) return fail(Errc::conflict, "approval.closed", "This request is closed.");
  if (now >= request.expires)
    return fail(Errc::gone, "approval.expired", "This request has expired.");
  if (std::ranges::find(given, wanted.approver, &Approval::approver) != given.end())
    return fail(Errc::conflict, "approval.given", "You have decided on this request.");
  const auto length = wanted.reason.size();
  const bool optional = wanted.verdict == Verdict::approve && length == 0;
  if (!optional && (length < 3 || length > 500))
    return fail(Errc::invalid, "approval.reason", "Say why, in 3 to 500 characters.");
  return {};
}

Count count_approvals(std::vector<JudgedApproval> approvals) {
  Count count;
  for (auto& each : approvals) {
    const bool twice =
        std::ranges::find(count.good, each.approver, &JudgedApproval::approver) != count.good.end();
    if (twice || !each.signature_good || !each.key_good || !each.standing) continue;
    count.good.push_back(std::move(each));
  }
  return count;
}

std::vector<Uuid> Count::role_grants() const {
  std::vector<Uuid> out;
  for (const auto& each : good) out.push_back(*each.standing);
  return out;
}

std::vector<Uuid> Count::approvers() const {
  std::vector<Uuid> out;
  for (const auto& each : good) out.push_back(each.approver);
  return out;
}

std::vector<Uuid> Count::authenticators() const {
  std::vector<Uuid> out;
  for (const auto& each : good) out.push_back(each.authenticator);
  return out;
}

Due due_now(const ApprovalRequest& request, TimePoint now) {
  if (!request.is_open()) return Due::nothing;
  if (now >= request.expires) return Due::expire;
  if (request.state == ApprovalState::approved) return Due::nothing;
  if (!request.escalated && now >= escalation_of(request)) return Due::escalate;
  const auto sent = static_cast<std::size_t>(request.reminded);
  if (sent < kReminders.size() && now >= request.created + kReminders.at(sent)) return Due::remind;
  return Due::nothing;
}

TimePoint next_due(const ApprovalRequest& request) {
  if (request.state == ApprovalState::approved) return request.expires;
  auto next = request.expires;
  if (!request.escalated) next = std::min(next, escalation_of(request));
  const auto sent = static_cast<std::size_t>(request.reminded);
  if (sent < kReminders.size()) next = std::min(next, request.created + kReminders.at(sent));
  return next;
}

}  // namespace tessera::access
