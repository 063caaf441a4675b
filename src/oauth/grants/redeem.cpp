#include "oauth/grants/redeem.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/oauth/refresh_token.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/role_claims.hpp"
#include "oauth/grants/token_answer.hpp"
#include "oauth/requests/resource_indicators.hpp"

namespace tessera::oauth::grants {
namespace {

Grant make_grant(const Redemption& redemption, const GrantRequest& request) {
  const auto& record = redemption.record;
  const auto& profile = request.client->profile;
  Grant grant{.id = record.grant,
              .client = record.client,
              .person = record.person,
              .session = redemption.session,
              .subject = record.subject,
              .scopes = record.scopes,
              .claims = record.claims,
              .id_token_claims = record.id_token_claims,
              .authorization_details = record.authorization_details,
              .resources = record.resources,
              .cnf = refresh_cnf(request),
              .acr = record.acr,
              .amr = record.amr,
              .auth_time = record.auth_time,
              .created = request.now(),
              .expires = request.now() + profile.refresh_life};
  const bool offline = std::ranges::find(record.scopes, "offline_access") != record.scopes.end();
  if (offline && request.client->may_use("refresh_token")) {
    grant.mode = profile.refresh_rotates ? RefreshMode::rotate : RefreshMode::bound;
  }
  return grant;
}

// The line of the ledger that goes with the ID token.
void add_release(const Tools& tools, const GrantRequest& request, const ReleaseWish& wish,
                 const boost::json::object& claims, NewGrant& into) {
  if (claims.empty()) return;
  auto release = make_release(wish, claims, "id_token", tools.random);
  into.events.push_back(privacy::release_event(release, request.context));
  into.releases.push_back(std::move(release));
}

audit::Event issued_event(const GrantRequest& request, const Redemption& redemption,
                          const Grant& grant) {
  auto event = token_event("token.issued", redemption.grant_type, request);
  event.subject = grant.person;
  event.object_type = "grant";
  event.object_id = to_string(grant.id);
  event.details["refresh"] = to_string(grant.mode);
  return event;
}

std::string answer(const Tools& tools, const GrantRequest& request, const Redemption& redemption,
                   const Grant& grant, const boost::json::object& claims, RoleClaims roles) {
  const auto& record = redemption.record;
  const auto& coverage = redemption.coverage;
  const auto acr = acr_to_name(record.acr, record.requested_acrs);
  const auto scope = join_words(grant.scopes);
  const auto access =
      tools.issuer.access_token({.client = *request.client,
                                 .subject = grant.subject,
                                 .scope = scope,
                                 .authorization_details = coverage.authorization_details,
                                 .audience = audience_for(*request.client, tools.issuer.issuer(),
                                                          grant.scopes, coverage.resources),
                                 .grant = grant.id,
                                 .session = grant.session,
                                 .claims = &grant.claims,
                                 .roles = roles,
                                 .acr = acr,
                                 .auth_time = grant.auth_time,
                                 .binding = request.binding,
                                 .now = request.now()});
  std::string id;
  // OpenID Connect Core 3.1.3.3: without the scope it is plain OAuth 2.0.
  if (std::ranges::find(grant.scopes, "openid") != grant.scopes.end()) {
    id = tools.issuer.id_token({.client = *request.client,
                                .subject = grant.subject,
                                .nonce = record.nonce,
                                .acr = acr,
                                .amr = grant.amr,
                                .auth_time = grant.auth_time,
                                .session = grant.session,
                                .access_token = access.text,
                                .claims_json = claims.empty() ? "" : boost::json::serialize(claims),
                                .roles = std::move(roles),
                                .now = request.now(),
                                .encrypt_to = request.encrypt_to});
  }
  std::string refresh;
  if (grant.mode != RefreshMode::none) {
    refresh = render_refresh_token({grant.id, grant.n}, *tools.keyring.get());
  }
  return render_answer({.access_token = access.text,
                        .life = access.life,
                        .scope = scope,
                        .id_token = id,
                        .refresh_token = refresh,
                        .dpop = !request.binding.jkt.empty(),
                        .authorization_details = coverage.authorization_details});
}

}  // namespace

Task<std::optional<std::string>> redeem(const Tools& tools, const GrantRequest& request,
                                        const Redemption& redemption) {
  const auto& record = redemption.record;
  NewGrant made{.grant = make_grant(redemption, request),
                .code_hash = redemption.code_hash,
                .needs_consent = !request.client->client.registration.skip_consent};
  const auto& registration = request.client->client.registration;
  const ReleaseWish wish{.client = *request.client,
                         .person = record.person,
                         .claims = record.id_token_claims,
                         .encrypted = bool(registration.id_token_encrypted_response),
                         .now = request.now(),
                         .trust_framework = tools.trust_framework};
  const auto claims = co_await release_claims(tools.people, wish);
  auto roles = co_await load_role_claims(tools.access, *request.client, record.person, record.acr,
                                         request.now());
  made.events.push_back(issued_event(request, redemption, made.grant));
  add_release(tools, request, wish, claims, made);
  if (!co_await tools.grants.create(made)) co_return std::nullopt;
  co_return answer(tools, request, redemption, made.grant, claims, std::move(roles));
}

}  // namespace tessera::oauth::grants
