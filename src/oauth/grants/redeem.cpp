#include "oauth/grants/redeem.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/oauth/refresh_token.hpp>

#include "oauth/claims_text.hpp"
#include "oauth/grants/token_answer.hpp"

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

std::vector<std::string> names_of(const boost::json::object& object) {
  std::vector<std::string> out;
  for (const auto& [name, value] : object) out.emplace_back(name);
  return out;
}

std::string purposes_of(const ClientEntry& client, const std::vector<std::string>& claims) {
  std::string out;
  for (const auto& claim : claims) {
    const auto found = client.claims.find(claim);
    if (found == client.claims.end() || out.find(found->second.purpose) != std::string::npos)
      continue;
    if (!out.empty()) out += "; ";
    out += found->second.purpose;
  }
  return out;
}

void add_release(const Tools& tools, const GrantRequest& request, const CodeRecord& record,
                 const boost::json::object& claims, NewGrant& into) {
  if (claims.empty()) return;
  privacy::NewRelease release{.id = make_uuid7(request.now(), tools.random),
                              .person = record.person,
                              .client = record.client,
                              .claims = names_of(claims),
                              .channel = "id_token",
                              .time = request.now()};
  release.purpose = purposes_of(*request.client, release.claims);
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

std::string answer(const Tools& tools, const GrantRequest& request, const CodeRecord& record,
                   const Grant& grant, const boost::json::object& claims,
                   std::vector<std::string> roles) {
  const auto acr = acr_to_name(record.acr, record.requested_acrs);
  const auto scope = join_words(grant.scopes);
  const auto access = tools.issuer.access_token(
      {.client = *request.client,
       .subject = grant.subject,
       .scope = scope,
       .audience = audience_of(*request.client, tools.issuer.issuer(), true),
       .grant = grant.id,
       .session = grant.session,
       .claims = &grant.claims,
       .roles = roles,
       .acr = acr,
       .auth_time = grant.auth_time,
       .now = request.now()});
  const auto id =
      tools.issuer.id_token({.client = *request.client,
                             .subject = grant.subject,
                             .nonce = record.nonce,
                             .acr = acr,
                             .amr = grant.amr,
                             .auth_time = grant.auth_time,
                             .session = grant.session,
                             .access_token = access.text,
                             .claims_json = claims.empty() ? "" : boost::json::serialize(claims),
                             .roles = std::move(roles),
                             .now = request.now()});
  std::string refresh;
  if (grant.mode != RefreshMode::none) {
    refresh = render_refresh_token({grant.id, grant.n}, *tools.keyring.get());
  }
  return render_answer({.access_token = access.text,
                        .life = access.life,
                        .scope = scope,
                        .id_token = id,
                        .refresh_token = refresh});
}

}  // namespace

Task<std::optional<std::string>> redeem(const Tools& tools, const GrantRequest& request,
                                        const Redemption& redemption) {
  const auto& record = redemption.record;
  NewGrant made{.grant = make_grant(redemption, request),
                .code_hash = redemption.code_hash,
                .needs_consent = !request.client->client.registration.skip_consent};
  boost::json::object claims;
  if (!record.id_token_claims.empty()) {
    claims = co_await tools.people.claims(record.person, record.id_token_claims);
  }
  auto roles = co_await roles_for(tools, *request.client, record.person, record.acr, request.now());
  made.events.push_back(issued_event(request, redemption, made.grant));
  add_release(tools, request, record, claims, made);
  if (!co_await tools.grants.create(made)) co_return std::nullopt;
  co_return answer(tools, request, record, made.grant, claims, std::move(roles));
}

}  // namespace tessera::oauth::grants
