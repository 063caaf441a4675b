#include "oauth/front_channel.hpp"

#include <boost/json/serialize.hpp>

#include "oauth/claims_text.hpp"
#include "oauth/resource_indicators.hpp"

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
  auto event = audit::make_event("token.issued", context);
  event.actor = grant.client;
  event.actor_kind = "client";
  event.subject = grant.person;
  event.object_type = "grant";
  event.object_id = to_string(grant.id);
  event.details["grant"] = "implicit";
  return event;
}

std::string purposes_of(const ClientEntry& client, const boost::json::object& claims) {
  std::string out;
  for (const auto& member : claims) {
    const auto found = client.claims.find(std::string_view(member.key()));
    if (found == client.claims.end() || out.find(found->second.purpose) != std::string::npos)
      continue;
    if (!out.empty()) out += "; ";
    out += found->second.purpose;
  }
  return out;
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
    out.emplace_back("id_token", co_await id_token(in, std::move(for_id_token), access, context));
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
                                         const RequestContext& context) {
  const auto& record = in.record;
  boost::json::object released;
  if (!claims.empty()) released = co_await parts_.people.claims(record.person, claims);
  if (!released.empty()) {
    privacy::NewRelease release{.id = make_uuid7(context.received, parts_.random),
                                .person = record.person,
                                .client = record.client,
                                .purpose = purposes_of(*in.flow.client, released),
                                .channel = "id_token",
                                .time = context.received};
    for (const auto& member : released) release.claims.emplace_back(member.key());
    co_await parts_.releases.record(release, context);
  }
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
