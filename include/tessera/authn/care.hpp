// The life of a bound authenticator (requirements 4.5): named, reported lost, taken up again,
// removed.
#pragma once

#include <span>
#include <string>

#include <tessera/authn/binding.hpp>
#include <tessera/authn/recovery_rules.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

// Pure. May this one be removed? What remains must sign in; the last that reaches aal2 goes only if
// the set leads back.
[[nodiscard]] bool may_remove(std::span<const Authenticator> all, const Uuid& candidate,
                              const RecoverySet& set);
// May this session take up the suspended one again: by a level of aal2 that it has no part in.
[[nodiscard]] bool may_restore(const Session& session, const Uuid& suspended);

// Suspended because its owner, or who says so, lost it. It still counts for the level that the
// account asks for before its ways to sign in change, until a recovery ends it.
[[nodiscard]] bool is_reported_lost(const Authenticator& authenticator);

class AuthenticatorCare {
 public:
  virtual ~AuthenticatorCare() = default;
  // Errc::not_found "authenticator.unknown" in all four. label: at most 60 characters;
  // "label.text".
  [[nodiscard]] virtual Task<Result<void>> rename(const Session& session, const Uuid& id,
                                                  std::string label,
                                                  const RequestContext& context) = 0;
  // One factor is enough for this; suspended at once. No password.
  [[nodiscard]] virtual Task<Result<void>> report_lost(const Session& session, const Uuid& id,
                                                       const RequestContext& context) = 0;
  // Errc::forbidden "authenticator.restore".
  [[nodiscard]] virtual Task<Result<void>> restore(const Session& session, const Uuid& id,
                                                   const RequestContext& context) = 0;
  // Errc::conflict "authenticator.last".
  [[nodiscard]] virtual Task<Result<void>> remove(const Session& session, const Uuid& id,
                                                  const RequestContext& context) = 0;
  // Which of them may be removed now, for the page.
  [[nodiscard]] virtual Task<std::vector<Uuid>> removable(const Uuid& person) = 0;
};

}  // namespace tessera::authn
