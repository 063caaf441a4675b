// What this room does once enough people have signed for it (docs/adr/0039).
#pragma once

#include <boost/json/object.hpp>

#include <tessera/access/access_service.hpp>
#include <tessera/access/approval_ports.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/oauth/signing_keys.hpp>

namespace tessera::oauth {

// The client as approvers see it: its registration, at its version.
[[nodiscard]] boost::json::object what_of(const Client& client);

// As the requester, who must still be allowed to.
class ClientApproval final : public access::ApprovalExecutor {
 public:
  ClientApproval(ClientAdmin& clients, access::AccessService& access)
      : clients_(clients), access_(access) {}
  [[nodiscard]] access::ApprovalKind kind() const override { return access::ApprovalKind::client; }
  [[nodiscard]] Task<Result<void>> execute(const access::ApprovalRequest& request,
                                           const RequestContext& context) override;

 private:
  ClientAdmin& clients_;
  access::AccessService& access_;
};

// Rotates, or withdraws one key, as the requester, who must still be allowed to. A second time
// finds nothing that is due, or no such key.
class KeyRotationApproval final : public access::ApprovalExecutor {
 public:
  KeyRotationApproval(SigningKeys& keys, access::AccessService& access)
      : keys_(keys), access_(access) {}
  [[nodiscard]] access::ApprovalKind kind() const override {
    return access::ApprovalKind::key_rotation;
  }
  [[nodiscard]] Task<Result<void>> execute(const access::ApprovalRequest& request,
                                           const RequestContext& context) override;

 private:
  SigningKeys& keys_;
  access::AccessService& access_;
};

}  // namespace tessera::oauth
