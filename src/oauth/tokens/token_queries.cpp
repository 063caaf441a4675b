// Userinfo, introspection and revocation: what may be asked about a token, and by whom.
#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/protected_resource.hpp>
#include <tessera/oauth/refresh_token.hpp>
#include <tessera/people/acting_event.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/role_claims.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/refusal_log.hpp"
#include "oauth/requests/query_answer.hpp"
#include "oauth/tokens/recent.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kInactive = R"({"active":false})";

class Queries final : public TokenQueries {
 public:
  Queries(const OauthParts& parts, TokenVerifier& verifier, const Proofs& proofs)
      : parts_(parts),
        verifier_(verifier),
        proofs_(proofs),
        recorded_(parts.token_cache_bytes / 8),
        refusals_(parts.journal) {}

  Task<Result<QueryAnswer>> userinfo(const PresentedToken& presented,
                                     const RequestContext& context) override {
    const auto token = co_await verifier_.verify_presented(presented, context.received);
    if (!token) co_return std::unexpected(token.error());
    if (!(*token)->is_for(parts_.issuer))
      co_return refuse("invalid_token", "the access token is not for userinfo");
    if ((*token)->is_machine() || !(*token)->has_scope("openid")) {
      co_return refuse("insufficient_scope", "userinfo needs the scope openid");
    }
    const auto client = co_await parts_.clients.find((*token)->client_id);
    if (!client) co_return refuse("invalid_token", "the access token is not valid", "no client");
    const auto target = co_await find_target(
        proofs_.keys, client, client->client.registration.userinfo_encrypted_response,
        context.received);
    if (!target) co_return std::unexpected(target.error());
    const auto claims = co_await claims_for(*token, *client, target->has_value(), context);
    if (!claims) co_return std::unexpected(claims.error());
    const auto roles = co_await roles_for(*token, *client, context.received);
    co_return userinfo_answer(maker(), *client, *target, render_userinfo(**token, roles, *claims),
                              context.received);
  }

  Task<Result<QueryAnswer>> introspect(const ClientCredentials& request, IntrospectionForm form,
                                       const RequestContext& context) override {
    const auto caller = co_await authenticated(request, context);
    if (!caller) co_return std::unexpected(caller.error());
    if ((*caller)->is_public())
      co_return refuse("invalid_client", "introspection needs client authentication");
    const auto* text = request.form.get("token");
    if (text == nullptr) co_return refuse("invalid_request", "token is missing");
    auto found = co_await look_up(*text, **caller, context);
    if (form == IntrospectionForm::json) co_return QueryAnswer{.body = std::move(found)};
    const auto target = co_await find_target(
        proofs_.keys, *caller, (*caller)->client.registration.introspection_encrypted_response,
        context.received);
    if (!target) co_return std::unexpected(target.error());
    co_return introspection_answer(maker(), **caller, *target, found, context.received);
  }

  Task<Result<void>> revoke(const ClientCredentials& request,
                            const RequestContext& context) override {
    const auto caller = co_await authenticated(request, context);
    if (!caller) co_return std::unexpected(caller.error());
    const auto* text = request.form.get("token");
    if (text == nullptr) co_return refuse("invalid_request", "token is missing");
    if (text->starts_with(kRefreshPrefix)) {
      co_await revoke_family(*text, **caller, context);
    } else {
      co_await revoke_access(*text, **caller, context);
    }
    co_return Result<void>{};  // RFC 7009 2.2: also for a token that is not valid
  }

 private:
  [[nodiscard]] Task<Result<ClientRef>> authenticated(const ClientCredentials& request,
                                                      const RequestContext& context) {
    if (request.form.duplicate())
      co_return refuse("invalid_request", "a parameter occurs more than once");
    auto client = co_await proofs_.authenticator.authenticate(request, context);
    if (!client) {
      co_await refusals_.note(
          {.type = "client.authentication.failed", .object = "token", .reason = client.error().id},
          context);
      co_return std::unexpected(std::move(client.error()));
    }
    co_return std::move(client->client);
  }

  [[nodiscard]] AnswerMaker maker() const { return {parts_.issuer, parts_.signer, parts_.random}; }

  // In the ledger before it is in the answer.
  [[nodiscard]] Task<Result<boost::json::object>> claims_for(const AccessTokenRef& token,
                                                             const ClientEntry& client,
                                                             bool encrypted,
                                                             const RequestContext& context) {
    if (token->claims.empty()) co_return boost::json::object{};
    if (std::ranges::any_of(token->claims, is_restricted)) {
      auto signed_in = check_user_authentication(*token, userinfo_resource(), context.received);
      if (!signed_in) co_return std::unexpected(std::move(signed_in.error()));
    }
    const auto person = co_await verifier_.person_of(token);
    if (!person)
      co_return refuse("invalid_token", "the access token is not valid", "no such person");
    const ReleaseWish wish{.client = client,
                           .person = *person,
                           .claims = token->claims,
                           .encrypted = encrypted,
                           .now = context.received,
                           .trust_framework = parts_.trust_framework};
    auto claims = co_await release_claims(parts_.people, wish);
    co_await record(*token, wish, claims, context);
    co_return std::move(claims);
  }

  // As they are now, not as they were when the token was issued.
  [[nodiscard]] Task<RoleClaims> roles_for(const AccessTokenRef& token, const ClientEntry& client,
                                           TimePoint now) {
    if (!takes_roles_in(client, "userinfo")) co_return RoleClaims{};
    const auto person = co_await verifier_.person_of(token);
    if (!person) co_return RoleClaims{};
    co_return co_await load_role_claims(parts_.access, client, *person, token->acr, now);
  }

  [[nodiscard]] Task<std::string> look_up(const std::string& text, const ClientEntry& caller,
                                          const RequestContext& context) {
    if (text.starts_with(kRefreshPrefix))
      co_return co_await introspect_refresh(text, caller, context);
    const auto token = co_await verifier_.verify(text, context.received);
    if (!token || !concerns(**token, caller)) co_return std::string(kInactive);
    co_return render_active(**token);
  }

  // RFC 7662 2.2 and 4: a token is shown to its own client and to the APIs it is meant for. Who may
  // call an API is not that API, and what is for us is for nobody else.
  [[nodiscard]] bool concerns(const AccessToken& token, const ClientEntry& caller) const {
    if (token.client_id == caller.client_id) return true;
    return std::ranges::any_of(
        caller.client.registration.served_audiences, [&](const std::string& api) {
          return token.is_for(api) && api != parts_.issuer && !api.starts_with(parts_.issuer + "/");
        });
  }

  // Once per token and node: repeated reading of the same names under the same token is one
  // release.
  [[nodiscard]] Task<> record(const AccessToken& token, const ReleaseWish& wish,
                              const boost::json::object& claims, const RequestContext& context) {
    if (claims.empty()) co_return;
    const auto key = crypto::sha256(as_bytes("release " + token.jti));
    if (recorded_.find(key)) co_return;
    co_await parts_.releases.record(make_release(wish, claims, "userinfo", parts_.random), context);
    recorded_.put(key, {});
  }

  [[nodiscard]] static std::string render_userinfo(const AccessToken& token,
                                                   const RoleClaims& roles,
                                                   const boost::json::object& claims) {
    ClaimsText out;
    out.text("sub", token.subject);
    add_role_claims(roles, out);
    for (const auto& [name, value] : claims) out.raw(name, boost::json::serialize(value));
    return std::move(out).finish();
  }

  [[nodiscard]] std::string render_active(const AccessToken& token) const {
    ClaimsText out;
    out.raw("active", "true");
    out.text("token_type", token.binding.jkt.empty() ? "Bearer" : "DPoP");
    if (token.binding) out.raw("cnf", render_cnf(token.binding));  // RFC 9449 6.2, RFC 8705 3.2
    out.text("iss", parts_.issuer);
    out.text("sub", token.subject);
    out.list("aud", token.audience);
    out.text("client_id", token.client_id);
    out.text_if("scope", token.scope);
    if (!token.authorization_details.empty())
      out.raw("authorization_details", token.authorization_details);  // RFC 9396 9.2
    out.text("jti", token.jti);
    out.time("iat", token.issued);
    out.time("exp", token.expires);
    out.text_if("acr", token.acr_text);
    if (!token.act.empty()) out.raw("act", token.act);
    if (!token.is_machine()) out.time("auth_time", token.auth_time);
    if (token.session) out.text("sid", to_string(*token.session));
    add_role_claims({token.roles, token.groups, token.entitlements}, out);
    return std::move(out).finish();
  }

  [[nodiscard]] Task<std::string> introspect_refresh(std::string_view text,
                                                     const ClientEntry& caller,
                                                     const RequestContext& context) {
    const auto token = parse_refresh_token(text, *parts_.keyring.get());
    if (!token) co_return std::string(kInactive);
    const auto family = co_await parts_.grants.load(token->family);
    if (!family || decide_refresh(*family, *token, caller.client.id, context.received) !=
                       RefreshVerdict::usable) {
      co_return std::string(kInactive);
    }
    ClaimsText out;
    out.raw("active", "true");
    out.text("iss", parts_.issuer);
    out.text("sub", family->subject);
    out.text("client_id", caller.client_id);
    out.text("scope", join_words(family->scopes));
    if (!family->cnf.empty()) out.raw("cnf", family->cnf);
    out.time("iat", family->rotated.value_or(family->created));
    out.time("exp", family->expires);
    co_return std::move(out).finish();
  }

  [[nodiscard]] Task<> revoke_family(std::string_view text, const ClientEntry& caller,
                                     const RequestContext& context) {
    const auto token = parse_refresh_token(text, *parts_.keyring.get());
    if (!token) co_return;
    Revocation revocation{.id = token->family,
                          .client = caller.client.id,
                          .reason = "client_revoked",
                          .now = context.received};
    revocation.events.push_back(revoked_event(caller, "grant", to_string(token->family), context));
    const auto ended = co_await parts_.grants.revoke(revocation);
    if (!ended.empty()) co_await parts_.states.revoke_grants(ended, grants::kRememberRevoked);
  }

  [[nodiscard]] Task<> revoke_access(std::string_view text, const ClientEntry& caller,
                                     const RequestContext& context) {
    const auto token = co_await verifier_.verify(text, context.received);
    if (!token || (*token)->client_id != caller.client_id) co_return;
    co_await parts_.journal.append_one(revoked_event(caller, "token", (*token)->jti, context));
    co_await parts_.states.revoke((*token)->jti, grants::kRememberRevoked);
  }

  [[nodiscard]] static audit::Event revoked_event(const ClientEntry& caller, std::string object,
                                                  std::string id, const RequestContext& context) {
    auto event =
        people::acting_event("token.revoked", people::as_client(caller.client.id), context);
    event.object_type = std::move(object);
    event.object_id = std::move(id);
    return event;
  }

  OauthParts parts_;
  TokenVerifier& verifier_;
  Proofs proofs_;
  struct Recorded {};
  Recent<Recorded> recorded_;  // tokens whose line of the ledger is written
  RefusalLog refusals_;
};

}  // namespace

std::unique_ptr<TokenQueries> make_token_queries(const OauthParts& parts, TokenVerifier& verifier,
                                                 const Proofs& proofs) {
  return std::make_unique<Queries>(parts, verifier, proofs);
}

}  // namespace tessera::oauth
