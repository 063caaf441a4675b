// Recovery of sign-in (requirements 4.6): proofs, a waiting period with ways to cancel, new
// authenticators. Until a code was right nothing tells whether an account exists: every answer, and
// what it costs, is the same. The proofing and the person's key are not touched.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/binding.hpp>
#include <tessera/authn/recovery_store.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

struct RecoveryView {
  std::vector<Method> given;           // proofs that were right
  std::vector<Method> offered;         // codes first; authenticators once a code was right
  std::vector<Offer> prompts;          // of those that prove by more than typing
  std::optional<RecoveryGrant> grant;  // what these are enough for
  bool in_person = false;              // no proof here is enough
};
struct RecoveryBegun {
  std::optional<Secret> secret;  // to come back with; shown once
  std::string binding;           // of one that goes on at once; else empty
  TimePoint due;
};
struct RecoveryStatus {
  RecoveryState state = RecoveryState::waiting;
  TimePoint requested;
  std::optional<TimePoint> due;
};
// What is set up anew.
struct NewWays {
  Secret password = {};
  Secret totp = {};  // the secret that was offered
  std::string totp_code = {};
  std::string totp_label = {};
};
struct Recovered {
  std::optional<Secret> saved_code;  // in place of the one that was used; shown once
};

class RecoveryService {
 public:
  virtual ~RecoveryService() = default;

  // Sends codes, if there is somebody to send them to and not too many were sent; the answer is a
  // value for the URL of the pages that follow. Errc::rate_limited "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<std::string>> start(std::string_view login,
                                                        const Browser& browser,
                                                        const RequestContext& context) = 0;
  // Asks the recovery contacts for a code, likewise.
  [[nodiscard]] virtual Task<Result<void>> ask_contacts(std::string_view flow,
                                                        const Browser& browser,
                                                        const RequestContext& context) = 0;
  // Errc::gone "recovery.flow" for a value that is not ours or too old.
  [[nodiscard]] virtual Task<Result<RecoveryView>> view(std::string_view flow,
                                                        const Browser& browser,
                                                        const RequestContext& context) = 0;
  // Errc::unauthenticated "recovery.wrong", whatever was wrong; Errc::rate_limited.
  // answer: its secret is what was typed; a passkey's fields are those of the sign-in.
  [[nodiscard]] virtual Task<Result<RecoveryView>> prove(std::string_view flow, Answer answer,
                                                         const Browser& browser,
                                                         const RequestContext& context) = 0;
  // Errc::invalid "recovery.guard": not enough.
  [[nodiscard]] virtual Task<Result<RecoveryBegun>> request(std::string_view flow,
                                                            const Browser& browser,
                                                            const RequestContext& context) = 0;

  // The person comes back with the secret; the answer is a value for the page that sets up what is
  // new, for this browser and an hour. Errc::unauthenticated "recovery.secret_wrong";
  // Errc::conflict "recovery.waiting"; Errc::gone "recovery.over".
  [[nodiscard]] virtual Task<Result<std::string>> confirm(std::string_view typed,
                                                          const Browser& browser,
                                                          const RequestContext& context) = 0;
  // What has to be set up. Errc::gone "recovery.over".
  [[nodiscard]] virtual Task<Result<RecoveryGrant>> binding(std::string_view binding,
                                                            const Browser& browser,
                                                            const RequestContext& context) = 0;
  // One commit: new authenticators instead of the lost ones, the end of the recovery, notices; then
  // the end of all sessions and grants. Errors of BindingService, and Errc::gone "recovery.over".
  [[nodiscard]] virtual Task<Result<Recovered>> complete(std::string_view binding, NewWays ways,
                                                         const Browser& browser,
                                                         const RequestContext& context) = 0;

  // The links of notices: "id" and "t" of "/recover/cancel?...". nullopt: not ours.
  [[nodiscard]] virtual Task<std::optional<RecoveryStatus>> look(std::string_view id,
                                                                 std::string_view ticket) = 0;
  // Errc::gone "recovery.over".
  [[nodiscard]] virtual Task<Result<void>> cancel(std::string_view id, std::string_view ticket,
                                                  const RequestContext& context) = 0;
  // From any live session of the person.
  [[nodiscard]] virtual Task<std::optional<RecoveryStatus>> find(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<Result<void>> cancel_mine(const Uuid& person,
                                                       const RequestContext& context) = 0;

  // An officer saw the person (re-proofing, requirements 4.6): the secret to hand over, good
  // without a wait. Errc::forbidden "recovery.self".
  [[nodiscard]] virtual Task<Result<Secret>> vouch(const Uuid& person, const Uuid& officer,
                                                   std::string reason,
                                                   const RequestContext& context) = 0;

  // Message "recovery_code": the work of start and ask_contacts.
  [[nodiscard]] virtual Task<> deliver(const Uuid& message, BytesView payload) = 0;
  // Job, any node, every half minute. Returns how many moved on.
  [[nodiscard]] virtual Task<int> fire_due(TimePoint now) = 0;
};

}  // namespace tessera::authn
