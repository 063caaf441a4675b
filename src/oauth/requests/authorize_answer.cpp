#include "oauth/requests/authorize_answer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/client_logo.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/requested_claims.hpp"

namespace tessera::oauth {
namespace {

constexpr seconds kResponseLife{600};  // JARM 2.1 advises at most ten minutes

std::vector<ClaimToShow> claims_to_show(const AuthorizeRequest& request,
                                        const ClientEntry& client) {
  std::vector<ClaimToShow> out;
  for (const auto& name : plan_release(request, client).all()) {
    const auto& purpose = client.claims.find(registered_name(name))->second;
    out.push_back({name, purpose.purpose, purpose.legal_basis});
  }
  return out;
}

// Only if there are any, so that a digest of before stays what it was.
void add_details(boost::json::array& shown, const AuthorizeRequest& request,
                 std::string_view locale) {
  for (const auto& detail :
       details_to_show(request.authorization_details, DetailsCatalogue::standard(), locale)) {
    boost::json::array rows{detail.title};
    for (const auto& row : detail.rows) rows.push_back({row.label, row.value});
    shown.push_back(std::move(rows));
  }
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

SendToClient answer_to(const AuthorizeRequest& request, std::string_view issuer,
                       AnswerFields fields) {
  SendToClient out{.redirect_uri = request.redirect_uri, .mode = request.response.mode};
  if (request.state) out.fields.emplace_back("state", *request.state);
  out.fields.emplace_back("iss", issuer);
  for (auto& field : fields) out.fields.push_back(std::move(field));
  return out;
}

AnswerFields error_fields(std::string_view error, std::string_view description) {
  AnswerFields out{{"error", std::string(error)}};
  if (!description.empty()) out.emplace_back("error_description", description);
  return out;
}

std::string response_claims(const SendToClient& answer, std::string_view client_id,
                            std::string_view issuer, TimePoint now) {
  ClaimsText claims;
  claims.text("iss", issuer);
  claims.text("aud", client_id);
  claims.time("exp", now + kResponseLife);
  for (const auto& [name, value] : answer.fields) {
    if (name == "iss") continue;
    if (name == "expires_in") {
      claims.raw(name, value);  // a number, RFC 6749 4.2.2
    } else {
      claims.text(name, value);
    }
  }
  return std::move(claims).finish();
}

AskConsent consent_page(const AuthorizeRequest& request, const ClientEntry& client,
                        std::string action, std::string_view locale) {
  const auto& r = client.client.registration;
  return AskConsent{.client_name = name_in(r, locale),
                    .description = description_in(r, locale),
                    .owner = r.owner,
                    .policy_uri = r.policy_uri,
                    .tos_uri = r.tos_uri,
                    .logo_path = logo_path(client.client),
                    .claims = claims_to_show(request, client),
                    .details = details_to_show(request.authorization_details,
                                               DetailsCatalogue::standard(), locale),
                    .offline = request.has_scope("offline_access"),
                    .action = std::move(action),
                    .form_origin = redirect_origin(request)};
}

std::string consent_digest(const AuthorizeRequest& request, const ClientEntry& client,
                           std::string_view locale) {
  const auto& r = client.client.registration;
  boost::json::array shown{
      locale,       name_in(r, locale), description_in(r, locale),          r.owner,
      r.policy_uri, r.tos_uri,          request.has_scope("offline_access")};
  for (const auto& claim : claims_to_show(request, client)) {
    shown.push_back({claim.claim, claim.purpose, claim.legal_basis});
  }
  add_details(shown, request, locale);
  return codec::to_base64url(crypto::sha256(as_bytes(boost::json::serialize(shown))));
}

std::string consent_mark(const AuthorizeRequest& request, const ClientEntry& client,
                         const Uuid& person, bool released) {
  boost::json::array shown{to_string(person), request.has_scope("offline_access"),
                           request.authorization_details};
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
