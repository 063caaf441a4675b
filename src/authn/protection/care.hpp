// AuthenticatorCare over the stores.
#pragma once

#include <utility>

#include <tessera/authn/care.hpp>
#include <tessera/authn/recovery_setup.hpp>

#include "authn/recovery/recovery.hpp"
#include "authn/sessions/proven_sessions.hpp"

namespace tessera::authn {

inline constexpr std::string_view kLost = "lost";  // the reason of a suspension

class Care final : public AuthenticatorCare {
 public:
  Care(RecoveryParts parts, RecoverySetup& setup) : p_(std::move(parts)), setup_(setup) {}

  [[nodiscard]] Task<Result<void>> rename(const Session& session, const Uuid& id, std::string label,
                                          const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> report_lost(const Session& session, const Uuid& id,
                                               const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> restore(const Session& session, const Uuid& id,
                                           const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> remove(const Session& session, const Uuid& id,
                                          const RequestContext& context) override;
  [[nodiscard]] Task<std::vector<Uuid>> removable(const Uuid& person) override;

 private:
  [[nodiscard]] Task<std::vector<Authenticator>> load(Uuid person);
  [[nodiscard]] Task<bool> change(AuthenticatorChange wanted, std::string event_type,
                                  std::optional<NoticeKind> notice,
                                  std::optional<EndedAuthenticator> ended,
                                  const RequestContext& context);

  RecoveryParts p_;
  RecoverySetup& setup_;
};

}  // namespace tessera::authn
