#include <tessera/outbound/handlers.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::outbound {

namespace {

std::unexpected<Error> malformed(const char* what) {
  return fail(Errc::invalid, "outbox.payload", "The message is malformed.", what);
}

Result<Uuid> parse_id(BytesView payload, std::string_view member) {
  const auto object = codec::parse_json_object(as_text(payload));
  if (!object) return malformed("not JSON");
  const auto* text = codec::find_string(*object, member);
  const auto id = text == nullptr ? std::nullopt : parse_uuid(*text);
  if (!id) return malformed("id");
  return *id;
}

struct MailParts {
  std::string to;
  std::string name;
  std::string locale;
  boost::json::object data;
};

Result<MailParts> parse_mail(BytesView payload) {
  const auto object = codec::parse_json_object(as_text(payload));
  if (!object) return malformed("not JSON");
  const auto* to = codec::find_string(*object, "to");
  const auto* name = codec::find_string(*object, "template");
  const auto* locale = codec::find_string(*object, "locale");
  const auto* data = object->if_contains("data");
  if (to == nullptr || name == nullptr || locale == nullptr || data == nullptr ||
      !data->is_object())
    return malformed("members");
  return MailParts{.to = std::string(*to),
                   .name = std::string(*name),
                   .locale = std::string(*locale),
                   .data = data->as_object()};
}

}  // namespace

DeliveryHandler make_mail_handler(const crypto::KeyringHolder& keyring, MailRenderer render,
                                  MailTransport& transport) {
  return [&keyring, render = std::move(render),
          &transport](const ClaimedMessage& message) -> Task<Delivered> {
    const auto opened =
        keyring.get()->open(crypto::kPurposeSecretBox, message.payload, outbox_context(message.id));
    if (!opened) co_return std::unexpected(opened.error());
    const auto parts = parse_mail(*opened);
    if (!parts) co_return std::unexpected(parts.error());
    auto text = render(parts->name, parts->data, parts->locale);
    Mail mail{.id = message.id,
              .to = parts->to,
              .subject = std::move(text.subject),
              .text = std::move(text.text)};
    const auto sent = co_await transport.send(std::move(mail));
    if (!sent) co_return std::unexpected(sent.error());
    co_return Delivered{};
  };
}

DeliveryHandler make_notice_handler(authn::NoticeDelivery& notices) {
  return [&notices](const ClaimedMessage& message) -> Task<Delivered> {
    co_return co_await notices.deliver(message.id, message.payload);
  };
}

DeliveryHandler make_logout_handler(oauth::LogoutService& logout, HttpClient& client) {
  return [&logout, &client](const ClaimedMessage& message) -> Task<Delivered> {
    const auto delivery = co_await logout.logout_delivery(message.payload);
    if (!delivery) co_return Delivered{};
    const auto reply = co_await client.post_form(delivery->uri, delivery->body);
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->status == 200 || reply->status == 204) co_return Delivered{};
    const auto status = "status " + std::to_string(reply->status);
    if (reply->status == 400)
      co_return fail(Errc::invalid, "outbound.logout_refused", "The client refused the logout.",
                     status);
    throw Unavailable("outbound", status);
  };
}

DeliveryHandler make_ciba_request_handler(oauth::CibaService& ciba) {
  return [&ciba](const ClaimedMessage& message) -> Task<Delivered> {
    co_return co_await ciba.expand_request(message.payload);
  };
}

DeliveryHandler make_ciba_ping_handler(oauth::CibaService& ciba, HttpClient& client) {
  return [&ciba, &client](const ClaimedMessage& message) -> Task<Delivered> {
    const auto ping = co_await ciba.ping(message.payload);
    if (!ping) co_return Delivered{};
    const auto reply = co_await client.post_json(ping->uri, ping->bearer, ping->body);
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->status == 200 || reply->status == 204) co_return Delivered{};
    const auto status = "status " + std::to_string(reply->status);
    if (reply->status >= 300 && reply->status < 500 && reply->status != 429)
      co_return fail(Errc::invalid, "outbound.ping_refused", "The client refused the ping.",
                     status);
    throw Unavailable("outbound", status);
  };
}

DeliveryHandler make_session_ended_handler(authn::EndedMessages& sessions,
                                           oauth::LogoutService& logout) {
  return [&sessions, &logout](const ClaimedMessage& message) -> Task<Delivered> {
    const auto session = parse_id(message.payload, "session");
    if (!session) co_return std::unexpected(session.error());
    co_await sessions.on_session_ended(message.payload);
    co_return co_await logout.expand_session_ended(*session);
  };
}

DeliveryHandler make_person_ended_handler(authn::EndedMessages& sessions,
                                          oauth::LogoutService& logout) {
  return [&sessions, &logout](const ClaimedMessage& message) -> Task<Delivered> {
    const auto person = parse_id(message.payload, "person");
    if (!person) co_return std::unexpected(person.error());
    co_await sessions.on_person_ended(message.payload);
    co_await logout.end_person(*person, "person_ended");
    co_return Delivered{};
  };
}

DeliveryHandler make_affiliation_ended_handler(authn::EndedMessages& sessions,
                                               oauth::LogoutService& logout) {
  return [&sessions, &logout](const ClaimedMessage& message) -> Task<Delivered> {
    const auto person = parse_id(message.payload, "person");
    if (!person) co_return std::unexpected(person.error());
    co_await sessions.on_affiliation_ended(message.payload);
    co_await logout.end_person(*person, "affiliation_ended");
    co_return Delivered{};
  };
}

DeliveryHandler make_authenticator_ended_handler(authn::EndedMessages& sessions) {
  return [&sessions](const ClaimedMessage& message) -> Task<Delivered> {
    co_await sessions.on_authenticator_ended(message.payload);
    co_return Delivered{};
  };
}

DeliveryHandler make_recovery_code_handler(authn::RecoveryService& recovery) {
  return [&recovery](const ClaimedMessage& message) -> Task<Delivered> {
    co_await recovery.deliver(message.id, message.payload);
    co_return Delivered{};
  };
}

DeliveryHandler make_gateway_code_handler(const crypto::KeyringHolder& keyring,
                                          authn::CodeGateway& gateway, bool unknown_is_settled,
                                          const Clock& clock) {
  return [&keyring, &gateway, unknown_is_settled,
          &clock](const ClaimedMessage& message) -> Task<Delivered> {
    const auto opened =
        keyring.get()->open(crypto::kPurposeSecretBox, message.payload, outbox_context(message.id));
    if (!opened) co_return std::unexpected(opened.error());
    const auto object = codec::parse_json_object(as_text(*opened));
    if (!object) co_return malformed("not JSON");
    const auto text = [&](std::string_view name) {
      const auto* found = codec::find_string(*object, name);
      return found == nullptr ? std::string() : std::string(*found);
    };
    const auto* expires = object->if_contains("expires");
    if (expires == nullptr || !expires->is_int64()) co_return malformed("expires");
    authn::GatewayCode code{.channel = text("channel"),
                            .number = text("to"),
                            .code = Secret(text("code")),
                            .locale = text("locale"),
                            .expires = from_unix(expires->get_int64())};
    if (clock.now() >= code.expires) co_return fail(Errc::gone, "gateway.expired");
    const authn::GatewayFacts facts{.configured = true,
                                    .number_validated = true,
                                    .unrestricted_way = true,
                                    .number = co_await gateway.check_number(code.number)};
    if (const auto refused = authn::refuse_gateway(facts, unknown_is_settled))
      co_return fail(Errc::forbidden, "gateway." + *refused);
    const auto sent = co_await gateway.send(std::move(code));
    if (!sent) co_return std::unexpected(sent.error());
    co_return Delivered{};
  };
}

DeliveryHandler make_recovered_handler(authn::SessionService& sessions,
                                       oauth::LogoutService& logout) {
  return [&sessions, &logout](const ClaimedMessage& message) -> Task<Delivered> {
    const auto person = parse_id(message.payload, "person");
    if (!person) co_return std::unexpected(person.error());
    const auto object = codec::parse_json_object(as_text(message.payload));
    const auto* before = object->if_contains("before");
    if (before == nullptr || !before->is_int64()) co_return malformed("before");
    const TimePoint until{Duration{before->get_int64()}};
    RequestContext context;  // nobody's request: the system acts
    context.received = message.created;
    context.request_id = message.id;
    for (const auto& session : co_await sessions.list(*person)) {
      if (session.created < until)
        static_cast<void>(co_await sessions.end(session.id, *person, "recovered", context));
    }
    co_await logout.end_person(*person, "recovered");
    co_return Delivered{};
  };
}

}  // namespace tessera::outbound
