// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0) and how clients are told that a
// session ended: by the browser (Front-Channel Logout 1.0) and by messages (Back-Channel Logout
// 1.0).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tessera/authn/session.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/codec/form.hpp>

namespace tessera::oauth {

// The person must confirm; `action` is where the form goes.
struct ConfirmLogout {
  std::string client_name;  // or empty
  std::string action;       // "/oauth2/logout/confirm?request=..."
  std::string form_origin;  // of the way back, or empty
};
// The browser is signed out now (or was before): the cookie is to be forgotten.
struct LoggedOut {
  std::string redirect_uri;  // exact registered one with state, or empty: show the page
  std::string client_name;
  std::string home_uri;
  // To be loaded in frames before going on: the portals of the session that ended (OpenID Connect
  // Front-Channel Logout 1.0).
  std::vector<std::string> frontchannel_uris{};
};
struct LogoutError {
  Error error;
};
using LogoutOutcome = std::variant<ConfirmLogout, LoggedOut, LogoutError>;

class LogoutService {
 public:
  virtual ~LogoutService() = default;
  // GET of the endpoint. Ends the session at once only if id_token_hint names it.
  [[nodiscard]] virtual Task<LogoutOutcome> start(const codec::Form& params,
                                                  const std::optional<authn::Session>& session,
                                                  const RequestContext& context) = 0;
  // POST of the endpoint from another site, which carries no Lax cookie: the flow URL to go on by
  // GET.
  [[nodiscard]] virtual Task<std::variant<std::string, LogoutError>> start_by_post(
      const codec::Form& params, const RequestContext& context) = 0;
  // GET of the flow URL.
  [[nodiscard]] virtual Task<LogoutOutcome> resume(std::string_view sealed,
                                                   const std::optional<authn::Session>& session,
                                                   const RequestContext& context) = 0;
  // POST of the flow URL: the person confirmed (the caller has checked the CSRF token).
  [[nodiscard]] virtual Task<LogoutOutcome> confirm(std::string_view sealed,
                                                    const std::optional<authn::Session>& session,
                                                    const RequestContext& context) = 0;

  // The person signs out here and not for a portal: the session ends. Answers what is to be loaded
  // in frames (LoggedOut::frontchannel_uris).
  [[nodiscard]] virtual Task<std::vector<std::string>> sign_out(const authn::Session& session,
                                                                const RequestContext& context) = 0;

  // For outbox messages of kind "session_ended": one "backchannel_logout" message per client that
  // holds tokens of the session and registered a URI; ends what the client's profile ties to the
  // session. The caller stores them in the commit that marks the cause as done, so that each is
  // sent once.
  [[nodiscard]] virtual Task<std::vector<OutboxMessage>> expand_session_ended(
      const Uuid& session) = 0;
  // For "person_ended": revokes every grant of the person.
  [[nodiscard]] virtual Task<> end_person(const Uuid& person, std::string reason) = 0;
  // What a "backchannel_logout" message delivers, signed at the time of delivery. nullopt: the
  // client is gone or has no URI any more.
  struct Delivery {
    std::string uri;
    std::string body;  // application/x-www-form-urlencoded: logout_token=...
  };
  [[nodiscard]] virtual Task<std::optional<Delivery>> logout_delivery(BytesView payload) = 0;
};

}  // namespace tessera::oauth
