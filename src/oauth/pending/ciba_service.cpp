#include <tessera/oauth/ciba_service.hpp>

#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/pending_service.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/pending/ciba_request.hpp"
#include "oauth/pending/pending_request.hpp"
#include "oauth/refusal_log.hpp"
#include "oauth/requests/id_token_hint.hpp"
#include "oauth/requests/request_event.hpp"
#include "oauth/requests/request_object.hpp"
#include "oauth/steps/step.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth {
namespace {

constexpr seconds kInterval{5};
// A client that asks too often wears out nobody's attention: more than these that were not answered
// are never shown, nor told by mail.
constexpr int kMostWaiting = 5;
// However short they live. Of one client: it cannot keep another one's requests out.
constexpr minutes kWindow{10};
static_assert(kWindow >= kLongestCibaLife);

std::optional<Bytes> read_pending(BytesView payload) {
  const auto object = codec::parse_json_object(as_text(payload));
  const auto* text = object ? codec::find_string(*object, "pending") : nullptr;
  return text == nullptr ? std::nullopt : codec::from_base64url(*text);
}

class Service final : public CibaService {
 public:
  Service(const OauthParts& parts, const Proofs& proofs)
      : parts_(parts),
        proofs_(proofs),
        objects_(proofs.keys, parts.replays, parts.signer, parts.random),
        refusals_(parts.journal) {}

  Task<Result<std::string>> start(const ClientCredentials& request,
                                  const RequestContext& context) override {
    if (request.form.duplicate({"resource"}))
      co_return refuse("invalid_request", "a parameter occurs more than once");
    const auto caller = co_await proofs_.authenticator.authenticate(request, context);
    if (!caller) co_return co_await refused(caller.error(), nullptr, context);
    const auto& client = caller->client;
    auto answer = co_await run(client, request.form, context);
    if (!answer) co_return co_await refused(answer.error(), client.get(), context);
    co_return answer;
  }

  Task<std::vector<OutboxMessage>> expand_request(BytesView payload) override {
    std::vector<OutboxMessage> out;
    const auto now = parts_.clock.now();
    const auto hash = read_pending(payload);
    const auto found = hash ? co_await parts_.pending.load(*hash) : std::nullopt;
    if (!found || !found->request.person || found->state != PendingState::waiting) co_return out;
    if (now >= found->request.expires) co_return out;
    const auto person = co_await parts_.people.load(*found->request.person);
    const auto client = co_await parts_.clients.find(to_string(found->request.client));
    if (!person || !client) co_return out;
    const auto locale = person->locale.empty() ? std::string("en") : person->locale;
    const boost::json::object data{{"client_name", name_in(client->client.registration, locale)},
                                   {"url", parts_.issuer + std::string(kRequestsPath)}};
    const std::array<std::string, 1> names{"email"};
    for (const auto& address : co_await parts_.people.attributes(person->id, names))
      out.push_back(make_mail(address.value, locale, data, now));
    co_return out;
  }

  Task<std::optional<CibaPing>> ping(BytesView payload) override {
    const auto now = parts_.clock.now();
    const auto hash = read_pending(payload);
    const auto found = hash ? co_await parts_.pending.load(*hash) : std::nullopt;
    if (!found || now >= found->request.expires || found->state == PendingState::used)
      co_return std::nullopt;
    if (found->state == PendingState::waiting)
      throw Unavailable("redis", "the answer is not in force yet");
    const auto details = open_pending(found->request.sealed, *parts_.keyring.get(), now);
    const auto client = co_await parts_.clients.find(to_string(found->request.client));
    if (!details || details->notification_token.empty() || !client || !client->serves(now))
      co_return std::nullopt;
    const boost::json::object body{{"auth_req_id", details->code}};
    co_return CibaPing{.uri = client->client.registration.backchannel_client_notification_endpoint,
                       .bearer = details->notification_token,
                       .body = boost::json::serialize(body)};
  }

 private:
  // CIBA 7.1.2, in phases: may it, the signed request, the steps of every request, its own
  // parameters, the person.
  [[nodiscard]] Task<Result<std::string>> run(const ClientRef& client, const codec::Form& form,
                                              const RequestContext& context) {
    const auto& mode = client->client.registration.backchannel_token_delivery_mode;
    if (!client->may_use(kCibaGrant) || mode.empty())
      co_return refuse("unauthorized_client", "this client may not use backchannel authentication");
    const bool is_signed = form.get("request") != nullptr;
    auto params = co_await parameters(client, form, context.received);
    if (!params) co_return std::unexpected(params.error());
    steps::Draft draft{.client = client, .request = {}};
    draft.request.client_id = client->client_id;
    draft.request.created = context.received;
    const auto clients = co_await parts_.clients.current();
    const steps::StepInput in{*params,       *clients,         parts_.signer,
                              parts_.issuer, context.received, is_signed};
    if (const auto wrong = steps::run(steps::Entry::ciba, in, draft))
      co_return refuse(wrong->error.error, wrong->error.description);
    if (!draft.request.has_scope("openid"))  // CIBA 7.1
      co_return refuse("invalid_scope", "scope must contain openid");
    auto asked = read_ciba_request(*params, *client);
    if (!asked) co_return std::unexpected(asked.error());
    const auto person = co_await find_person(*asked, *client, context.received);
    if (!person) co_return std::unexpected(person.error());
    co_return co_await keep(*client, std::move(draft.request), *asked, *person, context);
  }

  [[nodiscard]] Task<Result<codec::Form>> parameters(const ClientRef& client,
                                                     const codec::Form& form, TimePoint now) {
    const auto* compact = form.get("request");
    if (compact == nullptr) {
      if (must_be_signed(*client))
        co_return refuse("invalid_request", "the request must be a signed one");
      co_return form;
    }
    if (auto good = check_beside_signed(form); !good) co_return std::unexpected(good.error());
    auto opened =
        co_await objects_.open(client, *compact, ciba_object_rules(*client, parts_.issuer), now);
    // CIBA 13 has no code of its own for it.
    if (!opened) co_return refuse("invalid_request", opened.error().text, opened.error().detail);
    co_return opened;
  }

  // nullopt: nobody who may answer, and the client does not learn it (CIBA 14).
  [[nodiscard]] Task<Result<std::optional<Uuid>>> find_person(const CibaRequest& asked,
                                                              const ClientEntry& client,
                                                              TimePoint now) {
    std::optional<people::Person> person;
    if (!asked.login_hint.empty()) {
      person = co_await parts_.people.find_by_login(asked.login_hint);
    } else {
      const auto hint = read_id_token_hint(asked.id_token_hint, parts_.signer, parts_.issuer, now);
      if (!hint || hint->client_id != client.client_id)
        co_return refuse("invalid_request", "id_token_hint is not an ID token of this client");
      const bool is_public = client.client.registration.subject_type == SubjectType::public_id;
      const auto id =
          is_public ? parse_uuid(hint->subject) : co_await parts_.subjects.person_of(hint->subject);
      if (id) person = co_await parts_.people.load(*id);
    }
    if (!person || person->state != people::PersonState::active) co_return std::nullopt;
    co_return person->id;
  }

  // The same work whether there is a person or not. Nobody sees it before it is in the journal.
  [[nodiscard]] Task<std::string> keep(const ClientEntry& client, AuthorizeRequest request,
                                       const CibaRequest& asked, std::optional<Uuid> person,
                                       const RequestContext& context) {
    const auto now = context.received;
    const auto code = make_code(now, parts_.random);
    const auto listed = person.value_or(make_uuid4(parts_.random));
    const auto expires = now + asked.life;
    const PendingDetails details{.request = std::move(request),
                                 .code = code.text,
                                 .binding_message = asked.binding_message,
                                 .notification_token = asked.notification_token};
    PendingRequest pending{.client = client.client.id,
                           .person = listed,
                           .sealed = seal_pending(details, *parts_.keyring.get(), parts_.random),
                           .interval = kInterval,
                           .expires = expires};
    const auto nobody = make_uuid4(parts_.random);
    if (!co_await parts_.pending.admit(listed, client.client.id, code.hash, kMostWaiting, kWindow,
                                       now))
      pending.person = nobody;
    co_await parts_.pending.save(code.hash, pending, now);
    co_await note(client, code, person, asked, context);
    co_await parts_.pending.enlist(*pending.person, code.hash, expires, now);
    ClaimsText out;
    out.text("auth_req_id", code.text);
    out.number("expires_in", asked.life.count());
    out.number("interval", kInterval.count());
    co_return std::move(out).finish();
  }

  // The event, and the message from which the mail is made later.
  [[nodiscard]] Task<> note(const ClientEntry& client, const AuthorizationCode& code,
                            std::optional<Uuid> person, const CibaRequest& asked,
                            const RequestContext& context) {
    auto event = requested_event(client, "backchannel", context);
    event.subject = person;
    event.details["grant_id"] = to_string(code.grant);
    event.details["hint"] = asked.login_hint.empty() ? "id_token" : "login";
    const boost::json::object payload{{"pending", codec::to_base64url(code.hash)}};
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    std::vector<OutboxMessage> messages;
    messages.push_back({.id = make_uuid7(context.received, parts_.random),
                        .kind = "ciba_request",
                        .payload = to_bytes(boost::json::serialize(payload))});
    co_await parts_.notices.save(std::move(events), std::move(messages), context.received);
  }

  [[nodiscard]] OutboxMessage make_mail(std::string_view to, const std::string& locale,
                                        const boost::json::object& data, TimePoint now) const {
    const boost::json::object mail{
        {"to", to}, {"template", "oauth_request"}, {"locale", locale}, {"data", data}};
    const auto text = boost::json::serialize(mail);
    const auto id = make_uuid7(now, parts_.random);
    return {id, "mail",
            parts_.keyring.get()->seal(crypto::kPurposeSecretBox, as_bytes(text),
                                       outbox_context(id), parts_.random),
            std::nullopt};
  }

  [[nodiscard]] Task<Result<std::string>> refused(Error error, const ClientEntry* client,
                                                  const RequestContext& context) {
    co_await refusals_.note({.type = "authorization.refused",
                             .object = "backchannel_authentication",
                             .reason = error.id,
                             .client = client,
                             .metered = client == nullptr},
                            context);
    co_return std::unexpected(std::move(error));
  }

  OauthParts parts_;
  Proofs proofs_;
  RequestObjects objects_;
  RefusalLog refusals_;
};

}  // namespace

std::unique_ptr<CibaService> make_ciba_service(const OauthParts& parts, const Proofs& proofs) {
  return std::make_unique<Service>(parts, proofs);
}

}  // namespace tessera::oauth
