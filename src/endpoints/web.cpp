#include "endpoints/web.hpp"

#include <array>

#include <tessera/authn/device.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/locale.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/cookie.hpp>

#include "ui/public_pages.hpp"

namespace tessera::endpoints {
namespace {

// Where page_context leaves a CSRF cookie value that the response has to set; no route template can
// have a parameter of this name.
constexpr std::string_view kNewCsrf = ":csrf";
constexpr std::size_t kCsrfBytes = 32;
constexpr std::size_t kCsrfChars = 43;
constexpr std::size_t kUserAgentBytes = 512;

std::string csrf_cookie(const http::Request& request) {
  auto value = cookie_value(request, kCsrfCookie);
  return value.size() == kCsrfChars && codec::from_base64url(value) ? value : std::string();
}

std::string csrf_value(http::Request& request, Random& random) {
  if (auto value = csrf_cookie(request); !value.empty()) return value;
  if (const auto& value = request.param(kNewCsrf); !value.empty()) return value;
  request.params.emplace_back(kNewCsrf, codec::to_base64url(random.bytes(kCsrfBytes)));
  return request.params.back().second;
}

std::string csrf_covered(std::string_view cookie_value) {
  return "csrf|" + std::string(cookie_value);
}

bool is_from_our_pages(const http::Request& request, const std::string& public_url) {
  if (const auto* origin = request.header("origin")) return *origin == public_url;
  if (const auto* site = request.header("sec-fetch-site")) return *site == "same-origin";
  return true;  // a browser that sends neither: the token alone decides
}

bool has_csrf_token(const http::Request& request, const codec::Form& form,
                    const crypto::Keyring& keys) {
  const auto cookie = csrf_cookie(request);
  const auto* token = form.get(kCsrfField);
  if (cookie.empty() || token == nullptr) return false;
  const auto mac = codec::from_base64url(*token);
  return mac && keys.check_mac(crypto::kPurposeCookie, as_bytes(csrf_covered(cookie)), *mac);
}

// The path as it goes into a URL: what is not plainly harmless is encoded.
std::string encode_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto slash = path.find('/');
    out += codec::encode_component(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    out += '/';
    path.remove_prefix(slash + 1);
  }
  return out;
}

bool is_plain_query(std::string_view query) {
  for (const char c : query) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '\\' || c == '#') return false;
  }
  return query.size() <= 2048;
}

std::string path_and_query(const http::Request& request) {
  auto target = encode_path(request.path);
  if (target.empty() || target.front() != '/' || target.starts_with("//")) return "/";
  if (!request.query.empty() && is_plain_query(request.query)) target += '?' + request.query;
  return target.size() > 4096 ? "/" : target;  // no longer one would do as a way back
}

// Scheme, host and port only: what a CSP source may be without opening the header.
bool is_csp_origin(std::string_view origin) {
  for (const char c : origin) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                      c == ':' || c == '/' || c == '[' || c == ']' || c == '+';
    if (!good) return false;
  }
  return !origin.empty() && origin.size() <= 300;
}

std::string content_security_policy(std::string_view form_origin) {
  std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
      "connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
      "form-action 'self'";
  if (is_csp_origin(form_origin)) policy += ' ' + std::string(form_origin);
  return policy;
}

}  // namespace

std::string cookie_value(const http::Request& request, std::string_view name) {
  const auto* header = request.header("cookie");
  if (header == nullptr) return {};
  return codec::find_cookie(*header, name).value_or(std::string());
}

std::string csrf_token(const crypto::Keyring& keys, std::string_view cookie_value) {
  return codec::to_base64url(
      keys.mac(crypto::kPurposeCookie, as_bytes(csrf_covered(cookie_value))));
}

std::string forget_cookie(std::string_view name) {
  return codec::render_set_cookie({.name = std::string(name), .value = "", .max_age_seconds = 0});
}

Task<std::optional<authn::Session>> Web::current_session(http::Request& request) const {
  const auto cookie = cookie_value(request, authn::kSessionCookie);
  if (cookie.empty()) co_return std::nullopt;
  co_return co_await sessions.load(cookie, clock.now());
}

std::string Web::browser_binding(http::Request& request) const {
  return csrf_value(request, random);
}

ui::PageContext Web::page_context(http::Request& request,
                                  const std::optional<authn::Session>& session) const {
  ui::PageContext context;
  context.locale = request.context.locale.empty() ? "en" : request.context.locale;
  context.csrf = csrf_token(*keyring.get(), csrf_value(request, random));
  context.request_id = to_string(request.context.request_id);
  context.path = path_and_query(request);
  if (session) context.navigation = {{"/account", "account.nav"}, {"/sign-out", "common.sign_out"}};
  return context;
}

http::Response Web::respond(const http::Request& request, std::string html, int status,
                            std::string_view form_origin) const {
  auto response = http::html(std::move(html), status);
  response.header("Content-Security-Policy", content_security_policy(form_origin));
  // no-referrer would make browsers send "Origin: null" with our own forms.
  response.header("Referrer-Policy", "same-origin");
  if (const auto& value = request.param(kNewCsrf); !value.empty()) {
    response.header("Set-Cookie",
                    codec::render_set_cookie({.name = std::string(kCsrfCookie), .value = value}));
  }
  return response;
}

Result<codec::Form> Web::checked_form(const http::Request& request) const {
  if (request.content_type() != "application/x-www-form-urlencoded") {
    return fail(Errc::unsupported, "form.type");
  }
  if (!is_from_our_pages(request, public_url))
    return fail(Errc::forbidden, "csrf.failed", {}, "origin");
  auto form = codec::Form::parse(request.body);
  if (!form) return form;
  if (!has_csrf_token(request, *form, *keyring.get()))
    return fail(Errc::forbidden, "csrf.failed", {}, "token");
  return form;
}

http::Response Web::redirect_to_sign_in(const http::Request& request, Acr wanted) const {
  return redirect_to_sign_in(request, wanted, SignInWish{.essential = true});
}

http::Response Web::redirect_to_sign_in(const http::Request& request, Acr wanted,
                                        SignInWish wish) const {
  authn::SignInRequest sign_in;
  sign_in.return_to = wish.return_to.empty() ? path_and_query(request) : std::move(wish.return_to);
  sign_in.cancel_to = std::move(wish.cancel_to);
  sign_in.wanted = wanted;
  sign_in.fresh = wish.fresh;
  sign_in.not_before = wish.not_before;
  sign_in.person = wish.person;
  sign_in.essential = wish.essential;
  sign_in.created = clock.now();
  return http::redirect(authn::sign_in_url(sign_in, *keyring.get(), random));
}

http::Response Web::error_page(http::Request& request, const Error& error,
                               std::string_view back_path) const {
  const int status = http::status_of(error.code);
  // To a person a form that this browser may not send is a page that has expired.
  const ui::ErrorPage model{.status = error.id == "csrf.failed" ? 410 : status,
                            .error_id = error.id,
                            .back = ui::SafeUrl::local(back_path.empty() ? "/" : back_path)};
  auto response = page(request, std::nullopt, model, status);
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

std::string remember_locale(std::string_view locale) {
  constexpr long kYear = 365L * 24 * 60 * 60;
  return codec::render_set_cookie(
      {.name = std::string(kLocaleCookie), .value = std::string(locale), .max_age_seconds = kYear});
}

http::ContextHook make_context_hook(const crypto::KeyringHolder& keyring,
                                    const ui::Renderer& renderer) {
  return [&keyring, &renderer](http::Request& request) {
    if (const auto cookie = cookie_value(request, kDeviceCookie); !cookie.empty()) {
      if (auto device = authn::parse_device(cookie, *keyring.get()))
        request.context.device = std::move(device->id);
    }
    if (const auto* agent = request.header("user-agent"))
      request.context.user_agent = agent->substr(0, kUserAgentBytes);
    LocaleWishes wishes;
    if (request.query.find("ui_locales=") != std::string::npos ||
        request.query.find("lang=") != std::string::npos) {
      if (const auto query = codec::Form::parse(request.query)) {
        wishes.ui_locales = query->value("lang") + ' ' + query->value("ui_locales");
      }
    }
    wishes.cookie = cookie_value(request, kLocaleCookie);
    if (const auto* header = request.header("accept-language")) wishes.accept_language = *header;
    request.context.locale = choose_locale(wishes, renderer.locales());
  };
}

}  // namespace tessera::endpoints
