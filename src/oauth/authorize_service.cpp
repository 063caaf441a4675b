#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/authn/sign_in_request.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/privacy/make.hpp>

#include "oauth/authorization_code.hpp"
#include "oauth/authorize_answer.hpp"
#include "oauth/interaction.hpp"
#include "oauth/refusal_meter.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth {
namespace {

// What one request has become by now.
struct Flow {
  ClientRef client;
  AuthorizeRequest request;
};
using Opened = std::expected<Flow, AuthorizeOutcome>;
using Session = authn::Session;
constexpr std::size_t kLongestFlowUrl = 4000;  // of the 4096 that a local path may have

std::vector<std::string> to_list(const ClaimSet& set) {
  return {set.begin(), set.end()};
}

class Service final : public AuthorizeService {
 public:
  explicit Service(const OauthParts& parts) : parts_(parts) {}

  Task<AuthorizeOutcome> start(const codec::Form& params, const std::optional<Session>& session,
                               const RequestContext& context) override {
    const auto flow = check(params, *co_await parts_.clients.current(), context.received);
    if (!flow) co_return flow.error();
    co_return co_await proceed(*flow, session, false, context);
  }

  Task<AuthorizeOutcome> start_by_post(const codec::Form& params,
                                       const RequestContext& context) override {
    const auto flow = check(params, *co_await parts_.clients.current(), context.received);
    if (!flow) co_return flow.error();
    co_return GoTo{flow_url(flow->request)};
  }

  Task<AuthorizeOutcome> resume(std::string_view sealed, const std::optional<Session>& session,
                                const RequestContext& context) override {
    const auto flow = open(sealed, *co_await parts_.clients.current(), context.received);
    if (!flow) co_return flow.error();
    co_return co_await proceed(*flow, session, false, context);
  }

  Task<AuthorizeOutcome> answer_consent(std::string_view sealed, bool accepted,
                                        const std::optional<Session>& session,
                                        const RequestContext& context) override {
    const auto flow = open(sealed, *co_await parts_.clients.current(), context.received);
    if (!flow) co_return flow.error();
    if (!accepted) co_return co_await deny(*flow, session, context);
    co_return co_await proceed(*flow, session, true, context);
  }

  Task<AuthorizeOutcome> cancel(std::string_view sealed, const RequestContext& context) override {
    const auto flow = open(sealed, *co_await parts_.clients.current(), context.received);
    if (!flow) co_return flow.error();
    co_return co_await deny(*flow, std::nullopt, context);
  }

 private:
  // Runs the table of steps.
  [[nodiscard]] Opened check(const codec::Form& params, const ClientSnapshot& clients,
                             TimePoint now) const {
    const steps::StepInput in{params, clients, parts_.signer, parts_.issuer, now};
    steps::Draft draft;
    for (const auto& step : steps::table()) {
      const auto wrong = step.run(in, draft);
      if (!wrong) continue;
      if (!step.redirects)
        return std::unexpected(error_page(wrong->error, wrong->description, draft.client.get()));
      return std::unexpected(
          error_answer(draft.request, parts_.issuer, wrong->error, wrong->description));
    }
    // It travels sealed in our own URLs, twice in that of the sign-in.
    if (flow_url(draft.request).size() > kLongestFlowUrl) {
      return std::unexpected(
          error_answer(draft.request, parts_.issuer, "invalid_request", "the request is too long"));
    }
    return Flow{std::move(draft.client), std::move(draft.request)};
  }

  // A flow URL is only as good as its client is now: registration and status are checked again.
  [[nodiscard]] Opened open(std::string_view sealed, const ClientSnapshot& clients,
                            TimePoint now) const {
    auto opened = open_request(sealed, *parts_.keyring.get(), now);
    if (!opened) return std::unexpected(error_page("flow.invalid", opened.error().text, nullptr));
    Flow flow{clients.find(opened->request.client_id), std::move(opened->request)};
    if (!flow.client || !flow.client->serves(now)) {
      return std::unexpected(error_page("oauth.client_inactive",
                                        "This service cannot be used at the moment.",
                                        flow.client.get()));
    }
    if (opened->stale) {
      return std::unexpected(
          error_page("flow.expired", "This sign-in was started too long ago.", flow.client.get()));
    }
    const auto& r = flow.client->client.registration;
    const bool native = r.application_type == ApplicationType::native;
    const bool registered = std::ranges::any_of(r.redirect_uris, [&](const std::string& uri) {
      return matches_redirect_uri(uri, flow.request.redirect_uri, native);
    });
    if (!registered) {
      return std::unexpected(error_page("oauth.redirect_uri_unknown",
                                        "The address to return to is not registered.",
                                        flow.client.get()));
    }
    return flow;
  }

  [[nodiscard]] std::string flow_url(const AuthorizeRequest& request) const {
    auto url = std::string(kContinuePath) +
               "?request=" + seal_request(request, *parts_.keyring.get(), parts_.random);
    // In clear too, because the language of a page is chosen before its flow is opened.
    if (!request.ui_locales.empty())
      url += "&ui_locales=" + codec::encode_component(request.ui_locales);
    return url;
  }

  [[nodiscard]] Task<AuthorizeOutcome> proceed(const Flow& flow,
                                               const std::optional<Session>& session,
                                               bool consented, const RequestContext& context) {
    std::optional<privacy::Consent> consent;
    std::string subject;
    if (session) {
      consent = co_await parts_.consents.find(session->person, flow.client->client.id);
      if (!flow.request.hinted_subject.empty()) subject = co_await known_subject(flow, *session);
    }
    auto next =
        decide_interaction({flow.request, *flow.client, session, consent, subject, consented});
    // Another person or level by now, or other claims: what was agreed to is not what would be
    // given.
    if (consented && session &&
        flow.request.shown !=
            consent_mark(flow.request, *flow.client, session->person, next.released)) {
      consented = false;
      next = decide_interaction({flow.request, *flow.client, session, consent, subject, consented});
    }
    switch (next.kind) {
      case Interaction::Kind::sign_in:
        co_return sign_in(flow, next, context);
      case Interaction::Kind::consent:
        co_return ask_consent(flow, *session, next.released, context);
      case Interaction::Kind::refuse:
        co_return error_answer(flow.request, parts_.issuer, next.error, next.description);
      case Interaction::Kind::issue:
        break;
    }
    co_return co_await issue(flow, *session, next.released, consented, context);
  }

  [[nodiscard]] AuthorizeOutcome sign_in(const Flow& flow, const Interaction& next,
                                         const RequestContext& context) const {
    auto after = flow.request;
    after.tried = true;
    const auto back = flow_url(after);
    const authn::SignInRequest wish{
        .return_to = back,
        .cancel_to = back + "&cancel=1",
        .wanted = next.wanted,
        .fresh = next.fresh,
        .not_before = flow.request.created,
        .login_hint = flow.request.login_hint,
        .client_name = name_in(flow.client->client.registration, context.locale),
        .form_origin = redirect_origin(flow.request),
        .ui_locales = flow.request.ui_locales,
        .created = context.received};
    return GoTo{authn::sign_in_url(wish, *parts_.keyring.get(), parts_.random)};
  }

  [[nodiscard]] AuthorizeOutcome ask_consent(const Flow& flow, const Session& session,
                                             bool released, const RequestContext& context) const {
    auto asked = flow.request;
    asked.tried = true;
    asked.shown = consent_mark(asked, *flow.client, session.person, released);
    auto page = consent_page(asked, *flow.client, flow_url(asked), context.locale);
    if (!released) page.claims.clear();
    return page;
  }

  [[nodiscard]] Task<AuthorizeOutcome> deny(const Flow& flow, const std::optional<Session>& session,
                                            const RequestContext& context) {
    // Without a session it is anybody with a link, again and again.
    if (!session && !refusals_.admit(context.address, context.received)) {
      co_return error_answer(flow.request, parts_.issuer, "access_denied", "the person refused");
    }
    auto event = flow_event("authorization.denied", flow, context);
    event.outcome = audit::Outcome::denied;
    event.reason = "cancelled";
    if (session) event.actor = event.subject = session->person;
    event.actor_kind = session ? "person" : "anonymous";
    co_await append(std::move(event));
    co_return error_answer(flow.request, parts_.issuer, "access_denied", "the person refused");
  }

  [[nodiscard]] Task<AuthorizeOutcome> issue(const Flow& flow, const Session& session,
                                             bool released, bool consented,
                                             const RequestContext& context) {
    auto plan = plan_release(flow.request, *flow.client);
    auto event = flow_event("authorization.granted", flow, context);
    if (!plan.refused.empty()) event.details["claims_refused"] = names(plan.refused);
    if (!released) plan = {};
    auto subject = co_await subject_for(flow, session, plan, consented, context);
    if (!subject) {
      co_return error_answer(flow.request, parts_.issuer, "access_denied",
                             "a pairwise subject is required");
    }
    const auto code = make_code(context.received, parts_.random);
    const auto record =
        make_record(flow, session, plan, code.grant, std::move(*subject), context.received);
    event.actor = event.subject = session.person;
    event.actor_kind = "person";
    event.details["grant_id"] = to_string(code.grant);
    co_await append(std::move(event));
    co_await parts_.codes.save(code.hash, record, flow.client->profile.code_life);
    co_return code_answer(flow.request, parts_.issuer, code.text);
  }

  // Consent is written when it was given just now; else the remembered one stands.
  [[nodiscard]] Task<std::optional<std::string>> subject_for(const Flow& flow,
                                                             const Session& session,
                                                             const ReleasePlan& plan,
                                                             bool consented,
                                                             const RequestContext& context) {
    const auto& client = *flow.client;
    const bool is_public = client.client.registration.subject_type == SubjectType::public_id;
    if (is_public && !co_await may_be_public(session.person)) co_return std::nullopt;
    const std::string sector = is_public ? "" : client.sector;
    std::string subject;
    if (consented) {
      const privacy::Consent consent{
          .person = session.person,
          .client = client.client.id,
          .scopes = flow.request.scopes,
          .claims = to_list(plan.all()),
          .locale = context.locale,
          .text_digest = consent_digest(flow.request, client, context.locale),
          .granted = context.received};
      subject = co_await parts_.consents.grant(consent, sector, context);
    } else if (!is_public) {
      subject = co_await parts_.subjects.ensure(
          session.person, sector, privacy::make_subject(parts_.random), context.received);
    }
    co_return is_public ? to_string(session.person) : subject;
  }

  // Requirements 4.2: a citizen is never known by one name everywhere.
  [[nodiscard]] Task<bool> may_be_public(const Uuid& person) {
    const auto loaded = co_await parts_.people.load(person);
    co_return loaded && !loaded->citizen;
  }

  [[nodiscard]] Task<std::string> known_subject(const Flow& flow, const Session& session) {
    if (flow.client->client.registration.subject_type == SubjectType::public_id) {
      co_return to_string(session.person);
    }
    auto found = co_await parts_.subjects.find(session.person, flow.client->sector);
    co_return found ? std::move(*found) : std::string{};
  }

  [[nodiscard]] static CodeRecord make_record(const Flow& flow, const Session& session,
                                              const ReleasePlan& plan, const Uuid& grant,
                                              std::string subject, TimePoint now) {
    const auto& request = flow.request;
    CodeRecord record{.grant = grant,
                      .client = flow.client->client.id,
                      .person = session.person,
                      .session = session.id,
                      .subject = std::move(subject),
                      .redirect_uri = request.redirect_uri,
                      .nonce = request.nonce,
                      .code_challenge = request.code_challenge,
                      .scopes = request.scopes,
                      .claims = to_list(plan.userinfo),
                      .id_token_claims = to_list(plan.id_token),
                      .requested_acrs = request.acr_values,
                      .acr = session.acr,
                      .amr = session.amr,
                      .auth_time = session.auth_time,
                      .issued = now};
    if (const auto* essential = request.essential_acr()) record.requested_acrs = essential->values;
    return record;
  }

  [[nodiscard]] static audit::Event flow_event(std::string type, const Flow& flow,
                                               const RequestContext& context) {
    auto event = audit::make_event(std::move(type), context);
    event.object_type = "client";
    event.object_id = flow.client->client_id;
    return event;
  }

  [[nodiscard]] static boost::json::array names(const ClaimSet& claims) {
    boost::json::array out;
    for (const auto& claim : claims) out.emplace_back(claim);
    return out;
  }

  [[nodiscard]] Task<> append(audit::Event event) {
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await parts_.journal.append(std::move(events));
  }

  OauthParts parts_;
  RefusalMeter refusals_;
};

}  // namespace

std::unique_ptr<AuthorizeService> make_authorize_service(const OauthParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace tessera::oauth
