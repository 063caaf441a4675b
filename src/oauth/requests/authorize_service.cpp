#include <tessera/authn/sign_in_request.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/logout/front_channel.hpp"
#include "oauth/logout/session_state.hpp"
#include "oauth/refusal_meter.hpp"
#include "oauth/requests/authorize_reader.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth {
namespace {

using Session = authn::Session;

class Service final : public AuthorizeService {
 public:
  Service(const OauthParts& parts, const TokenIssuer& issuer, ClientKeys& keys)
      : parts_(parts),
        answers_(parts, keys),
        reader_(parts, keys, answers_),
        approvals_(parts),
        front_channel_(parts, issuer, keys) {}

  Task<AuthorizeOutcome> start(const codec::Form& params, const std::optional<Session>& session,
                               const RequestContext& context) override {
    const auto flow = co_await reader_.read(params, context);
    if (!flow) co_return flow.error();
    co_return co_await proceed(*flow, session, false, context);
  }

  Task<AuthorizeOutcome> start_by_post(const codec::Form& params,
                                       const RequestContext& context) override {
    const auto flow = co_await reader_.read(params, context);
    if (!flow) co_return flow.error();
    co_return GoTo{reader_.flow_url(flow->request)};
  }

  Task<AuthorizeOutcome> resume(std::string_view sealed, const std::optional<Session>& session,
                                const RequestContext& context) override {
    const auto flow = co_await reader_.open(sealed, context.received);
    if (!flow) co_return flow.error();
    co_return co_await proceed(*flow, session, false, context);
  }

  Task<AuthorizeOutcome> answer_consent(std::string_view sealed, bool accepted,
                                        const std::optional<Session>& session,
                                        const RequestContext& context) override {
    const auto flow = co_await reader_.open(sealed, context.received);
    if (!flow) co_return flow.error();
    if (!accepted) co_return co_await refuse(*flow, session, context);
    co_return co_await proceed(*flow, session, true, context);
  }

  Task<AuthorizeOutcome> cancel(std::string_view sealed, const RequestContext& context) override {
    const auto flow = co_await reader_.open(sealed, context.received);
    if (!flow) co_return flow.error();
    co_return co_await deny(*flow, std::nullopt, kCancelled, context);
  }

 private:
  struct Denial {
    std::string reason;  // for the journal
    std::string description;
  };
  inline static const Denial kCancelled{"cancelled", "the person refused"};

  [[nodiscard]] Task<AuthorizeOutcome> proceed(const Flow& flow,
                                               const std::optional<Session>& session,
                                               bool consented, const RequestContext& context) {
    const auto next = co_await approvals_.next_step(flow, session, consented);
    switch (next.kind) {
      case Interaction::Kind::sign_in:
        co_return sign_in(flow, next, context);
      case Interaction::Kind::enrol:
        co_return enrol(flow);
      case Interaction::Kind::identity:
        co_return tell_identity(flow, context);
      case Interaction::Kind::consent:
        co_return ask_consent(flow, *session, next.released, context);
      case Interaction::Kind::refuse:
        co_return co_await answers_.refuse(flow, next.error, next.description, context.received);
      case Interaction::Kind::issue:
        break;
    }
    co_return co_await issue(flow, *session, next.released, consented, context);
  }

  [[nodiscard]] AuthorizeOutcome sign_in(const Flow& flow, const Interaction& next,
                                         const RequestContext& context) const {
    auto after = flow.request;
    after.tried = true;
    const auto back = reader_.flow_url(after);
    const authn::SignInRequest wish{
        .return_to = back,
        .cancel_to = back + "&cancel=1",
        .wanted = next.wanted,
        .essential = next.essential,
        .unmet_to = back,  // comes back tried, and unmet
        .fresh = next.fresh,
        .not_before = flow.request.created,
        .login_hint = flow.request.login_hint,
        .client_name = name_in(flow.client->client.registration, context.locale),
        .client_id = flow.client->client_id,
        .form_origin = redirect_origin(flow.request),
        .ui_locales = flow.request.ui_locales,
        .created = context.received};
    return GoTo{authn::sign_in_url(wish, *parts_.keyring.get(), parts_.random)};
  }

  // The page of enrolment keeps the way back.
  [[nodiscard]] AuthorizeOutcome enrol(const Flow& flow) const {
    auto after = flow.request;
    after.prompts.erase("create");
    const auto back = reader_.flow_url(after);
    return GoTo{std::string(kEnrolPath) + back.substr(kContinuePath.size())};
  }

  [[nodiscard]] AuthorizeOutcome ask_consent(const Flow& flow, const Session& session,
                                             bool released, const RequestContext& context) const {
    auto asked = flow.request;
    asked.tried = true;
    asked.shown = consent_mark(asked, *flow.client, session.person, released);
    auto page = consent_page(asked, *flow.client, reader_.flow_url(asked), context.locale);
    if (!released) page.claims.clear();
    return page;
  }

  [[nodiscard]] AuthorizeOutcome tell_identity(const Flow& flow,
                                               const RequestContext& context) const {
    auto asked = flow.request;
    asked.tried = true;
    return TellIdentity{.client_name = name_in(flow.client->client.registration, context.locale),
                        .action = reader_.flow_url(asked),
                        .form_origin = redirect_origin(asked)};
  }

  // The person goes back, from whichever page it was.
  [[nodiscard]] Task<AuthorizeOutcome> refuse(const Flow& flow,
                                              const std::optional<Session>& session,
                                              const RequestContext& context) {
    bool consented = false;
    auto next = co_await approvals_.next_step(flow, session, consented);
    if (next.kind != Interaction::Kind::identity)
      co_return co_await deny(flow, session, kCancelled, context);
    const Denial denial{"identity_level", std::move(next.description)};
    co_return co_await deny(flow, session, denial, context);
  }

  [[nodiscard]] Task<AuthorizeOutcome> deny(const Flow& flow, const std::optional<Session>& session,
                                            const Denial& denial, const RequestContext& context) {
    // Without a session it is anybody with a link, again and again.
    if (session || refusals_.admit(context.address, context.received))
      co_await parts_.journal.append_one(denied_event(flow, session, denial.reason, context));
    co_return co_await answers_.refuse(flow, "access_denied", denial.description, context.received);
  }

  [[nodiscard]] static audit::Event denied_event(const Flow& flow,
                                                 const std::optional<Session>& session,
                                                 const std::string& reason,
                                                 const RequestContext& context) {
    const auto person = session ? std::optional(session->person) : std::nullopt;
    auto event = flow_event("authorization.denied", flow, person, context);
    event.outcome = audit::Outcome::denied;
    event.reason = reason;
    return event;
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
    if (!record)
      co_return co_await answers_.refuse(flow, "access_denied", "a pairwise subject is required",
                                         context.received);
    AnswerFields fields;
    const auto& type = flow.request.response_type;
    if (type.code) {
      co_await parts_.codes.save(code.hash, *record, flow.client->profile.code_life);
      fields.emplace_back("code", code.text);
    }
    // After the code is kept: should the store fail now, the request can be opened again.
    if (!co_await use_up(flow))
      co_return error_page("oauth.request_uri_used", "This sign-in is complete already.",
                           flow.client.get());
    if (type.front_channel()) {
      const auto more = co_await front_channel_.issue(
          {flow, *record, type.code ? std::string_view(code.text) : std::string_view()}, context);
      if (!more)
        co_return co_await answers_.refuse(flow, "access_denied", "the consent ended",
                                           context.received);
      fields.insert(fields.end(), more->begin(), more->end());
    }
    auto browser_state = add_session_state(fields, flow, session);
    co_return co_await answers_.send(flow, std::move(fields), context.received,
                                     std::move(browser_state));
  }

  // RFC 9126 7.3: what was pushed is good for one answer.
  [[nodiscard]] Task<bool> use_up(const Flow& flow) {
    if (flow.request.pushed.empty()) co_return true;
    const auto name = codec::from_base64url(flow.request.pushed);
    co_return name&& co_await parts_.pushed_requests.use(*name, kRequestLife);
  }

  // Session Management 2: of a request of OpenID Connect, to a portal that a browser can frame.
  [[nodiscard]] std::string add_session_state(AnswerFields& fields, const Flow& flow,
                                              const Session& session) const {
    const auto url = codec::parse_url(flow.request.redirect_uri);
    if (!url || !flow.request.has_scope("openid") || !url->scheme.starts_with("http")) return {};
    auto state = browser_state_of(session.id, *parts_.keyring.get());
    fields.emplace_back("session_state",
                        session_state(flow.client->client_id, codec::origin_of(*url), state,
                                      codec::to_base64url(parts_.random.bytes(12))));
    return state;
  }

  OauthParts parts_;
  AnswerWriter answers_;
  AuthorizeReader reader_;
  Approvals approvals_;
  FrontChannel front_channel_;
  RefusalMeter refusals_;
};

}  // namespace

std::unique_ptr<AuthorizeService> make_authorize_service(const OauthParts& parts,
                                                         const TokenIssuer& issuer,
                                                         const Proofs& proofs) {
  return std::make_unique<Service>(parts, issuer, proofs.keys);
}

}  // namespace tessera::oauth
