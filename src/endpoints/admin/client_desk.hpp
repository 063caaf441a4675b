// Clients and the journal as administration sees them: decided, then asked of their services.
#pragma once

#include <string>
#include <vector>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

class ClientDesk {
 public:
  explicit ClientDesk(const AdminDeps& deps) : deps_(deps) {}
  // client.read.
  [[nodiscard]] Task<Result<oauth::ClientPage>> list(const access::Actor& actor,
                                                     const oauth::ClientQuery& query,
                                                     const RequestContext& context) const;
  [[nodiscard]] Task<Result<oauth::Client>> get(const access::Actor& actor, const Uuid& id,
                                                const RequestContext& context) const;
  // client.write.
  [[nodiscard]] Task<Result<oauth::NewClient>> create(const access::Actor& actor,
                                                      const oauth::ClientRegistration& registration,
                                                      const RequestContext& context) const;
  [[nodiscard]] Task<Result<oauth::Client>> update(const access::Actor& actor, const Uuid& id,
                                                   const oauth::ClientRegistration& registration,
                                                   std::optional<std::int64_t> version,
                                                   const RequestContext& context) const;
  // Errc::conflict "client.approval_needed" where the policy wants others to approve a client.
  [[nodiscard]] Task<Result<oauth::Client>> set_status(const access::Actor& actor, const Uuid& id,
                                                       oauth::ClientStatus to, std::string reason,
                                                       const RequestContext& context) const;
  // Asks them. What is approved is the registration as it is now.
  [[nodiscard]] Task<Result<access::ApprovalRequest>> ask_approval(
      const access::Actor& actor, const Uuid& id, std::string reason,
      const RequestContext& context) const;
  [[nodiscard]] Task<Result<oauth::NewClient>> rotate_secret(const access::Actor& actor,
                                                             const Uuid& id, Duration overlap,
                                                             const RequestContext& context) const;

  // client.read.
  [[nodiscard]] Task<Result<std::vector<oauth::InitialAccessToken>>> list_tokens(
      const access::Actor& actor, const RequestContext& context) const;
  // client.write.
  [[nodiscard]] Task<Result<oauth::RegistrationService::MadeToken>> create_token(
      const access::Actor& actor, const oauth::RegistrationService::NewToken& wish,
      const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> revoke_token(const access::Actor& actor, const Uuid& id,
                                                const RequestContext& context) const;

 private:
  [[nodiscard]] Task<Result<people::ActingAs>> allowed(const access::Actor& actor,
                                                       std::string_view permission, std::string id,
                                                       const RequestContext& context) const;
  const AdminDeps& deps_;
};

// audit_event.read at the root; the look itself is an event ("journal.read"), so that auditors are
// seen too.
[[nodiscard]] Task<Result<std::vector<audit::SealedRow>>> find_events(
    const AdminDeps& deps, const access::Actor& actor, const audit::EventQuery& query,
    const RequestContext& context);
struct ExplainQuestion {
  Uuid person;  // who would act
  std::string permission;
  std::optional<Uuid> unit;   // where; that of `about` if absent, else the root
  std::optional<Uuid> about;  // to whom
  access::Named named;
};
// role_grant.read in the unit of the person and in the one that is named: why a person may or may
// not do something, from what the real decision is made of.
[[nodiscard]] Task<Result<access::Decision>> explain_decision(const AdminDeps& deps,
                                                              const access::Actor& actor,
                                                              const ExplainQuestion& question,
                                                              const RequestContext& context);

}  // namespace tessera::endpoints::admin
