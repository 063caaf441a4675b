// What a deployment lays down about its staff: why they may look at people, and how strongly they
// sign in for a role. Only the system user changes it, as the policy of approvals (docs/adr/0039).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/access_service.hpp>
#include <tessera/access/admin.hpp>
#include <tessera/audit/event.hpp>

namespace tessera::access {

// Of a role and those that inherit from it, beside their prerequisites.
struct SignInLevel {
  std::string role;
  std::string least;         // "aal2", "aal2_phr", "aal3"; "": what roles ask for anyway
  std::int64_t version = 0;  // 0: none is set
};

class PolicyStore {
 public:
  virtual ~PolicyStore() = default;
  // purpose.version: the one that it replaces, 0 for a new one. The version now; nullopt if it is
  // another one by now.
  [[nodiscard]] virtual Task<std::optional<std::int64_t>> save_purpose(const Purpose& purpose,
                                                                       audit::Event event) = 0;
  // Of every role.
  [[nodiscard]] virtual Task<std::vector<SignInLevel>> levels() = 0;
  // level.version: the one that it replaces; least "" takes the level away. The version now.
  [[nodiscard]] virtual Task<std::optional<std::int64_t>> save_level(const SignInLevel& level,
                                                                     TimePoint now,
                                                                     audit::Event event) = 0;
};

// Pure. Errc::invalid "purpose.code", "purpose.title", "purpose.legal_basis", "purpose.classes".
[[nodiscard]] Result<void> check_purpose(const Purpose& purpose);

class PolicyService {
 public:
  PolicyService(PolicyStore& store, AccessService& access) : store_(store), access_(access) {}
  // Errors of check_purpose; Errc::precondition "policy.changed".
  [[nodiscard]] Task<Result<Purpose>> set_purpose(const Actor& actor, Purpose wish,
                                                  const RequestContext& context);
  // config.read; of every role.
  [[nodiscard]] Task<Result<std::vector<SignInLevel>>> levels(const Actor& actor,
                                                              const RequestContext& context);
  // Errc::invalid "policy.level"; Errc::precondition "policy.changed", also where the role is
  // unknown.
  [[nodiscard]] Task<Result<SignInLevel>> set_level(const Actor& actor, SignInLevel wish,
                                                    const RequestContext& context);

 private:
  // Errc::forbidden "policy.system" for everybody else, which is recorded.
  [[nodiscard]] Task<Result<void>> only_system(const Actor& actor, std::string type,
                                               const std::string& id,
                                               const RequestContext& context);
  PolicyStore& store_;
  AccessService& access_;
};

}  // namespace tessera::access
