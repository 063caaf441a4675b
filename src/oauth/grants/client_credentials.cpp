// RFC 6749 4.4.
#include <algorithm>
#include <set>

#include <tessera/oauth/authorization_details.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/grants/token_answer.hpp"
#include "oauth/requests/resource_indicators.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth::grants {
namespace {

// Scopes that speak of a person mean nothing without one.
bool is_personal(std::string_view scope) {
  static const std::set<std::string_view> personal{"openid",  "profile", "email",
                                                   "address", "phone",   "offline_access"};
  return personal.contains(scope);
}

Result<std::string> granted_scope(const GrantRequest& request) {
  const auto& registered = request.client->scopes;
  std::vector<std::string> out;
  if (const auto* asked = request.form.get("scope")) {
    for (auto& scope : steps::split_words(*asked)) {
      if (is_personal(scope) || !registered.contains(scope)) {
        return refuse("invalid_scope", "a scope is not registered for this client");
      }
      out.push_back(std::move(scope));
    }
    return join_words(out);
  }
  std::ranges::copy_if(registered, std::back_inserter(out),
                       [](const auto& s) { return !is_personal(s); });
  return join_words(out);
}

}  // namespace

Task<Result<std::string>> client_credentials(const Tools& tools, const GrantRequest& request) {
  if (request.client->is_public()) {
    co_return refuse("unauthorized_client", "a public client may not use this grant");
  }
  const auto scope = granted_scope(request);
  if (!scope) co_return std::unexpected(scope.error());
  // RFC 8707 2.2, RFC 9396 6: what is asked for here is what is granted.
  auto resources =
      narrow_resources(request.form.all("resource"), request.client->client.registration.audiences);
  if (!resources) co_return refuse("invalid_target", "a resource is not served for this client");
  std::string details;
  if (const auto* asked = request.form.get("authorization_details")) {
    auto parsed = parse_authorization_details(
        *asked, DetailsCatalogue::standard(),
        request.client->client.registration.authorization_details_types);
    if (!parsed) co_return std::unexpected(parsed.error());
    details = std::move(*parsed);
  }
  const auto token = tools.issuer.access_token(
      {.client = *request.client,
       .subject = request.client->client_id,
       .scope = *scope,
       .authorization_details = details,
       .audience = audience_for(*request.client, tools.issuer.issuer(), {}, *resources),
       .binding = request.binding,
       .now = request.now()});
  auto event = token_event("token.issued", "client_credentials", request);
  event.object_id = token.jti;
  co_await tools.journal.append_one(std::move(event));
  co_return render_answer({.access_token = token.text,
                           .life = token.life,
                           .scope = *scope,
                           .dpop = !request.binding.jkt.empty(),
                           .authorization_details = details});
}

}  // namespace tessera::oauth::grants
