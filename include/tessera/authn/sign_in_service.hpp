// The sign-in ceremony: identifier and password, then a one-time code when one is wanted and there
// is one. No state on the server between the steps: it is sealed into the page and opens in this
// browser only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/authn/session.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>

namespace tessera::authn {

enum class SignInStep {
  password,          // ask for identifier and password
  code,              // ask for a one-time code
  no_second_factor,  // the wish needs one and the person has none
  done,              // the session satisfies the wish, as far as it can
};

// What the browser brought along.
struct Browser {
  std::string session_cookie;
  std::string device_cookie;
  std::string binding;  // value of the CSRF cookie: sealed steps open with the same one only
  std::string user_agent;
};

struct SignedIn {
  Session session;
  std::string session_cookie;  // new value
  std::string device_cookie;   // new value
  std::string locale;          // that the person chose, or empty
};

struct StepResult {
  SignInStep next = SignInStep::password;
  std::string sealed;                 // with code: comes back with the answer; 10 minutes
  std::optional<SignedIn> signed_in;  // with done, if this step made or rotated a session
};

class SignInService {
 public:
  virtual ~SignInService() = default;
  // What to show first.
  [[nodiscard]] virtual Task<StepResult> begin(const SignInRequest& request, const Browser& browser,
                                               const RequestContext& context) = 0;
  // Errc::unauthenticated "sign_in.failed", the same in all respects whether the identifier is
  // unknown or the password wrong; Errc::rate_limited "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<StepResult>> answer_password(const SignInRequest& request,
                                                                 std::string_view identifier,
                                                                 Secret password,
                                                                 const Browser& browser,
                                                                 const RequestContext& context) = 0;
  // Errc::unauthenticated "sign_in.wrong_code" (also a code that was used); Errc::gone
  // "sign_in.step_expired" (too old, or of another browser): begin again; Errc::rate_limited
  // "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<StepResult>> answer_code(const SignInRequest& request,
                                                             std::string_view sealed,
                                                             std::string_view code,
                                                             const Browser& browser,
                                                             const RequestContext& context) = 0;
  // The current password of a signed-in person, asked again before a change.
  // Errc::unauthenticated "password.wrong_current"; Errc::rate_limited "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<void>> confirm_password(const Session& session, Secret password,
                                                            const RequestContext& context) = 0;
  // After a change of the ways to sign in: a new secret for this session; the cookie that its
  // browser gets. nullopt: it ended meanwhile.
  [[nodiscard]] virtual Task<std::optional<std::string>> renew_session(
      const Session& session, const RequestContext& context) = 0;
};

}  // namespace tessera::authn
