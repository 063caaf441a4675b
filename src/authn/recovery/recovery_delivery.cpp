#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "authn/recovery/recovery.hpp"
#include "authn/recovery/recovery_addresses.hpp"

namespace tessera::authn {
namespace {

// Of mails to the same person a day: the owner on a known device has as many of his own left when a
// stranger has used up the others, and each code is good in any browser.
constexpr int kMails = 3;
constexpr int kMailsKnown = 6;
constexpr int kContactMails = 2;  // to each contact

IssuedCode recovery_code(const Uuid& id, const Uuid& person, const Secret& code, Duration life,
                         const crypto::Keyring& keys, const RequestContext& context) {
  return {.id = id,
          .person = person,
          .kind = IssuedCodeKind::recovery,
          .contact = std::nullopt,
          .box = {},
          .mac = mac_issued_code(IssuedCodeKind::recovery, person, code.reveal(), keys),
          .issued = context.received,
          .expires = context.received + life};
}

}  // namespace

OutboxMessage recovery_mail(const RecoveryParts& parts, std::string_view to, std::string_view name,
                            std::string_view locale, boost::json::object data,
                            const RequestContext& context) {
  data["service"] = parts.service_name;
  data["url"] = parts.public_url;
  const boost::json::object json{{"to", to},
                                 {"template", name},
                                 {"locale", locale.empty() ? "en" : locale},
                                 {"data", std::move(data)}};
  const auto id = make_uuid7(context.received, parts.random);
  return {id, "mail",
          parts.keys.get()->seal(crypto::kPurposeSecretBox, as_bytes(boost::json::serialize(json)),
                                 outbox_context(id), parts.random),
          std::nullopt};
}

OutboxMessage gateway_message(const RecoveryParts& parts, std::string_view number,
                              const Secret& code, std::string_view locale, TimePoint expires,
                              const RequestContext& context) {
  const boost::json::object json{{"channel", parts.gateway.channel},
                                 {"to", number},
                                 {"code", code.reveal()},
                                 {"locale", locale},
                                 {"expires", to_unix(expires)}};
  const auto id = make_uuid7(context.received, parts.random);
  return {id, "gateway_code",
          parts.keys.get()->seal(crypto::kPurposeSecretBox, as_bytes(boost::json::serialize(json)),
                                 outbox_context(id), parts.random),
          std::nullopt};
}

Task<> Recoveries::send_mail_code(const Uuid& message, const people::Person& person, int at_most,
                                  const RequestContext& context) {
  const auto keys = p_.keys.get();
  const auto code = make_issued_code(p_.random);
  RecoveryNews news;
  for (const auto& address : co_await p_.addresses.addresses(person.id)) {
    news.messages.push_back(recovery_mail(p_, address, "recovery_code", person.locale,
                                          {{"code", code.reveal()}}, context));
  }
  if (news.messages.empty()) co_return;
  auto event = recovery_event("recovery.code_sent", person.id, context);
  event.details["method"] = to_string(Method::mail_code);
  news.events.push_back(std::move(event));
  const auto row = recovery_code(message, person.id, code, kMailCodeLife, *keys, context);
  static_cast<void>(
      co_await p_.store.issue(row, {.at_most = at_most, .within = hours{24}}, std::move(news)));
}

// Besides the mails, never instead of them. What is known of the number is asked when it is sent.
Task<> Recoveries::send_phone_code(const people::Person& person, int at_most,
                                   const RequestContext& context) {
  if (!p_.gateway.on) co_return;
  const auto number = co_await code_number(p_.people, p_.box, p_.store, person.id);
  const GatewayFacts facts{
      .configured = true,
      .number_validated = !number.text.empty(),
      .unrestricted_way = !(co_await p_.addresses.addresses(person.id)).empty(),
      .number = NumberState::settled};
  if (refuse_gateway(facts, false)) co_return;
  const auto keys = p_.keys.get();
  const auto code = make_issued_code(p_.random);
  const auto row =
      recovery_code(make_uuid4(p_.random), person.id, code, kGatewayCodeLife, *keys, context);
  RecoveryNews news;
  news.messages.push_back(
      gateway_message(p_, number.text, code, person.locale, row.expires, context));
  auto event = recovery_event("recovery.code_sent", person.id, context);
  event.details["method"] = p_.gateway.channel;
  news.events.push_back(std::move(event));
  static_cast<void>(
      co_await p_.store.issue(row, {.at_most = at_most, .within = hours{24}}, std::move(news)));
}

// Each contact gets a link; the code is made when the contact says that it knows who asks.
Task<> Recoveries::send_to_contacts(const people::Person& person, const RequestContext& context) {
  const auto keys = p_.keys.get();
  for (const auto& contact : co_await p_.store.contacts(person.id)) {
    if (!contact.confirmed) continue;
    const auto card = co_await open_contact_card(p_.box, contact);
    if (!card) continue;
    IssuedCode row{.id = make_uuid4(p_.random),
                   .person = person.id,
                   .kind = IssuedCodeKind::contact,
                   .contact = contact.id,
                   .box = {},
                   .mac = {},
                   .issued = context.received,
                   .expires = context.received + kContactCodeLife};
    RecoveryNews news;
    const auto link = p_.public_url + recovery_link("help", row.id, *keys);
    news.messages.push_back(recovery_mail(p_, card->mail, "recovery_help", person.locale,
                                          {{"known_as", card->known_as}, {"link", link}}, context));
    auto told = co_await p_.notices.write(
        {.kind = NoticeKind::recovery_code_sent, .person = person.id, .what = card->name}, context);
    for (auto& each : told) news.messages.push_back(std::move(each));
    auto event = recovery_event("recovery.code_sent", person.id, context);
    event.details["method"] = to_string(Method::contact_code);
    news.events.push_back(std::move(event));
    static_cast<void>(co_await p_.store.issue(row, {.at_most = kContactMails, .within = hours{24}},
                                              std::move(news)));
  }
}

Task<> Recoveries::deliver(const Uuid& message, BytesView payload) {
  const auto plain =
      p_.keys.get()->open(crypto::kPurposeSecretBox, payload, outbox_context(message));
  const auto json = plain ? codec::parse_json_object(as_text(*plain)) : fail(Errc::invalid, "box");
  if (!json) co_return;  // nothing will make it readable
  RequestContext context;
  context.received = time_of_uuid7(message);
  context.request_id = message;
  context.address_class = codec::text_of(*json, "class");
  context.user_agent = codec::text_of(*json, "agent");
  context.address = codec::text_of(*json, "address");
  const auto person = co_await p_.people.find_by_login(codec::text_of(*json, "login"));
  if (!person || !may_recover(*person, context.received)) co_return;
  const auto* known = json->if_contains("known");
  const bool is_known = known != nullptr && known->is_bool() && known->get_bool();
  if (codec::text_of(*json, "what") == "contacts") {
    co_await send_to_contacts(*person, context);
  } else {
    // A start makes two codes where there is a gateway.
    const int starts = is_known ? kMailsKnown : kMails;
    const int codes = p_.gateway.on ? 2 * starts : starts;
    co_await send_mail_code(message, *person, codes, context);
    co_await send_phone_code(*person, codes, context);
  }
}

}  // namespace tessera::authn
