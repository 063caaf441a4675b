// RFC 6749 4.1.3 and OpenID Connect Core 3.1.3: take the code, check that it is this client's and
// this request's, then write grant, releases and events in one statement.
#include <boost/json/serialize.hpp>

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/refresh_token.hpp>

#include "oauth/authorization_code.hpp"
#include "oauth/claims_text.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/grants/token_answer.hpp"
#include "oauth/pkce.hpp"

namespace tessera::oauth::grants {
namespace {

std::unexpected<Error> refuse_code(std::string detail) {
  return refuse("invalid_grant", "the code is not valid", std::move(detail));
}

// What may follow a code that was seen before: nothing, and what came from it ends.
Task<> spoil(const Tools& tools, const GrantRequest& request, const AuthorizationCode& code,
             bool known) {
  NewGrant tombstone{.code_hash = code.hash};
  tombstone.grant.id = code.grant;
  tombstone.grant.client = request.client->client.id;
  tombstone.grant.created = request.now();
  auto event = token_event("token.code.reused", "authorization_code", request);
  event.outcome = audit::Outcome::denied;
  event.object_type = "grant";
  event.object_id = to_string(code.grant);
  event.reason = "code_reused";
  tombstone.events.push_back(std::move(event));
  if (co_await tools.grants.spoil_code(tombstone, known)) {
    std::vector<Uuid> ended{code.grant};
    co_await tools.states.revoke_grants(ended, kRememberRevoked);
  }
}

// Pure: is this the request that the code was issued for?
Result<void> check_record(const CodeRecord& record, const GrantRequest& request) {
  if (record.client != request.client->client.id) return refuse_code("other client");
  if (request.now() - record.issued > request.client->profile.code_life)
    return refuse_code("expired");
  // RFC 6749 4.1.3: identical, since the authorization request always names it here.
  const auto* redirect_uri = request.form.get("redirect_uri");
  if (redirect_uri == nullptr || *redirect_uri != record.redirect_uri) {
    return refuse("invalid_grant", "redirect_uri is not that of the authorization request");
  }
  return check_verifier(record.code_challenge, request.form.get("code_verifier"));
}

Grant make_grant(const CodeRecord& record, const GrantRequest& request) {
  const auto& profile = request.client->profile;
  Grant grant{.id = record.grant,
              .client = record.client,
              .person = record.person,
              .session = record.session,
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

audit::Event issued_event(const GrantRequest& request, const Grant& grant) {
  auto event = token_event("token.issued", "authorization_code", request);
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

Task<Result<std::string>> authorization_code(const Tools& tools, const GrantRequest& request) {
  const auto* text = request.form.get("code");
  if (text == nullptr) co_return refuse("invalid_request", "code is missing");
  const auto code = parse_code(*text);
  if (!code) co_return refuse_code("malformed");

  constexpr seconds kRememberUsed{600};
  const auto taken =
      co_await tools.codes.take(code->hash, request.client->client.id, kRememberUsed);
  if (taken.result == TakeResult::other_client) co_return refuse_code("other client");
  if (taken.result != TakeResult::taken) {
    co_await spoil(tools, request, *code, taken.result == TakeResult::used);
    co_return refuse_code(taken.result == TakeResult::used ? "used" : "absent");
  }
  const auto& record = taken.record;
  if (auto good = check_record(record, request); !good) co_return std::unexpected(good.error());
  if (!co_await tools.sessions.is_live(record.session, request.now()))
    co_return refuse_code("session ended");

  NewGrant made{.grant = make_grant(record, request),
                .code_hash = code->hash,
                .needs_consent = !request.client->client.registration.skip_consent};
  boost::json::object claims;
  if (!record.id_token_claims.empty()) {
    claims = co_await tools.people.claims(record.person, record.id_token_claims);
  }
  auto roles = co_await roles_for(tools, *request.client, record.person, record.acr, request.now());
  made.events.push_back(issued_event(request, made.grant));
  add_release(tools, request, record, claims, made);
  if (!co_await tools.grants.create(made)) {
    // The durable guard: Redis forgot that it was used.
    if (!co_await tools.grants.load(code->grant)) co_return refuse_code("person or consent ended");
    co_await spoil(tools, request, *code, true);
    co_return refuse_code("used");
  }
  co_return answer(tools, request, record, made.grant, claims, std::move(roles));
}

}  // namespace tessera::oauth::grants
