// The sign-in ceremony (docs/adr/0032): the wish comes with the URL, the progress is kept for this
// browser, and each answer leads to the next step until a session satisfies the wish.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/authn/levels.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/authn/stuffing.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

enum class SignInStep {
  method,   // ask for one of the methods that are offered
  missing,  // nothing that the person has reaches the level
  frozen,   // everything was right, and the account is frozen, or staff hold it
  done,     // the session satisfies the wish, as far as it can
};

// What the browser brought along.
struct Browser {
  std::string session_cookie;
  std::string device_cookie;
  std::string binding;  // value of the CSRF cookie: progress and challenges are of one browser
  std::string user_agent;
};

struct SignedIn {
  Session session;
  std::string session_cookie;  // new value
  std::string device_cookie;   // new value
  std::string locale;          // that the person chose, or empty
};

// One way to go on.
struct Offer {
  Method method = Method::password;
  boost::json::object data;  // for the page: what the method's prompt says
  std::string sealed;        // comes back with the answer as field "challenge"; or empty
};

struct StepResult {
  SignInStep next = SignInStep::method;
  std::vector<Offer> offers;          // with method: the first one is what to ask for now
  bool begins = true;                 // with method: nobody proved anything yet
  std::vector<Method> lacking;        // with missing: what would do
  std::optional<SignedIn> signed_in;  // with done or missing, if a session was made or rotated
  std::optional<people::Freeze> freeze = {};  // with frozen, unless staff hold the account
  people::AccountStanding standing = {};      // with frozen: what staff did, and ask for
  std::string unlock = {};  // with frozen: what FreezeService::unfreeze takes, if enough was proven
  WorkOffer work = {};      // with the first step, while credential stuffing is suspected
  [[nodiscard]] const Offer* find(Method method) const;
};

class SignInService {
 public:
  virtual ~SignInService() = default;
  // What to show: the step that was reached in this browser.
  [[nodiscard]] virtual Task<StepResult> begin(const SignInRequest& request, const Browser& browser,
                                               const RequestContext& context) = 0;
  // Errc::unauthenticated with the refusal of the method, the same in all respects whatever was
  // wrong; Errc::gone "sign_in.step_expired": begin again; Errc::rate_limited "sign_in.throttled".
  [[nodiscard]] virtual Task<Result<StepResult>> answer(const SignInRequest& request, Answer answer,
                                                        const Browser& browser,
                                                        const RequestContext& context) = 0;
  // Another way, if it is one of those offered; what is offered otherwise.
  [[nodiscard]] virtual Task<StepResult> choose(const SignInRequest& request, Method method,
                                                const Browser& browser,
                                                const RequestContext& context) = 0;
  // As somebody else: what was proven is forgotten, and the session of the browser does not count
  // on the page that is shown.
  [[nodiscard]] virtual Task<StepResult> restart(const SignInRequest& request,
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
