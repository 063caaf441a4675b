#include <tessera/oauth/pending_service.hpp>

#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/authn/sign_in_request.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/people/acting_event.hpp>

#include "oauth/pending/pending_request.hpp"
#include "oauth/requests/approval.hpp"
#include "oauth/requests/authorize_answer.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth {
namespace {

using Session = std::optional<authn::Session>;

PendingOutcome refused(std::string id) {
  return PendingRefused{std::move(id)};
}

// One request, opened for this step.
struct Opened {
  FoundPending found;
  PendingDetails details;
  PendingTicket ticket;
  Flow flow;
  [[nodiscard]] bool device() const { return !details.user_code.empty(); }
};

class Service final : public PendingService {
 public:
  explicit Service(const OauthParts& parts) : parts_(parts), approvals_(parts) {}

  Task<Result<std::string>> enter_code(std::string_view user_code, const Session& session,
                                       const RequestContext& context) override {
    const auto rules = rules_of(session, context);
    const auto verdict = co_await parts_.throttle.take(rules, context.received);
    if (!verdict.allowed) {
      if (authn::is_worth_an_event(verdict.refused)) co_await note_guessing(context);
      co_return fail(Errc::rate_limited, "device.too_many");
    }
    const auto code = normalize_user_code(user_code);
    auto hash = code ? co_await parts_.pending.find_named(user_code_hash(*code)) : std::nullopt;
    const auto found = hash ? co_await parts_.pending.load(*hash) : std::nullopt;
    if (!found || !waits(*found, context.received))
      co_return fail(Errc::invalid, "device.code_unknown");
    co_await parts_.throttle.give_back(rules, true, context.received);
    co_return path_of(true, {.hash = std::move(*hash)});
  }

  Task<std::vector<WaitingRequest>> waiting(const Uuid& person,
                                            const RequestContext& context) override {
    std::vector<WaitingRequest> out;
    const auto clients = co_await parts_.clients.current();
    for (auto& found : co_await parts_.pending.list(person, context.received)) {
      const auto details =
          open_pending(found.request.sealed, *parts_.keyring.get(), context.received);
      const auto client = clients->find(to_string(found.request.client));
      if (!details || !client || !client->serves(context.received)) continue;
      out.push_back({.client_name = name_in(client->client.registration, context.locale),
                     .binding_message = details->binding_message,
                     .expires = found.request.expires,
                     .path = path_of(false, {.hash = std::move(found.hash)})});
    }
    co_return out;
  }

  Task<PendingOutcome> show(std::string_view sealed, const Session& session,
                            const RequestContext& context) override {
    auto opened = co_await open(sealed, session, context);
    if (!opened) co_return opened.error();
    co_return co_await ask(*opened, session, context);
  }

  Task<PendingOutcome> answer(std::string_view sealed, bool accepted, const Session& session,
                              const RequestContext& context) override {
    auto opened = co_await open(sealed, session, context);
    if (!opened) co_return opened.error();
    if (!session) co_return co_await ask(*opened, session, context);
    if (!accepted) co_return co_await deny(*opened, *session, "cancelled", context);
    bool consented = true;
    const auto next = co_await approvals_.next_step(opened->flow, session, consented);
    if (next.kind != Interaction::Kind::issue || !consented)
      co_return co_await ask(*opened, session, context);
    co_return co_await approve(*opened, *session, next.released, context);
  }

 private:
  // RFC 8628 5.1: few guesses per person; who is not signed in shares those of the network. The
  // others of a network are many, and not kept out by a few.
  [[nodiscard]] static std::vector<authn::ThrottleRule> rules_of(const Session& session,
                                                                 const RequestContext& context) {
    const auto network = authn::network_of(context.address, 64);
    std::vector<authn::ThrottleRule> rules;
    const auto add = [&rules](const std::string& whose, int guesses) {
      const auto digest = crypto::sha256(as_bytes("user_code|" + whose));
      rules.push_back({.kind = authn::ThrottleRule::Kind::window,
                       .key = "throttle:{t}:uc:" + codec::to_base64url(digest),
                       .free = guesses,
                       .period = kWindow});
    };
    const auto where = network.empty() ? context.address : network;
    if (session) {
      add("person|" + to_string(session->person), kGuesses);
      add("signed_in|" + where, kGuessesOfNetwork);
    } else {
      add("network|" + where, kGuesses);
    }
    return rules;
  }

  [[nodiscard]] static bool waits(const FoundPending& found, TimePoint now) {
    return found.state == PendingState::waiting && now < found.request.expires;
  }

  [[nodiscard]] std::string path_of(bool device, const PendingTicket& ticket) const {
    return std::string(device ? kDeviceConfirmPath : kRequestConfirmPath) +
           "?request=" + seal_ticket(ticket, *parts_.keyring.get(), parts_.random);
  }

  [[nodiscard]] Task<std::expected<Opened, PendingOutcome>> open(std::string_view sealed,
                                                                 const Session& session,
                                                                 const RequestContext& context) {
    auto ticket = open_ticket(sealed, *parts_.keyring.get());
    if (!ticket) co_return std::unexpected(refused("pending.invalid"));
    auto found = co_await parts_.pending.load(ticket->hash);
    if (!found || !waits(*found, context.received))
      co_return std::unexpected(refused("pending.gone"));
    auto details = open_pending(found->request.sealed, *parts_.keyring.get(), context.received);
    if (!details) co_return std::unexpected(refused("pending.gone"));
    Opened out{
        .found = std::move(*found), .details = std::move(*details), .ticket = std::move(*ticket)};
    out.flow.client = co_await parts_.clients.find(to_string(out.found.request.client));
    if (!out.flow.client || !out.flow.client->serves(context.received))
      co_return std::unexpected(refused("oauth.client_inactive"));
    // A request to one person is nobody else's, whoever has its address.
    if (session && out.found.request.person && *out.found.request.person != session->person)
      co_return std::unexpected(refused("pending.other_person"));
    out.flow.request = out.details.request;
    out.flow.request.tried = out.ticket.tried;
    out.flow.request.shown = out.ticket.shown;
    co_return out;
  }

  [[nodiscard]] Task<PendingOutcome> ask(Opened& opened, const Session& session,
                                         const RequestContext& context) {
    bool consented = false;
    const auto next = co_await approvals_.next_step(opened.flow, session, consented);
    switch (next.kind) {
      case Interaction::Kind::enrol:  // no prompt comes this way
      case Interaction::Kind::sign_in:
        co_return sign_in(opened, next, context);
      case Interaction::Kind::identity:
        if (co_await claim(opened, *session, false, context))
          co_await settle_denied(opened, *session, "identity_level", context);
        co_return refused("pending.identity");
      case Interaction::Kind::refuse:
        if (co_await claim(opened, *session, false, context))
          co_await settle_denied(opened, *session, next.error, context);
        co_return refused("pending.level");
      case Interaction::Kind::consent:
      case Interaction::Kind::issue:
        break;
    }
    auto ticket = opened.ticket;
    ticket.tried = true;
    ticket.shown =
        consent_mark(opened.flow.request, *opened.flow.client, session->person, next.released);
    AskApproval page{.consent = consent_page(opened.flow.request, *opened.flow.client,
                                             path_of(opened.device(), ticket), context.locale),
                     .binding_message = opened.details.binding_message,
                     .device = opened.device()};
    if (page.device) page.user_code = show_user_code(opened.details.user_code);
    if (!next.released) page.consent.claims.clear();
    page.consent.form_origin.clear();
    co_return page;
  }

  [[nodiscard]] PendingOutcome sign_in(const Opened& opened, const Interaction& next,
                                       const RequestContext& context) const {
    auto after = opened.ticket;
    after.tried = true;
    const authn::SignInRequest wish{
        .return_to = path_of(opened.device(), after),
        .cancel_to = std::string(opened.device() ? kDevicePath : kRequestsPath),
        .wanted = next.wanted,
        .essential = next.essential,
        .fresh = next.fresh,
        .not_before = opened.flow.request.created,
        .client_name = name_in(opened.flow.client->client.registration, context.locale),
        .client_id = opened.flow.client->client_id,
        .ui_locales = opened.flow.request.ui_locales,
        .created = context.received};
    return GoTo{authn::sign_in_url(wish, *parts_.keyring.get(), parts_.random)};
  }

  [[nodiscard]] Task<PendingOutcome> approve(const Opened& opened, const authn::Session& session,
                                             bool released, const RequestContext& context) {
    if (!co_await claim(opened, session, true, context)) co_return refused("pending.gone");
    const auto code = parse_code(opened.details.code);
    const auto& registration = opened.flow.client->client.registration;
    auto record = code ? co_await approvals_.approve({.flow = opened.flow,
                                                      .session = session,
                                                      .grant = code->grant,
                                                      .released = released,
                                                      .consented = !registration.skip_consent},
                                                     context)
                       : std::nullopt;
    if (!record) {
      if (!co_await settle_denied(opened, session, "public_subject", context))
        co_return refused("pending.gone");
      co_return answered(opened, false, context);
    }
    co_await announce(opened, context);
    if (!co_await parts_.pending.answer(opened.found.hash, record, context.received))
      co_return refused("pending.gone");
    co_return answered(opened, true, context);
  }

  [[nodiscard]] Task<PendingOutcome> deny(const Opened& opened, const authn::Session& session,
                                          std::string reason, const RequestContext& context) {
    if (!co_await claim(opened, session, false, context)) co_return refused("pending.gone");
    if (!co_await settle_denied(opened, session, std::move(reason), context))
      co_return refused("pending.gone");
    co_return answered(opened, false, context);
  }

  // What is written of an answer is written of the one that counts: another tab waits, or is late.
  [[nodiscard]] Task<bool> claim(const Opened& opened, const authn::Session& session, bool accepted,
                                 const RequestContext& context) {
    const auto answer = to_string(session.id) + (accepted ? " approves" : " denies");
    co_return co_await parts_.pending.claim(opened.found.hash, answer, context.received);
  }

  [[nodiscard]] Task<bool> settle_denied(const Opened& opened, const authn::Session& session,
                                         std::string reason, const RequestContext& context) {
    auto event = flow_event("authorization.denied", opened.flow, session.person, context);
    event.outcome = audit::Outcome::denied;
    event.reason = std::move(reason);
    co_await parts_.journal.append_one(std::move(event));
    co_await announce(opened, context);
    co_return co_await parts_.pending.answer(opened.found.hash, std::nullopt, context.received);
  }

  // CIBA 10.2. Before the answer is in force, so that a crash between loses no ping; whoever
  // delivers it waits for the answer.
  [[nodiscard]] Task<> announce(const Opened& opened, const RequestContext& context) {
    if (opened.details.notification_token.empty()) co_return;
    const boost::json::object payload{{"pending", codec::to_base64url(opened.found.hash)}};
    std::vector<OutboxMessage> messages;
    messages.push_back({.id = make_uuid7(context.received, parts_.random),
                        .kind = "ciba_ping",
                        .payload = to_bytes(boost::json::serialize(payload))});
    co_await parts_.notices.save({}, std::move(messages), context.received);
  }

  [[nodiscard]] Task<> note_guessing(const RequestContext& context) {
    auto event = people::acting_event("device.code.throttled", people::as_person({}), context);
    event.outcome = audit::Outcome::denied;
    event.object_type = "user_code";
    event.reason = "too_many";
    co_await parts_.journal.append_one(std::move(event));
  }

  [[nodiscard]] static PendingOutcome answered(const Opened& opened, bool approved,
                                               const RequestContext& context) {
    return PendingAnswered{
        .client_name = name_in(opened.flow.client->client.registration, context.locale),
        .approved = approved,
        .device = opened.device()};
  }

  static constexpr int kGuesses = 10;
  static constexpr int kGuessesOfNetwork = 300;
  static constexpr minutes kWindow{10};

  OauthParts parts_;
  Approvals approvals_;
};

}  // namespace

std::unique_ptr<PendingService> make_pending_service(const OauthParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace tessera::oauth
