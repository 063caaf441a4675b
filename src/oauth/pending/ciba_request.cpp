#include "oauth/pending/ciba_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <tessera/codec/plain_text.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

constexpr std::size_t kLongestHint = 500;
constexpr std::size_t kLongestToken = 1024;  // CIBA 7.1
constexpr std::size_t kShortestToken = 22;   // 128 bits in base64url
constexpr seconds kLongestObject{3600};      // FAPI-CIBA 5.2.2

// CIBA 7.1: exactly one of three; login_hint_token has no format that all agree on.
Result<void> read_hints(const codec::Form& params, CibaRequest& out) {
  if (params.get("login_hint_token") != nullptr)
    return refuse("invalid_request", "login_hint_token is not supported");
  out.login_hint = params.value("login_hint");
  out.id_token_hint = params.value("id_token_hint");
  if (out.login_hint.empty() == out.id_token_hint.empty())
    return refuse("invalid_request", "exactly one of login_hint and id_token_hint is needed");
  if (out.login_hint.size() > kLongestHint)
    return refuse("invalid_request", "login_hint is too long");
  return {};
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// CIBA 7.1: shown on both devices, so short and plain; what cannot be shown as it is, is refused.
Result<void> read_binding_message(const codec::Form& params, CibaRequest& out) {
  out.binding_message = params.value("binding_message");
  if (!codec::is_plain_text(out.binding_message) ||
      count_characters(out.binding_message) > kLongestBindingMessage) {
    return refuse("invalid_binding_message",
                  "binding_message is longer than 100 characters or not plain text");
  }
  return {};
}

Result<void> read_expiry(const codec::Form& params, CibaRequest& out) {
  const auto* text = params.get("requested_expiry");
  if (text == nullptr) return {};
  std::int64_t wanted = 0;
  const auto* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, wanted);
  if (read.ec != std::errc{} || read.ptr != end || wanted <= 0)
    return refuse("invalid_request", "requested_expiry is not a positive number");
  out.life = std::min(seconds{wanted}, kLongestCibaLife);
  return {};
}

// RFC 6750 2.1: b64token.
bool is_bearer_token(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
  });
}

Result<void> read_notification(const codec::Form& params, const ClientEntry& client,
                               CibaRequest& out) {
  if (client.client.registration.backchannel_token_delivery_mode != "ping") return {};
  out.notification_token = params.value("client_notification_token");
  const auto size = out.notification_token.size();
  if (size < kShortestToken || size > kLongestToken || !is_bearer_token(out.notification_token)) {
    return refuse("invalid_request",
                  "client_notification_token must be a bearer token of 22 to 1024 characters");
  }
  return {};
}

}  // namespace

Result<CibaRequest> read_ciba_request(const codec::Form& params, const ClientEntry& client) {
  CibaRequest out{.life = kCibaLife};
  for (const auto read : {read_hints, read_binding_message, read_expiry}) {
    if (auto good = read(params, out); !good) return std::unexpected(good.error());
  }
  if (auto good = read_notification(params, client, out); !good)
    return std::unexpected(good.error());
  return out;
}

bool must_be_signed(const ClientEntry& client) {
  const auto& r = client.client.registration;
  return client.profile.require_par || r.require_signed_request_object ||
         r.backchannel_authentication_request_signing_alg.has_value();
}

RequestObjectRules ciba_object_rules(const ClientEntry& client, std::string_view issuer) {
  auto rules = request_object_rules(client, issuer);
  if (const auto& alg = client.client.registration.backchannel_authentication_request_signing_alg)
    rules.algorithms = {*alg};
  rules.longest = kLongestObject;
  rules.numbered = true;
  rules.once = true;
  return rules;
}

Result<void> check_beside_signed(const codec::Form& form) {
  static constexpr std::array kAllowed{"request", "client_id", "client_secret", "client_assertion",
                                       "client_assertion_type"};
  for (const auto& [name, value] : form.fields()) {
    if (std::ranges::find(kAllowed, name) == kAllowed.end())
      return refuse("invalid_request", "a parameter stands outside of the signed request");
  }
  return {};
}

}  // namespace tessera::oauth
