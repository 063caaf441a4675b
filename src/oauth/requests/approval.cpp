#include "oauth/requests/approval.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/people/acting_event.hpp>
#include <tessera/privacy/make.hpp>

#include "oauth/requests/authorize_answer.hpp"

namespace tessera::oauth {
namespace {

std::vector<std::string> to_list(const ClaimSet& set) {
  return {set.begin(), set.end()};
}

template <class Texts>
boost::json::array names(const Texts& texts) {
  boost::json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

// Of what was asked for, what was reached: the tokens name one of these.
std::vector<std::string> reached_of(const AuthorizeRequest& request, const Assurance& achieved) {
  const auto* essential = request.essential_acr();
  auto asked = essential == nullptr ? request.acr_values : essential->values;
  std::erase_if(asked, [&](const std::string& text) {
    const auto wish = parse_assurance(text);
    return !wish || !satisfies(achieved, *wish);
  });
  return asked;
}

CodeRecord make_record(const Approval& approval, const ReleasePlan& plan, std::string subject,
                       Ial ial, TimePoint now) {
  const auto& request = approval.flow.request;
  const auto& session = approval.session;
  return {.grant = approval.grant,
          .client = approval.flow.client->client.id,
          .person = session.person,
          .session = session.id,
          .subject = std::move(subject),
          .redirect_uri = request.redirect_uri,
          .nonce = request.nonce,
          .code_challenge = request.code_challenge,
          .scopes = request.scopes,
          .claims = to_list(plan.userinfo),
          .id_token_claims = to_list(plan.id_token),
          .authorization_details = request.authorization_details,
          .resources = request.resources,
          .dpop_jkt = request.dpop_jkt,
          .requested_acrs = reached_of(request, {session.acr, ial}),
          .acr = session.acr,
          .amr = session.amr,
          .auth_time = session.auth_time,
          .issued = now};
}

}  // namespace

audit::Event flow_event(std::string type, const Flow& flow, const std::optional<Uuid>& person,
                        const RequestContext& context) {
  auto event = people::acting_event(std::move(type), people::as_person(person), context);
  event.subject = person;
  event.object_type = "client";
  event.object_id = flow.client->client_id;
  return event;
}

Task<Interaction> Approvals::next_step(const Flow& flow,
                                       const std::optional<authn::Session>& session,
                                       bool& consented) {
  std::optional<privacy::Consent> consent;
  std::string subject;
  if (session) {
    if (!flow.client->client.registration.skip_consent)
      consent = co_await parts_.consents.find(session->person, flow.client->client.id);
    if (!flow.request.hinted_subject.empty()) subject = co_await known_subject(flow, *session);
  }
  const auto ial = session ? co_await identity_of(flow, *session) : Ial::none;
  auto next =
      decide_interaction({flow.request, *flow.client, session, consent, subject, consented, ial});
  // Another person or level by now, or other claims: what was agreed to is not what would be given.
  if (consented && session &&
      flow.request.shown !=
          consent_mark(flow.request, *flow.client, session->person, next.released)) {
    consented = false;
    next =
        decide_interaction({flow.request, *flow.client, session, consent, subject, consented, ial});
  }
  co_return next;
}

Task<std::optional<CodeRecord>> Approvals::approve(const Approval& approval,
                                                   const RequestContext& context) {
  const auto& flow = approval.flow;
  auto plan = plan_release(flow.request, *flow.client);
  auto event = flow_event("authorization.granted", flow, approval.session.person, context);
  if (!plan.refused.empty()) event.details["claims_refused"] = names(plan.refused);
  if (!flow.request.acr_refused.empty())
    event.details["acr_refused"] = names(flow.request.acr_refused);
  // Their types: what stands inside may be about anybody.
  for (const auto& detail : details_to_show(flow.request.authorization_details,
                                            DetailsCatalogue::standard(), context.locale)) {
    auto& types = event.details["authorization_details"];
    if (!types.is_array()) types = boost::json::array{};
    types.get_array().emplace_back(detail.type);
  }
  if (!approval.released) plan = {};
  auto subject = co_await subject_for(approval, plan, context);
  if (!subject) co_return std::nullopt;
  event.details["grant_id"] = to_string(approval.grant);
  co_await parts_.journal.append_one(std::move(event));
  const auto ial = co_await identity_of(flow, approval.session);
  co_return make_record(approval, plan, std::move(*subject), ial, context.received);
}

// Consent is written when it was given just now; else the remembered one stands.
Task<std::optional<std::string>> Approvals::subject_for(const Approval& approval,
                                                        const ReleasePlan& plan,
                                                        const RequestContext& context) {
  const auto& client = *approval.flow.client;
  const auto& person = approval.session.person;
  const bool is_public = client.client.registration.subject_type == SubjectType::public_id;
  if (is_public && !co_await may_be_public(person)) co_return std::nullopt;
  const std::string sector = is_public ? "" : client.sector;
  std::string subject;
  if (approval.consented) {
    const privacy::Consent consent{
        .person = person,
        .client = client.client.id,
        .scopes = approval.flow.request.scopes,
        .claims = to_list(plan.all()),
        .locale = context.locale,
        .text_digest = consent_digest(approval.flow.request, client, context.locale),
        .granted = context.received};
    std::vector<OutboxMessage> told;
    if (!co_await parts_.consents.find(person, client.client.id))
      told = co_await parts_.account_notices.write({.kind = authn::NoticeKind::portal_connected,
                                                    .person = person,
                                                    .what = client.client.registration.name},
                                                   context);
    subject = co_await parts_.consents.grant(consent, sector, context, std::move(told));
  } else if (!is_public) {
    subject = co_await parts_.subjects.ensure(person, sector, privacy::make_subject(parts_.random),
                                              context.received);
  }
  co_return is_public ? to_string(person) : subject;
}

// Nothing is read where nothing is asked.
Task<Ial> Approvals::identity_of(const Flow& flow, const authn::Session& session) {
  const auto asks = [](const std::vector<std::string>& values) {
    return std::ranges::any_of(values, [](const std::string& text) {
      const auto wish = parse_assurance(text);
      return wish && wish->ial > Ial::none;
    });
  };
  const auto* essential = flow.request.essential_acr();
  const bool asked = flow.request.minimum_ial > Ial::none || asks(flow.request.acr_values) ||
                     (essential != nullptr && asks(essential->values));
  if (!asked) co_return Ial::none;
  const auto person = co_await parts_.people.load(session.person);
  co_return person ? person->ial : Ial::none;
}

// Requirements 4.2: a citizen is never known by one name everywhere.
Task<bool> Approvals::may_be_public(const Uuid& person) {
  const auto loaded = co_await parts_.people.load(person);
  co_return loaded && !loaded->citizen;
}

Task<std::string> Approvals::known_subject(const Flow& flow, const authn::Session& session) {
  if (flow.client->client.registration.subject_type == SubjectType::public_id) {
    co_return to_string(session.person);
  }
  auto found = co_await parts_.subjects.find(session.person, flow.client->sector);
  co_return found ? std::move(*found) : std::string{};
}

}  // namespace tessera::oauth
