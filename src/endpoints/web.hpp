// What every endpoint for a signed-in browser needs: the session, the page around the content, the
// CSRF check, the way to sign in, the error page. No rules and no markup.
//
//   Task<Response> handle(const Web& web, Request& request) {
//     const auto session = co_await web.current_session(request);
//     if (!session) co_return web.redirect_to_sign_in(request, Acr::aal2);
//     co_return web.page(request, session, SomePage{...});
//   }
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/authn/session.hpp>
#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/http/message.hpp>
#include <tessera/http/server.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::endpoints {

inline constexpr std::string_view kCsrfCookie = "__Host-csrf";
inline constexpr std::string_view kDeviceCookie = "__Host-device";
inline constexpr std::string_view kLocaleCookie = "__Host-locale";
inline constexpr std::string_view kCsrfField = "csrf";

// Thread-safe; holds references only. Members that take a Request may note in it the CSRF cookie
// that `respond` has to set, so give every call the same Request.
struct Web {
  authn::SessionService& sessions;
  const ui::Renderer& renderer;
  crypto::KeyringHolder& keyring;
  const Clock& clock;
  Random& random;
  std::string public_url;  // "https://login.example.gov", no slash at the end
  std::string mtls_url{};  // of the listener for client certificates, or empty
  std::string card_url{};  // of the listener for smart cards, or empty

  // The live session of the browser, or nobody. Throws Unavailable if Redis is away: the pipeline
  // then answers 503 and no cookie is touched.
  [[nodiscard]] Task<std::optional<authn::Session>> current_session(http::Request& request) const;

  // What the layout needs. context.csrf is the token of this browser; a browser without the cookie
  // gets it with the response, so the response must be made by page() or respond().
  [[nodiscard]] ui::PageContext page_context(http::Request& request,
                                             const std::optional<authn::Session>& session) const;

  // The whole answer with a page. form_origin: further origin for CSP form-action, or empty.
  template <ui::Page P>
  [[nodiscard]] http::Response page(http::Request& request,
                                    const std::optional<authn::Session>& session, const P& model,
                                    int status = 200, std::string_view form_origin = {}) const {
    return respond(request, renderer.html(model, page_context(request, session)), status,
                   form_origin);
  }
  [[nodiscard]] http::Response respond(const http::Request& request, std::string html,
                                       int status = 200, std::string_view form_origin = {}) const;

  // The form of a POST, once it is certain that a page of ours in this browser sent it:
  // Content-Type, Origin (or Sec-Fetch-Site where a browser sends no Origin), then the CSRF token.
  // Errc::forbidden "csrf.failed"; Errc::unsupported "form.type"; what Form::parse says.
  [[nodiscard]] Result<codec::Form> checked_form(const http::Request& request) const;

  // 303 to the ceremony, which comes back to the path and query of this request (GET), or to
  // return_to. fresh: an existing session counts only if its auth_time is later than not_before.
  struct SignInWish {
    std::string return_to = {};
    std::string cancel_to = {};
    bool fresh = false;
    TimePoint not_before = {};
    std::optional<Uuid> person = {};
    bool essential = false;  // nothing less will do: else the person is told what is missing
  };
  // Without a wish the level is essential.
  [[nodiscard]] http::Response redirect_to_sign_in(const http::Request& request, Acr wanted) const;
  [[nodiscard]] http::Response redirect_to_sign_in(const http::Request& request, Acr wanted,
                                                   SignInWish wish) const;

  // The page for an Error: status by its code, its text id if the catalogue has one, the request
  // id, and a way back (a local path; the start page if empty).
  [[nodiscard]] http::Response error_page(http::Request& request, const Error& error,
                                          std::string_view back_path = {}) const;

  // What sealed values are bound to, so that they work in this browser only: the value of its CSRF
  // cookie, made now if it has none.
  [[nodiscard]] std::string browser_binding(http::Request& request) const;
};

// "" if the browser sent none, or several that differ (cookie tossing).
[[nodiscard]] std::string cookie_value(const http::Request& request, std::string_view name);

// The token that belongs to a value of the CSRF cookie; what a test or a page outside of Web needs.
[[nodiscard]] std::string csrf_token(const crypto::Keyring& keys, std::string_view cookie_value);

// A Set-Cookie header that makes the browser forget a cookie.
[[nodiscard]] std::string forget_cookie(std::string_view name);

// The cookie that stands for the language of the account while its owner is signed in, and for the
// browser's afterwards.
[[nodiscard]] std::string remember_locale(std::string_view locale);

// For http::ServerConfig::context_hook: fills context.device (only from a cookie whose MAC is
// right), context.user_agent and context.locale (ui_locales, then lang, of the query; the locale
// cookie; Accept-Language).
[[nodiscard]] http::ContextHook make_context_hook(const crypto::KeyringHolder& keyring,
                                                  const ui::Renderer& renderer);

}  // namespace tessera::endpoints
