#include <algorithm>

#include <tessera/codec/plain_text.hpp>
#include <tessera/people/catalogue.hpp>

#include "authn/recovery/recovery_addresses.hpp"
#include "authn/recovery/recovery_setup.hpp"

namespace tessera::authn {
namespace {

constexpr int kMostContacts = 3;
constexpr std::size_t kLongestName = 80;

// It stands in mails to others: nobody is to send links from here.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && codec::is_plain_text(text) &&
         !codec::looks_like_link(text);
}

audit::Event contact_event(std::string type, const RecoveryContact& contact, bool by_person,
                           const RequestContext& context) {
  auto event = recovery_event(std::move(type), contact.person, context);
  event.object_type = "recovery_contact";
  event.object_id = to_string(contact.id);
  if (by_person) {
    event.actor = contact.person;
    event.actor_kind = "person";
  }
  return event;
}

}  // namespace

Task<std::vector<ContactView>> Setup::contacts(const Uuid& person) {
  std::vector<ContactView> all;
  for (const auto& contact : co_await p_.store.contacts(person)) {
    const auto card = co_await open_contact_card(p_.box, contact);
    if (!card) continue;
    all.push_back({.id = contact.id,
                   .name = card->name,
                   .mail = card->mail,
                   .confirmed = contact.confirmed.has_value()});
  }
  co_return all;
}

Task<Result<void>> Setup::add_contact(const Session& session, NewContact added,
                                      const RequestContext& context) {
  if (!is_name(added.name)) co_return fail(Errc::invalid, "contact.name");
  if (!is_name(added.known_as)) co_return fail(Errc::invalid, "contact.known_as");
  const auto* spec = people::Catalogue::standard().find("email");
  if (!people::check_value(*spec, added.mail)) co_return fail(Errc::invalid, "contact.mail");
  // Who holds the mailbox would have two methods by it.
  for (const auto& own : co_await addresses(session.person)) {
    if (is_same_address(own.mail, added.mail)) co_return fail(Errc::invalid, "contact.own_address");
  }
  RecoveryContact contact{.id = make_uuid4(p_.random),
                          .person = session.person,
                          .box = {},
                          .created = context.received,
                          .confirmed = std::nullopt};
  const auto box = co_await seal_contact_card(
      p_.box, session.person, contact.id,
      {.name = added.name, .mail = added.mail, .known_as = added.known_as});
  if (!box) co_return fail(Errc::conflict, "person.gone");
  contact.box = *box;
  const auto person = co_await p_.people.load(session.person);
  RecoveryNews news;
  const auto link = p_.public_url + recovery_link("contact", contact.id, *p_.keys.get());
  news.messages = co_await p_.notices.write(
      {.kind = NoticeKind::contact_added, .person = session.person, .what = added.name}, context);
  news.messages.push_back(recovery_mail(p_, added.mail, "recovery_contact",
                                        person ? person->locale : std::string(),
                                        {{"known_as", added.known_as}, {"link", link}}, context));
  news.events.push_back(contact_event("recovery_contact.added", contact, true, context));
  if (!co_await p_.store.add_contact(contact, kMostContacts, std::move(news)))
    co_return fail(Errc::conflict, "contact.too_many");
  co_return Result<void>{};
}

Task<Result<void>> Setup::remove_contact(const Session& session, const Uuid& id,
                                         const RequestContext& context) {
  const auto contact = co_await p_.store.load_contact(id);
  if (!contact || contact->person != session.person)
    co_return fail(Errc::not_found, "contact.unknown");
  const auto card = co_await open_contact_card(p_.box, *contact);
  RecoveryNews news;
  news.messages = co_await p_.notices.write({.kind = NoticeKind::contact_removed,
                                             .person = session.person,
                                             .what = card ? card->name : std::string()},
                                            context);
  news.events.push_back(contact_event("recovery_contact.removed", *contact, true, context));
  if (!co_await p_.store.end_contact(id, session.person, context.received, std::move(news)))
    co_return fail(Errc::not_found, "contact.unknown");
  co_return Result<void>{};
}

Task<std::optional<ContactInvitation>> Setup::look_at_invitation(std::string_view id,
                                                                 std::string_view ticket) {
  const auto known = check_recovery_link("contact", id, ticket, *p_.keys.get());
  if (!known) co_return std::nullopt;
  const auto contact = co_await p_.store.load_contact(*known);
  if (!contact) co_return std::nullopt;
  const auto card = co_await open_contact_card(p_.box, *contact);
  if (!card) co_return std::nullopt;
  co_return ContactInvitation{.known_as = card->known_as,
                              .confirmed = contact->confirmed.has_value()};
}

Task<Result<void>> Setup::accept_invitation(std::string_view id, std::string_view ticket,
                                            const RequestContext& context) {
  const auto known = check_recovery_link("contact", id, ticket, *p_.keys.get());
  const auto contact = known ? co_await p_.store.load_contact(*known) : std::nullopt;
  if (!contact) co_return fail(Errc::gone, "contact.link");
  RecoveryNews news;
  news.events.push_back(contact_event("recovery_contact.confirmed", *contact, false, context));
  // Again is what was wished.
  static_cast<void>(
      co_await p_.store.confirm_contact(contact->id, context.received, std::move(news)));
  co_return Result<void>{};
}

Task<std::optional<Setup::Ask>> Setup::find_help(std::string_view id, std::string_view ticket,
                                                 TimePoint now) {
  const auto known = check_recovery_link("help", id, ticket, *p_.keys.get());
  const auto code = known ? co_await p_.store.load_code(*known, now) : std::nullopt;
  if (!code || !code->contact) co_return std::nullopt;
  const auto contact = co_await p_.store.load_contact(*code->contact);
  if (!contact || contact->person != code->person) co_return std::nullopt;
  const auto card = co_await open_contact_card(p_.box, *contact);
  if (!card) co_return std::nullopt;
  co_return Ask{.code = *code, .card = *card};
}

Task<std::optional<HelpRequest>> Setup::look_at_help(std::string_view id, std::string_view ticket,
                                                     TimePoint now) {
  const auto asked = co_await find_help(id, ticket, now);
  if (!asked) co_return std::nullopt;
  co_return HelpRequest{.known_as = asked->card.known_as, .answered = !asked->code.mac.empty()};
}

Task<Result<Secret>> Setup::give_help(std::string_view id, std::string_view ticket,
                                      const RequestContext& context) {
  const auto asked = co_await find_help(id, ticket, context.received);
  if (!asked) co_return fail(Errc::gone, "contact.link");
  const auto& row = asked->code;
  auto code = make_issued_code(p_.random);
  RecoveryNews news;
  auto event = recovery_event("recovery_contact.helped", row.person, context);
  event.object_type = "recovery_contact";
  event.object_id = to_string(*row.contact);
  news.events.push_back(std::move(event));
  auto mac = mac_issued_code(IssuedCodeKind::contact, row.person, code.reveal(), *p_.keys.get());
  if (!co_await p_.store.fill(row.id, std::move(mac), context.received, std::move(news)))
    co_return fail(Errc::gone, "contact.link");
  co_return code;
}

}  // namespace tessera::authn
