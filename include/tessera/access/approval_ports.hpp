// What four eyes need of others: rows, signatures, notices, and whoever does what was approved.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <tessera/access/approval.hpp>
#include <tessera/access/approval_rule.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

struct ApprovalFilter {
  std::optional<ApprovalState> state = {};
  bool open_only = false;
  std::optional<Uuid> party = {};      // who asked for it, or for whom it is
  std::optional<Uuid> not_of = {};     // neither asked for by this person, nor for its benefit ...
  std::optional<Uuid> undecided = {};  // ... and not yet decided by this one
  std::optional<Uuid> after = {};      // keyset: an id of the page before, newest first
  std::size_t limit = 50;              // at most 200
};

// An event, and the messages that go out with it.
struct ApprovalNews {
  audit::Event event;
  std::vector<OutboxMessage> messages = {};
};

struct NewVerdict {
  Approval approval;
  std::uint32_t sign_count = 0;  // that the authenticator showed
  std::int64_t version = 0;      // of the request
};

// What the approvals rest on when the request becomes approved; compared again under locks.
struct Settlement {
  Uuid request;
  std::int64_t version = 0;
  std::vector<Uuid> approvers;
  std::vector<Uuid> role_grants;
  std::vector<Uuid> authenticators;
  TimePoint now;
};

// A request moves on: from an open state, at this version.
struct ApprovalMove {
  Uuid request;
  std::int64_t version = 0;
  ApprovalState to = ApprovalState::withdrawn;
  std::string failure = {};
  TimePoint now;
};

class ApprovalStore {
 public:
  virtual ~ApprovalStore() = default;
  // False if a request about the same subject is open.
  [[nodiscard]] virtual Task<bool> create(const ApprovalRequest& request, ApprovalNews news) = 0;
  [[nodiscard]] virtual Task<std::optional<ApprovalRequest>> load(const Uuid& id) = 0;
  // units: nullopt for all.
  [[nodiscard]] virtual Task<std::vector<ApprovalRequest>> list(
      const ApprovalFilter& filter, const std::optional<std::set<Uuid>>& units) = 0;
  [[nodiscard]] virtual Task<std::vector<Approval>> approvals(const Uuid& request) = 0;
  // Requests of role grants by the grant, with their approvals; whatever their state.
  struct Signed {
    ApprovalRequest request;
    std::vector<Approval> approvals;
  };
  [[nodiscard]] virtual Task<std::vector<Signed>> of_role_grants(
      const std::vector<Uuid>& role_grants) = 0;

  // One commit each; false if the request is closed, expired or at another version by now.
  // add: also false if they have decided, or the key is out of use or its counter did not grow. A
  // refusal closes the request.
  [[nodiscard]] virtual Task<bool> add(const NewVerdict& verdict, ApprovalNews news) = 0;
  // False too if one of the approvers left, or lost the role grant or the key.
  [[nodiscard]] virtual Task<bool> settle(const Settlement& settlement, ApprovalNews news) = 0;
  [[nodiscard]] virtual Task<bool> move(const ApprovalMove& move, ApprovalNews news) = 0;
  // The state stays; the failure is written.
  [[nodiscard]] virtual Task<bool> note_failure(const ApprovalMove& move, ApprovalNews news) = 0;
  [[nodiscard]] virtual Task<bool> note_told(const ApprovalRequest& request, Due what,
                                             TimePoint now, ApprovalNews news) = 0;

  // Open requests of which something is due, and approved ones that nobody has executed: 100.
  [[nodiscard]] virtual Task<std::vector<ApprovalRequest>> due(TimePoint now) = 0;
  // Everything of ApproverFacts but the actor.
  [[nodiscard]] virtual Task<ApproverFacts> facts(const ApprovalRequest& request,
                                                  const Uuid& approver) = 0;
  // Who may hold approval.decide there: of the unit itself and of those above, nearest first.
  struct Candidate {
    Uuid person;
    int distance = 0;  // 0: bound to the unit itself
  };
  [[nodiscard]] virtual Task<std::vector<Candidate>> candidates(const Uuid& unit,
                                                                TimePoint now) = 0;
  // Of those keys the ones that were found in other hands.
  [[nodiscard]] virtual Task<std::set<Uuid>> compromised(
      const std::vector<Uuid>& authenticators) = 0;

  // Policy: approvers that an operation of this kind needs; 0: none. Role grants have theirs in the
  // role.
  [[nodiscard]] virtual Task<std::map<ApprovalKind, int>> policy() = 0;
  [[nodiscard]] virtual Task<> set_policy(ApprovalKind kind, int needed, TimePoint now,
                                          audit::Event event) = 0;
};

// Verdicts signed with passkeys. Implemented in authn.
class ApprovalSignatures {
 public:
  virtual ~ApprovalSignatures() = default;
  // For navigator.credentials.get (WebAuthn 5.5): the approver's own keys, with user verification.
  [[nodiscard]] virtual Task<boost::json::object> options(const Uuid& approver,
                                                          const Bytes& challenge) = 0;
  struct Checked {
    SignedVerdict proof;
    std::uint32_t sign_count = 0;
  };
  // Errc::invalid "approval.signature": not a key of this person that is in use, not this
  // challenge, no user verification, a wrong signature, or a counter that did not grow.
  [[nodiscard]] virtual Task<Result<Checked>> check(const Uuid& request, const Uuid& approver,
                                                    Verdict verdict, Bytes challenge,
                                                    std::string response, TimePoint now) = 0;
  // Whether a stored approval is signed over this request and hash, by a key that the server read.
  [[nodiscard]] virtual bool verify(const Approval& approval, BytesView object_hash) const = 0;
};

enum class ApprovalTelling { waiting, reminder, escalated, executed, refused, expired, failed };

// Notices to people. Implemented in authn. what: a short line about the request.
class ApprovalNotices {
 public:
  virtual ~ApprovalNotices() = default;
  [[nodiscard]] virtual Task<std::vector<OutboxMessage>> write(const Uuid& person,
                                                               ApprovalTelling what,
                                                               const ApprovalRequest& request,
                                                               const RequestContext& context) = 0;
};

// Does what was approved. A second time changes nothing and is a success.
class ApprovalExecutor {
 public:
  virtual ~ApprovalExecutor() = default;
  [[nodiscard]] virtual ApprovalKind kind() const = 0;
  // Errc::conflict "approval.object_changed" if it is not any more what was signed.
  [[nodiscard]] virtual Task<Result<void>> execute(const ApprovalRequest& request,
                                                   const RequestContext& context) = 0;
};

}  // namespace tessera::access
