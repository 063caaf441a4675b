// RFC 6749 6 with rotation (RFC 9700 4.14.2). One atomic statement rotates; who comes second within
// the window gets the same successor; an older token ends the family.
#include <algorithm>

#include <tessera/base/unavailable.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/refresh_token.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/requested_claims.hpp"
#include "oauth/claims/role_claims.hpp"
#include "oauth/claims/verified_claims.hpp"
#include "oauth/grants/coverage.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/grants/token_answer.hpp"
#include "oauth/requests/resource_indicators.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth::grants {
namespace {

std::unexpected<Error> refuse_token(std::string detail) {
  return refuse("invalid_grant", "the refresh token is not valid", std::move(detail));
}

audit::Event refresh_event(const GrantRequest& request, const RefreshToken& token, bool repeated) {
  auto event = token_event("token.refreshed", "refresh_token", request);
  event.object_type = "grant";
  event.object_id = to_string(token.family);
  event.details["n"] = token.n;
  if (repeated) event.details["repeated"] = true;
  return event;
}

Task<> end_family(const Tools& tools, const GrantRequest& request, const RefreshToken& token,
                  const Grant& family) {
  auto event = token_event("token.refresh.reused", "refresh_token", request);
  event.outcome = audit::Outcome::denied;
  event.subject = family.person;
  event.object_type = "grant";
  event.object_id = to_string(token.family);
  event.reason = "refresh_reused";
  Revocation revocation{.id = token.family, .reason = "refresh_reused", .now = request.now()};
  revocation.events.push_back(std::move(event));
  (void)co_await revoke_grants(tools, revocation);
}

// RFC 6749 6: the same or fewer scopes; openid and offline_access stay as they are.
Result<std::vector<std::string>> narrowed(const Grant& family, const codec::Form& form) {
  const auto* asked = form.get("scope");
  if (asked == nullptr || asked->empty()) return family.scopes;
  auto wanted = steps::split_words(*asked);
  for (const auto& scope : wanted) {
    if (std::ranges::find(family.scopes, scope) == family.scopes.end()) {
      return refuse("invalid_scope", "a scope was not granted");
    }
  }
  return wanted;
}

// A registration that was narrowed since then counts at once (R67).
void keep_registered(Grant& family, const ClientEntry& client) {
  std::erase_if(family.scopes,
                [&](const std::string& scope) { return !client.scopes.contains(scope); });
  std::erase_if(family.claims, [&](const std::string& claim) {
    const auto name = people::split_claim(claim).name;
    // What verified_claims asks inside is cut when it is answered.
    return name != kVerifiedClaims && !client.claims.contains(name);
  });
}

Result<Coverage> coverage_of(const Grant& family, const GrantRequest& request) {
  return narrow({family.resources, family.authorization_details}, request.form, *request.client);
}

bool asks_for_levels(const ClientEntry& client) {
  const auto& r = client.client.registration;
  return r.minimum_ial != Ial::none || r.minimum_acr != Acr::none;
}

// Before anything rotates: a refusal for its scope, its key or the identity of the person must not
// use up the token.
Task<Result<void>> check_family(const Tools& tools, const GrantRequest& request,
                                const RefreshToken& token) {
  const auto asks = [&](std::string_view name) { return !request.form.all(name).empty(); };
  if (!asks("scope") && !asks("resource") && !asks("authorization_details") &&
      !request.client->is_public() && !asks_for_levels(*request.client))
    co_return Result<void>{};
  auto family = co_await tools.grants.load(token.family);
  if (!family || family->client != request.client->client.id) co_return Result<void>{};
  // RFC 9449 5, RFC 8705 4: a public client shows the key that it had at first.
  if (!family->cnf.empty() && family->cnf != refresh_cnf(request))
    co_return refuse_token("other key");
  if (!co_await is_known_enough(tools, *request.client, family->person))
    co_return refuse_token("identity level");
  if (!satisfies(family->acr, request.client->client.registration.minimum_acr))
    co_return refuse_token("sign-in level");
  keep_registered(*family, *request.client);
  const auto scopes = narrowed(*family, request.form);
  if (!scopes) co_return std::unexpected(scopes.error());
  const auto coverage = coverage_of(*family, request);
  if (!coverage) co_return std::unexpected(coverage.error());
  co_return Result<void>{};
}

struct Refreshed {
  const Grant& family;
  std::vector<std::string> scopes;
  Coverage coverage;
  std::int64_t n = 0;
};

// What the narrowed scopes still cover; all of it if nothing was narrowed.
std::vector<std::string> released(const Refreshed& refreshed) {
  auto claims = refreshed.family.claims;
  if (refreshed.scopes.size() == refreshed.family.scopes.size()) return claims;
  const auto covered = claims_of_scopes(refreshed.scopes);
  std::erase_if(claims, [&](const std::string& claim) { return !covered.contains(claim); });
  return claims;
}

std::string answer(const Tools& tools, const GrantRequest& request, const Refreshed& refreshed,
                   RoleClaims roles) {
  const auto& family = refreshed.family;
  const auto& client = *request.client;
  const auto scope = join_words(refreshed.scopes);
  const auto claims = released(refreshed);
  // Offline access outlives the session unless the profile ties them.
  const auto session = client.profile.ends_with_session ? family.session : std::nullopt;
  const auto access = tools.issuer.access_token(
      {.client = client,
       .subject = family.subject,
       .scope = scope,
       .authorization_details = refreshed.coverage.authorization_details,
       .audience =
           audience_for(client, tools.issuer.issuer(), family.scopes, refreshed.coverage.resources),
       .grant = family.id,
       .session = session,
       .claims = &claims,
       .roles = roles,
       .acr = to_string(family.acr),
       .auth_time = family.auth_time,
       .binding = request.binding,
       .now = request.now()});
  std::string id;
  // OpenID Connect Core 12.2: auth_time as it was, no nonce; none without the scope openid.
  if (std::ranges::find(family.scopes, "openid") != family.scopes.end()) {
    id = tools.issuer.id_token({.client = client,
                                .subject = family.subject,
                                .nonce = std::nullopt,
                                .acr = to_string(family.acr),
                                .amr = family.amr,
                                .auth_time = family.auth_time,
                                .session = family.session,
                                .access_token = access.text,
                                .claims_json = {},
                                .roles = std::move(roles),
                                .now = request.now(),
                                .encrypt_to = request.encrypt_to});
  }
  const auto next = render_refresh_token({family.id, refreshed.n}, *tools.keyring.get());
  return render_answer({.access_token = access.text,
                        .life = access.life,
                        .scope = scope,
                        .id_token = id,
                        .refresh_token = next,
                        .dpop = !request.binding.jkt.empty(),
                        .authorization_details = refreshed.coverage.authorization_details});
}

struct Settled {
  Grant family;
  bool repeated = false;
};

// Rotates, or finds that a parallel request did.
Task<Result<Settled>> settle(const Tools& tools, const GrantRequest& request,
                             const RefreshToken& token) {
  const auto client = request.client->client.id;
  for (int attempt = 0; attempt < 3; ++attempt) {
    Rotation rotation{.id = token.family, .client = client, .n = token.n, .now = request.now()};
    rotation.events.push_back(refresh_event(request, token, false));
    const auto outcome = co_await tools.grants.rotate(rotation);
    if (!outcome.grant) co_return refuse_token("no such family");
    if (outcome.rotated) co_return Settled{*outcome.grant};
    switch (decide_refresh(*outcome.grant, token, client, request.now(), outcome.outage)) {
      case RefreshVerdict::usable:
        continue;
      case RefreshVerdict::ended:
        if (outcome.grant->revoked) {  // the mark may have failed when it was
          std::vector<Uuid> ended{token.family};
          co_await tools.states.revoke_grants(ended, kRememberRevoked);
        }
        co_return refuse_token("ended");
      case RefreshVerdict::reused:
        co_await end_family(tools, request, token, *outcome.grant);
        co_return refuse_token("reused");
      case RefreshVerdict::successor: {
        co_await tools.journal.append_one(refresh_event(request, token, true));
        co_return Settled{*outcome.grant, true};
      }
    }
  }
  throw Unavailable("postgres", "a refresh family did not settle");
}

}  // namespace

Task<Result<std::string>> refresh_token(const Tools& tools, const GrantRequest& request) {
  const auto* text = request.form.get("refresh_token");
  if (text == nullptr) co_return refuse("invalid_request", "refresh_token is missing");
  const auto token = parse_refresh_token(*text, *tools.keyring.get());
  if (!token) co_return refuse_token("malformed or not ours");

  if (const auto good = co_await check_family(tools, request, *token); !good)
    co_return std::unexpected(good.error());
  auto settled = co_await settle(tools, request, *token);
  if (!settled) co_return std::unexpected(settled.error());
  auto& family = settled->family;
  keep_registered(family, *request.client);
  if (request.client->profile.ends_with_session && family.session &&
      !co_await tools.sessions.is_live(*family.session, request.now())) {
    Revocation revocation{.id = family.id, .reason = "session_ended", .now = request.now()};
    (void)co_await revoke_grants(tools, revocation);
    co_return refuse_token("session ended");
  }
  auto scopes = narrowed(family, request.form);
  if (!scopes) co_return std::unexpected(scopes.error());
  auto coverage = coverage_of(family, request);
  if (!coverage) co_return std::unexpected(coverage.error());
  auto roles = co_await load_role_claims(tools.access, *request.client, family.person, family.acr,
                                         request.now());
  co_return answer(tools, request, {family, std::move(*scopes), std::move(*coverage), family.n},
                   std::move(roles));
}

}  // namespace tessera::oauth::grants
