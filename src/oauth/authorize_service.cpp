#include <algorithm>

#include <tessera/authn/sign_in_request.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/approval.hpp"
#include "oauth/authorization_code.hpp"
#include "oauth/authorize_answer.hpp"
#include "oauth/interaction.hpp"
#include "oauth/refusal_meter.hpp"
#include "oauth/session_state.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth {
namespace {

using Opened = std::expected<Flow, AuthorizeOutcome>;
using Session = authn::Session;
constexpr std::size_t kLongestFlowUrl = 4000;  // of the 4096 that a local path may have

class Service final : public AuthorizeService {
 public:
  explicit Service(const OauthParts& parts) : parts_(parts), approvals_(parts) {}

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
    const auto next = co_await approvals_.next_step(flow, session, consented);
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
    const auto code = make_code(context.received, parts_.random);
    const auto record = co_await approvals_.approve({.flow = flow,
                                                     .session = session,
                                                     .grant = code.grant,
                                                     .released = released,
                                                     .consented = consented},
                                                    context);
    if (!record) {
      co_return error_answer(flow.request, parts_.issuer, "access_denied",
                             "a pairwise subject is required");
    }
    co_await parts_.codes.save(code.hash, *record, flow.client->profile.code_life);
    auto answer = code_answer(flow.request, parts_.issuer, code.text);
    add_session_state(std::get<SendToClient>(answer), flow, session);
    co_return answer;
  }

  // Session Management 2: of a request of OpenID Connect, to a portal that a browser can frame.
  void add_session_state(SendToClient& answer, const Flow& flow, const Session& session) const {
    const auto url = codec::parse_url(flow.request.redirect_uri);
    if (!url || !flow.request.has_scope("openid") || !url->scheme.starts_with("http")) return;
    answer.browser_state = browser_state_of(session.id, *parts_.keyring.get());
    answer.fields.emplace_back(
        "session_state",
        session_state(flow.client->client_id, codec::origin_of(*url), answer.browser_state,
                      codec::to_base64url(parts_.random.bytes(12))));
  }

  [[nodiscard]] Task<> append(audit::Event event) {
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await parts_.journal.append(std::move(events));
  }

  OauthParts parts_;
  Approvals approvals_;
  RefusalMeter refusals_;
};

}  // namespace

std::unique_ptr<AuthorizeService> make_authorize_service(const OauthParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace tessera::oauth
