// Role grants as the desks ask for them: given at once, or sent to approvers where the role needs
// them (docs/adr/0039).
#pragma once

#include <optional>

#include <tessera/access/approval_service.hpp>
#include <tessera/access/services.hpp>

namespace tessera::access {

class GrantRequests final : public ApprovalExecutor {
 public:
  struct Parts {
    RoleGrantStore& store;
    RoleGrantService& grants;
    AccessService& access;
    ApprovalService& approvals;
    Random& random;
  };
  explicit GrantRequests(const Parts& parts) : p_(parts) {}

  // One of them.
  struct Made {
    std::optional<RoleGrant> grant;
    std::optional<ApprovalRequest> request;
  };
  // Errors of RoleGrantService::create and ApprovalService::open.
  [[nodiscard]] Task<Result<Made>> create(const Actor& actor, NewRoleGrant wish,
                                          const RequestContext& context);

  [[nodiscard]] ApprovalKind kind() const override { return ApprovalKind::role_grant; }
  // As the requester, who must still be allowed to, and under every rule of grants.
  [[nodiscard]] Task<Result<void>> execute(const ApprovalRequest& request,
                                           const RequestContext& context) override;

 private:
  Parts p_;
};

}  // namespace tessera::access
