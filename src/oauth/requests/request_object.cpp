#include "oauth/requests/request_object.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/jose/claims.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;

constexpr seconds kLeeway{30};         // for clocks that differ
constexpr hours kRememberForever{24};  // a jti without exp
constexpr std::array<std::string_view, 7> kJwtMembers{"iss", "sub", "aud", "exp",
                                                      "nbf", "iat", "jti"};

// What one of them says must be understood; of other members it need not (RFC 6749 3.1).
constexpr std::array<std::string_view, 27> kParameters{"response_type",
                                                       "client_id",
                                                       "redirect_uri",
                                                       "scope",
                                                       "state",
                                                       "response_mode",
                                                       "nonce",
                                                       "display",
                                                       "prompt",
                                                       "max_age",
                                                       "ui_locales",
                                                       "claims_locales",
                                                       "id_token_hint",
                                                       "login_hint",
                                                       "login_hint_token",
                                                       "acr_values",
                                                       "claims",
                                                       "code_challenge",
                                                       "code_challenge_method",
                                                       "resource",
                                                       "authorization_details",
                                                       "dpop_jkt",
                                                       "audience",
                                                       "binding_message",
                                                       "requested_expiry",
                                                       "client_notification_token",
                                                       "user_code"};

std::unexpected<Error> refuse_object(std::string why) {
  return refuse("invalid_request_object", "the request object is not valid: " + why, why);
}

// FAPI 2.0 Message Signing 5.3.1: no longer than the profile says, and not older than that.
Result<void> check_window(const jose::Claims& claims, seconds longest, TimePoint now) {
  if (!claims.exp || !claims.nbf) return refuse_object("exp and nbf must be there");
  if (*claims.exp - *claims.nbf > longest) return refuse_object("it is valid for too long");
  if (now - *claims.nbf > longest) return refuse_object("nbf is too long ago");
  return {};
}

// RFC 9101 4 and 6.3, RFC 7519 4.1.
Result<void> check_jwt(const jose::Claims& claims, std::string_view client_id,
                       const RequestObjectRules& rules, TimePoint now) {
  const bool strict = rules.longest.has_value();
  if (claims.iss != client_id && (strict || !claims.iss.empty()))
    return refuse_object("iss is not the client");
  const bool addressed = strict || claims.members.contains("aud");
  const jose::ClaimRules times{.audience = addressed ? rules.issuer : std::string(),
                               .leeway = kLeeway,
                               .require_exp = strict || rules.numbered};
  if (const auto good = jose::check_claims(claims, times, now); !good)
    return refuse_object(good.error().id);
  if (rules.numbered && (claims.jti.empty() || !claims.iat))
    return refuse_object("jti and iat must be there");
  return strict ? check_window(claims, *rules.longest, now) : Result<void>{};
}

// How a member is written as a parameter: texts as they are, claims and authorization_details as
// JSON (OpenID Connect Core 6.1), max_age as a number.
std::optional<std::string> to_parameter(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64() || value.is_object() || value.is_array()) return json::serialize(value);
  return std::nullopt;
}

Result<void> add_member(std::string_view name, const json::value& value,
                        std::vector<std::pair<std::string, std::string>>& fields) {
  if (name == "resource" && value.is_array()) {  // RFC 8707 2.1
    for (const auto& item : value.get_array()) {
      if (!item.is_string()) return refuse_object("resource");
      fields.emplace_back(name, item.get_string());
    }
    return {};
  }
  auto text = to_parameter(value);
  if (!text && std::ranges::find(kParameters, name) == kParameters.end()) return {};
  if (!text) return refuse_object("a member has no form as a parameter");
  fields.emplace_back(name, std::move(*text));
  return {};
}

// An explicit type is honoured, and a plain JWT still taken (RFC 9101 10.8, RFC 8725 3.11).
jose::JwsRules jws_rules(std::string_view compact, const RequestObjectRules& rules) {
  jose::JwsRules out{.algorithms = rules.algorithms, .typ = "oauth-authz-req+jwt"};
  if (const auto header = jose::peek_header(compact, out);
      !header && header.error().id == "jws.typ")
    out.typ = "JWT";
  return out;
}

}  // namespace

RequestObjectRules request_object_rules(const ClientEntry& client, std::string_view issuer) {
  RequestObjectRules out{.issuer = std::string(issuer),
                         .longest = client.profile.request_object_life};
  const auto& registered = client.client.registration.request_object_signing_alg;
  out.algorithms = registered ? std::vector{*registered} : client.request_algs;
  return out;
}

Result<codec::Form> read_request_object(std::string_view payload, std::string_view client_id,
                                        const RequestObjectRules& rules, TimePoint now) {
  const auto claims = jose::parse_claims(payload);
  if (!claims) return refuse_object(claims.error().id);
  if (const auto good = check_jwt(*claims, client_id, rules, now); !good)
    return std::unexpected(good.error());
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [key, value] : claims->members) {
    const std::string_view name = key;
    // RFC 9101 4: a request object does not name another one.
    if (name == "request" || name == "request_uri") return refuse_object("it names another one");
    if (std::ranges::find(kJwtMembers, name) != kJwtMembers.end()) continue;
    if (const auto good = add_member(name, value, fields); !good)
      return std::unexpected(good.error());
  }
  const auto* named = claims->members.if_contains("client_id");
  if (named == nullptr) {
    fields.emplace_back("client_id", client_id);
  } else if (!named->is_string() || named->get_string() != client_id) {
    return refuse_object("client_id is not the client");  // RFC 9101 5
  }
  auto form = codec::Form::parse(codec::encode_form(fields));
  if (!form) return refuse_object(form.error().id);
  return form;
}

Task<Result<codec::Form>> RequestObjects::open(const ClientRef& client, std::string_view compact,
                                               const RequestObjectRules& rules, TimePoint now) {
  std::string plain;
  if (jose::looks_like_jwe(compact)) {
    auto jwe = signer_.decrypt_own(compact, random_);
    if (!jwe) co_return refuse_object(jwe.error().id);
    plain = std::move(jwe->plain);
    compact = plain;
  }
  const auto jws = co_await keys_.verify(client, compact, jws_rules(compact, rules), now);
  if (!jws) co_return refuse_object(jws.error().id);
  auto form = read_request_object(jws->payload, client->client_id, rules, now);
  if (!form) co_return form;
  if (const auto good = co_await use_up(client, jws->payload, rules, now); !good)
    co_return std::unexpected(good.error());
  co_return form;
}

// After everything else, so that a refused one can be sent again.
Task<Result<void>> RequestObjects::use_up(const ClientRef& client, std::string_view payload,
                                          const RequestObjectRules& rules, TimePoint now) {
  const auto claims = jose::parse_claims(payload);
  if (!rules.once || !claims || claims->jti.empty()) co_return Result<void>{};
  const Duration life = claims->exp ? *claims->exp - now + kLeeway : Duration(kRememberForever);
  const auto key = client->client_id + " " + claims->jti;
  if (!co_await replays_.first_use("request", key, life)) co_return refuse_object("jti was used");
  co_return Result<void>{};
}

}  // namespace tessera::oauth
