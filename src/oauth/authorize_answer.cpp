#include "oauth/authorize_answer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>

#include "oauth/requested_claims.hpp"

namespace tessera::oauth {
namespace {

SendToClient answer_to(const AuthorizeRequest& request, std::string_view issuer) {
  SendToClient out{.redirect_uri = request.redirect_uri, .mode = request.response_mode};
  if (request.state) out.fields.emplace_back("state", *request.state);
  out.fields.emplace_back("iss", issuer);
  return out;
}

std::vector<ClaimToShow> claims_to_show(const AuthorizeRequest& request,
                                        const ClientEntry& client) {
  std::vector<ClaimToShow> out;
  for (const auto& name : plan_release(request, client).all()) {
    const auto& purpose = client.claims.at(name);
    out.push_back({name, purpose.purpose, purpose.legal_basis});
  }
  return out;
}

}  // namespace

AuthorizeOutcome error_page(std::string_view id, std::string_view text, const ClientEntry* client) {
  ShowError out{.error = {.code = Errc::invalid, .id = std::string(id), .text = std::string(text)}};
  if (client != nullptr) {
    out.client_name = client->client.registration.name;
    out.home_uri = client->client.registration.home_uri;
  }
  return out;
}

AuthorizeOutcome error_answer(const AuthorizeRequest& request, std::string_view issuer,
                              std::string_view error, std::string_view description) {
  auto out = answer_to(request, issuer);
  out.fields.emplace_back("error", error);
  if (!description.empty()) out.fields.emplace_back("error_description", description);
  return out;
}

AuthorizeOutcome code_answer(const AuthorizeRequest& request, std::string_view issuer,
                             std::string_view code) {
  auto out = answer_to(request, issuer);
  out.fields.emplace_back("code", code);
  return out;
}

AskConsent consent_page(const AuthorizeRequest& request, const ClientEntry& client,
                        std::string action, std::string_view locale) {
  const auto& r = client.client.registration;
  return AskConsent{.client_name = name_in(r, locale),
                    .description = description_in(r, locale),
                    .owner = r.owner,
                    .policy_uri = r.policy_uri,
                    .claims = claims_to_show(request, client),
                    .offline = request.has_scope("offline_access"),
                    .action = std::move(action),
                    .form_origin = redirect_origin(request)};
}

std::string consent_digest(const AuthorizeRequest& request, const ClientEntry& client,
                           std::string_view locale) {
  const auto& r = client.client.registration;
  boost::json::array shown{locale,  name_in(r, locale), description_in(r, locale),
                           r.owner, r.policy_uri,       request.has_scope("offline_access")};
  for (const auto& claim : claims_to_show(request, client)) {
    shown.push_back({claim.claim, claim.purpose, claim.legal_basis});
  }
  return codec::to_base64url(crypto::sha256(as_bytes(boost::json::serialize(shown))));
}

std::string consent_mark(const AuthorizeRequest& request, const ClientEntry& client,
                         const Uuid& person, bool released) {
  boost::json::array shown{to_string(person), request.has_scope("offline_access")};
  if (released) {
    for (const auto& claim : claims_to_show(request, client)) {
      shown.push_back({claim.claim, claim.purpose, claim.legal_basis});
    }
  }
  return codec::to_base64url(crypto::sha256(as_bytes(boost::json::serialize(shown))));
}

std::string redirect_origin(const AuthorizeRequest& request) {
  const auto url = codec::parse_url(request.redirect_uri);
  if (!url) return {};
  const auto origin = codec::origin_of(*url);
  return origin.empty() ? url->scheme + ":" : origin;
}

}  // namespace tessera::oauth
