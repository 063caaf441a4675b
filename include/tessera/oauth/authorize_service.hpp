// The authorization endpoint (RFC 6749 3.1, OpenID Connect Core 3.1.2): from parameters to one of
// these outcomes. Nothing is kept between requests; what must survive travels sealed in the URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tessera/authn/session.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/authorize_request.hpp>

namespace tessera::oauth {

// A page; nothing may be sent to the redirect URI.
struct ShowError {
  Error error;              // id is the stable id of the page: "oauth.redirect_uri_unknown"
  std::string client_name;  // or empty
  std::string home_uri;     // registered way back to the portal, or empty
};

// The answer for the client: code or error, with state and iss.
struct SendToClient {
  std::string redirect_uri;
  ResponseMode mode = ResponseMode::query;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string browser_state{};  // for the cookie of session management, or empty
};

// 303 within this server: to the ceremony, or to the flow URL of a POST.
struct GoTo {
  std::string location;
};

struct ClaimToShow {
  std::string claim;
  std::string purpose;
  std::string legal_basis;
};
struct AskConsent {
  std::string client_name;
  std::string description;
  std::string owner;
  std::string policy_uri;   // or empty
  std::string tos_uri{};    // or empty
  std::string logo_path{};  // logo_path(client), or empty
  std::vector<ClaimToShow> claims;
  std::vector<DetailToShow> details;  // RFC 9396
  bool offline = false;               // access while the person is away
  std::string action;                 // "/oauth2/authorize/continue?request=..."
  std::string form_origin;            // for CSP form-action
};

// The identity of the person is not confirmed as the client needs it. Answered as a consent page is
// that was refused.
struct TellIdentity {
  std::string client_name;
  std::string action;
  std::string form_origin;
};

using AuthorizeOutcome = std::variant<ShowError, SendToClient, GoTo, AskConsent, TellIdentity>;

inline constexpr std::string_view kContinuePath = "/oauth2/authorize/continue";
// prompt=create: the start of an application, with the same query as the flow URL to come back to.
inline constexpr std::string_view kEnrolPath = "/enrol";

class AuthorizeService {
 public:
  virtual ~AuthorizeService() = default;
  // GET /oauth2/authorize. session: the live one of this browser.
  [[nodiscard]] virtual Task<AuthorizeOutcome> start(const codec::Form& params,
                                                     const std::optional<authn::Session>& session,
                                                     const RequestContext& context) = 0;
  // POST /oauth2/authorize: the same checks, then GoTo the flow URL, because a cross-site POST
  // carries no Lax cookie.
  [[nodiscard]] virtual Task<AuthorizeOutcome> start_by_post(const codec::Form& params,
                                                             const RequestContext& context) = 0;
  // GET of the flow URL, also after the ceremony.
  [[nodiscard]] virtual Task<AuthorizeOutcome> resume(std::string_view sealed,
                                                      const std::optional<authn::Session>& session,
                                                      const RequestContext& context) = 0;
  // The consent page was answered.
  [[nodiscard]] virtual Task<AuthorizeOutcome> answer_consent(
      std::string_view sealed, bool accepted, const std::optional<authn::Session>& session,
      const RequestContext& context) = 0;
  // The person pressed cancel in the ceremony (SignInRequest::cancel_to): access_denied.
  [[nodiscard]] virtual Task<AuthorizeOutcome> cancel(std::string_view sealed,
                                                      const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
