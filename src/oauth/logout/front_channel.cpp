#include "oauth/logout/front_channel.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/people/acting_event.hpp>

#include "oauth/claims/claims_release.hpp"
#include "oauth/claims/claims_text.hpp"
#include "oauth/requests/resource_indicators.hpp"

namespace tessera::oauth {
namespace {

Grant grant_of(const CodeRecord& record, const Uuid& id, std::vector<std::string> claims,
               const FrontChannelInput& in, TimePoint now) {
  return {.id = id,
          .client = record.client,
          .person = record.person,
          .session = record.session,
          .subject = record.subject,
          .scopes = record.scopes,
          .claims = std::move(claims),
          .authorization_details = record.authorization_details,
          .resources = record.resources,
          .acr = record.acr,
          .amr = record.amr,
          .auth_time = record.auth_time,
          .created = now,
          .expires = now + in.flow.client->profile.access_token_life};
}

audit::Event token_event(const Grant& grant, const RequestContext& context) {
  auto event = people::acting_event("token.issued", people::as_client(grant.client), context);
  event.subject = grant.person;
  event.object_type = "grant";
  event.object_id = to_string(grant.id);
  event.details["grant"] = "implicit";
  return event;
}

}  // namespace

Task<std::optional<AnswerFields>> FrontChannel::issue(const FrontChannelInput& in,
                                                      const RequestContext& context) {
  const auto& type = in.flow.request.response_type;
  const auto person = co_await parts_.people.load(in.record.person);
  if (!person) co_return std::nullopt;
  // Without a token, userinfo cannot be asked: the ID token carries what the scopes ask for
  // (OpenID Connect Core 5.4).
  auto for_userinfo = in.record.claims;
  auto for_id_token = in.record.id_token_claims;
  if (!type.token && !type.code) {
    for_id_token.insert(for_id_token.end(), for_userinfo.begin(), for_userinfo.end());
  }
  if (person->citizen) {
    for_userinfo.clear();
    for_id_token.clear();
  }
  MaybeTarget encrypt_to;
  if (type.id_token) {
    const auto& wanted = in.flow.client->client.registration.id_token_encrypted_response;
    auto target = co_await find_target(keys_, in.flow.client, wanted, context.received);
    if (!target) co_return std::nullopt;
    encrypt_to = std::move(*target);
  }
  AnswerFields out;
  std::string access;
  if (type.token) {
    auto token = co_await access_token(in, std::move(for_userinfo), context);
    if (!token) co_return std::nullopt;
    access = token->text;
    out = {{"access_token", std::move(token->text)},
           {"token_type", "Bearer"},
           {"expires_in", std::to_string(token->life.count())},
           {"scope", join_words(in.record.scopes)}};
  }
  if (type.id_token)
    out.emplace_back("id_token",
                     co_await id_token(in, std::move(for_id_token), access, encrypt_to, context));
  co_return out;
}

Task<std::optional<IssuedToken>> FrontChannel::access_token(const FrontChannelInput& in,
                                                            std::vector<std::string> claims,
                                                            const RequestContext& context) {
  const auto& client = *in.flow.client;
  const auto now = context.received;
  NewGrant made{
      .grant = grant_of(in.record, make_uuid7(now, parts_.random), std::move(claims), in, now),
      .code_hash = parts_.random.bytes(32),  // no code stands for it
      .needs_consent = !client.client.registration.skip_consent};
  made.events.push_back(token_event(made.grant, context));
  if (!co_await parts_.grants.create(made)) co_return std::nullopt;
  const auto scope = join_words(made.grant.scopes);
  co_return issuer_.access_token(
      {.client = client,
       .subject = made.grant.subject,
       .scope = scope,
       .authorization_details = made.grant.authorization_details,
       .audience = audience_for(client, parts_.issuer, made.grant.scopes, made.grant.resources),
       .grant = made.grant.id,
       .session = made.grant.session,
       .claims = &made.grant.claims,
       .acr = acr_to_name(in.record.acr, in.record.requested_acrs),
       .auth_time = made.grant.auth_time,
       .now = now});
}

Task<std::string> FrontChannel::id_token(const FrontChannelInput& in,
                                         std::vector<std::string> claims,
                                         std::string_view access_token,
                                         const MaybeTarget& encrypt_to,
                                         const RequestContext& context) {
  const auto& record = in.record;
  const ReleaseWish wish{.client = *in.flow.client,
                         .person = record.person,
                         .claims = claims,
                         .encrypted = encrypt_to.has_value(),
                         .now = context.received,
                         .trust_framework = parts_.trust_framework};
  const auto released = co_await release_claims(parts_.people, wish);
  if (!released.empty())
    co_await parts_.releases.record(make_release(wish, released, "id_token", parts_.random),
                                    context);
  co_return issuer_.id_token(
      {.client = *in.flow.client,
       .subject = record.subject,
       .nonce = record.nonce,
       .acr = acr_to_name(record.acr, record.requested_acrs),
       .amr = record.amr,
       .auth_time = record.auth_time,
       .session = record.session,
       .access_token = access_token,
       .claims_json = released.empty() ? std::string() : boost::json::serialize(released),
       .roles = {},
       .now = context.received,
       .code = in.code,
       .state =
           in.flow.request.state ? std::string_view(*in.flow.request.state) : std::string_view()});
}

}  // namespace tessera::oauth
