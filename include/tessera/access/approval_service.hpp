// Requests that need several pairs of eyes: opened by the operation that needs them, decided by
// approvers with their passkeys, executed once enough have signed (docs/adr/0039; R37).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/access/access_service.hpp>
#include <tessera/access/approval_ports.hpp>
#include <tessera/base/random.hpp>

namespace tessera::access {

struct ApprovalParts {
  ApprovalStore& store;
  AccessService& access;
  ApprovalSignatures& signatures;
  ApprovalNotices& notices;
  crypto::KeyringHolder& keys;
  Random& random;
};

// What an operation asks for when it may not go on alone.
struct ApprovalWish {
  ApprovalKind kind = ApprovalKind::role_grant;
  std::string subject;       // id of the thing: one open request each
  boost::json::object what;  // all of it, so that nothing is left open by what is signed
  std::optional<Uuid> beneficiary = {};
  Uuid unit = kRootUnit;
  int needed = 1;
  std::string reason;  // 3 to 500 characters
};

class ApprovalService {
 public:
  explicit ApprovalService(const ApprovalParts& parts) : p_(parts) {}
  // Before the first request; outlives the service.
  void add(ApprovalExecutor& executor) { executors_[executor.kind()] = &executor; }

  // Approvers that the policy asks for; 0: none.
  [[nodiscard]] Task<int> needed(ApprovalKind kind);
  [[nodiscard]] Task<std::map<ApprovalKind, int>> policy();
  // The system user only. Errc::invalid "approval.needed" (0 to 9).
  [[nodiscard]] Task<Result<void>> set_policy(const Actor& actor, ApprovalKind kind, int needed,
                                              const RequestContext& context);

  // The caller has decided that the actor may ask. Errc::conflict "approval.open" (one about the
  // same waits already), "approval.no_pool" (fewer people than needed could approve); Errc::invalid
  // "approval.reason".
  [[nodiscard]] Task<Result<ApprovalRequest>> open(const Actor& actor, ApprovalWish wish,
                                                   const RequestContext& context);

  enum class View { mine, waiting, all };
  // mine: that the actor asked for. waiting: that the actor could decide and has not. all: in the
  // units where it may read them.
  [[nodiscard]] Task<Result<Page<ApprovalRequest>>> list(const Actor& actor, View view,
                                                         ApprovalFilter filter,
                                                         const RequestContext& context);
  struct Shown {
    ApprovalRequest request;
    std::vector<Approval> approvals;
    Result<void> may_decide;  // the actor, now
  };
  // Errc::not_found "approval.unknown"; "access.denied" unless it is the requester, the
  // beneficiary, or somebody who may read it.
  [[nodiscard]] Task<Result<Shown>> get(const Actor& actor, const Uuid& id,
                                        const RequestContext& context);
  // For the page: what the approver's authenticator is to sign.
  [[nodiscard]] Task<boost::json::object> options(const Actor& actor,
                                                  const ApprovalRequest& request, Verdict verdict);
  // Errors of decide_approver, decide_verdict and ApprovalSignatures::check; Errc::conflict
  // "approval.changed" if something else came first. With the last approval that was needed the
  // request is executed; how that went is in the request.
  [[nodiscard]] Task<Result<ApprovalRequest>> decide(const Actor& actor, const Uuid& id,
                                                     Verdict verdict, std::string reason,
                                                     std::string response,
                                                     const RequestContext& context);
  // By the requester, or the system user.
  [[nodiscard]] Task<Result<ApprovalRequest>> withdraw(const Actor& actor, const Uuid& id,
                                                       const RequestContext& context);
  // Executes an approved request whose execution failed, once more. By whoever may see it.
  [[nodiscard]] Task<Result<ApprovalRequest>> retry(const Actor& actor, const Uuid& id,
                                                    const RequestContext& context);
  // Expiry, reminders, escalation, and executions that a node did not finish. How many there were.
  [[nodiscard]] Task<int> tend(TimePoint now);

 private:
  [[nodiscard]] Task<Result<Uuid>> standing(const ApprovalRequest& request, const Actor& actor,
                                            TimePoint now);
  [[nodiscard]] Task<Result<Shown>> look(const Actor& actor, const Uuid& id,
                                         const RequestContext& context);
  [[nodiscard]] Task<std::vector<Uuid>> pool(const ApprovalRequest& request, bool above,
                                             TimePoint now);
  [[nodiscard]] Task<Count> count(const ApprovalRequest& request, TimePoint now);
  [[nodiscard]] Task<> advance(ApprovalRequest request, const RequestContext& context);
  [[nodiscard]] Task<> note_lapse(const ApprovalRequest& request, const RequestContext& context);
  [[nodiscard]] Task<bool> settle(const ApprovalRequest& request, const Count& good,
                                  const RequestContext& context);
  [[nodiscard]] Task<> execute(const ApprovalRequest& request, const RequestContext& context);
  [[nodiscard]] Task<> tell_outcome(const ApprovalRequest& request, ApprovalTelling what,
                                    std::vector<OutboxMessage>& out, const RequestContext& context);
  [[nodiscard]] Task<> expire(const ApprovalRequest& request, const RequestContext& context);
  [[nodiscard]] Task<> remind(const ApprovalRequest& request, Due what,
                              const RequestContext& context);

  ApprovalParts p_;
  std::map<ApprovalKind, ApprovalExecutor*> executors_;
};

}  // namespace tessera::access
