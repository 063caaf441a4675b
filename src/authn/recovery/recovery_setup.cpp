#include "authn/recovery/recovery_setup.hpp"

#include <algorithm>
#include <array>

#include <tessera/people/catalogue.hpp>

#include "authn/methods/lookup_codes.hpp"
#include "authn/methods/new_authenticator.hpp"
#include "authn/recovery/recovery_addresses.hpp"

namespace tessera::authn {
namespace {

using Kind = AuthenticatorKind;

constexpr int kAddressMails = 5;  // a day

std::string address_box(const Uuid& code) {
  return "issued_code|" + to_string(code);
}

std::string masked(std::string_view mail) {
  const auto at = mail.find('@');
  if (at == std::string_view::npos || at == 0) return {};
  return std::string(mail.substr(0, 1)) + "***" + std::string(mail.substr(at));
}

}  // namespace

audit::Event own_event(std::string type, const Uuid& person, const RequestContext& context) {
  auto event = recovery_event(std::move(type), person, context);
  event.actor = person;
  event.actor_kind = "person";
  return event;
}

Task<CodesStatus> Setup::codes(const Uuid& person) {
  CodesStatus status;
  for (const auto& record : co_await p_.authenticators.load(person)) {
    const auto& a = record.authenticator;
    if (a.state != AuthenticatorState::active) continue;
    if (a.kind == Kind::lookup_codes) {
      status.lookup = true;
      status.lookup_left = lookup_codes_left(record.used_codes);
      status.lookup_made = a.bound;
    } else if (a.kind == Kind::saved_code) {
      status.saved = true;
      status.saved_made = a.bound;
    }
  }
  co_return status;
}

Task<bool> Setup::bind_codes(Uuid person, AuthenticatorKind kind, std::vector<Secret> codes,
                             const RequestContext& context) {
  NewAuthenticator bound{.record = new_record(person, kind, context.received, p_.random),
                         .replaces = true};
  auto& record = bound.record;
  record.data = seal_codes(codes, record.authenticator.id, *p_.keys.get(), p_.random);
  bound.events = {bound_event(record, context)};
  bound.notices = co_await p_.notices.write(
      {.kind = NoticeKind::codes_made, .person = person, .authenticator = record.authenticator.id},
      context);
  co_return co_await p_.authenticators.bind(bound);
}

Task<Result<std::vector<Secret>>> Setup::make_lookup_codes(const Session& session,
                                                           const RequestContext& context) {
  // SP 800-63B-4 3.1.2: delivered in an authenticated session of the level that they reach.
  if (!satisfies(session.acr, Acr::aal2)) co_return fail(Errc::forbidden, "codes.level");
  auto codes = authn::make_lookup_codes(p_.random);
  if (!co_await bind_codes(session.person, Kind::lookup_codes, codes, context))
    co_return fail(Errc::conflict, "authenticator.conflict");
  co_return codes;
}

Task<Result<Secret>> Setup::make_saved_code(const Session& session, const RequestContext& context) {
  auto code = authn::make_saved_code(p_.random);
  std::vector<Secret> codes;
  codes.push_back(code);
  if (!co_await bind_codes(session.person, Kind::saved_code, std::move(codes), context))
    co_return fail(Errc::conflict, "authenticator.conflict");
  co_return code;
}

Task<std::vector<AddressView>> Setup::addresses(const Uuid& person) {
  std::vector<AddressView> all;
  for (auto& each : co_await proofed_addresses(p_.people, person))
    all.push_back({.mail = std::move(each), .second = false});
  if (auto second = co_await second_address(p_.box, p_.store, person); !second.empty())
    all.push_back({.mail = std::move(second), .second = true});
  if (p_.gateway.on) {
    const auto number = co_await code_number(p_.people, p_.box, p_.store, person);
    if (!number.text.empty())
      all.push_back({.mail = number.text, .second = number.own, .restricted = true});
  }
  co_return all;
}

Task<Result<void>> Setup::offer_address(const Session& session, std::string mail,
                                        const RequestContext& context) {
  const auto* spec = people::Catalogue::standard().find("email");
  if (!people::check_value(*spec, mail)) co_return fail(Errc::invalid, "address.invalid");
  for (const auto& known : co_await addresses(session.person)) {
    if (is_same_address(known.mail, mail)) co_return fail(Errc::conflict, "address.known");
  }
  // Who holds the mailbox would have two methods by it.
  for (const auto& contact : co_await contacts(session.person)) {
    if (is_same_address(contact.mail, mail)) co_return fail(Errc::conflict, "address.contact");
  }
  const auto person = co_await p_.people.load(session.person);
  const auto code = make_issued_code(p_.random);
  const auto row = co_await make_code(session.person, IssuedCodeKind::address, mail, code,
                                      kMailCodeLife, context);
  if (!row) co_return std::unexpected(row.error());
  RecoveryNews news;
  news.messages.push_back(recovery_mail(p_, mail, "address_code",
                                        person ? person->locale : std::string(),
                                        {{"code", code.reveal()}}, context));
  news.events.push_back(own_event("address.code_sent", session.person, context));
  if (!co_await p_.store.issue(*row, {.at_most = kAddressMails, .within = hours{24}},
                               std::move(news)))
    co_return fail(Errc::rate_limited, "address.too_many");
  co_return Result<void>{};
}

Task<Result<IssuedCode>> Setup::make_code(Uuid person, IssuedCodeKind kind, std::string address,
                                          Secret code, Duration life,
                                          const RequestContext& context) {
  IssuedCode row{.id = make_uuid4(p_.random),
                 .person = person,
                 .kind = kind,
                 .contact = std::nullopt,
                 .box = {},
                 .mac = mac_issued_code(kind, person, code.reveal(), *p_.keys.get()),
                 .issued = context.received,
                 .expires = context.received + life};
  auto box = co_await p_.box.seal(person, address_box(row.id), address);
  if (!box) co_return fail(Errc::conflict, "person.gone");
  row.box = std::move(*box);
  co_return row;
}

Task<Result<std::string>> Setup::take_typed(const Session& session, IssuedCodeKind kind,
                                            std::string_view typed, const RequestContext& context) {
  const auto keys = p_.keys.get();
  const auto rules =
      rules_for({.account = std::string(to_string(kind)) + '|' + to_string(session.id),
                 .device = {},
                 .address = context.address},
                p_.throttling);
  const auto verdict = co_await p_.throttle.take(rules, context.received);
  if (!verdict.allowed) {
    Error error{Errc::rate_limited, "sign_in.throttled", {}, {}, {}, 0};
    error.retry_after_seconds = static_cast<int>(std::chrono::ceil<seconds>(verdict.wait).count());
    co_return std::unexpected(std::move(error));
  }
  const auto rows = co_await p_.store.live_codes(session.person, kind, context.received);
  const auto match = std::ranges::find_if(
      rows, [&](const auto& row) { return is_issued_code(row, typed, *keys); });
  if (match == rows.end() || !co_await p_.store.take(match->id, context.received))
    co_return fail(Errc::invalid, "address.wrong_code");
  co_await p_.throttle.give_back(rules, true, context.received);
  const std::array<people::PersonBox::Named, 1> boxes{
      {{.name = address_box(match->id), .box = match->box}}};
  auto texts = co_await p_.box.open(session.person, boxes);
  if (texts.empty() || texts[0].empty()) co_return fail(Errc::conflict, "person.gone");
  co_return std::move(texts[0]);
}

Task<Result<void>> Setup::confirm_address(const Session& session, std::string_view typed,
                                          const RequestContext& context) {
  const auto mail = co_await take_typed(session, IssuedCodeKind::address, typed, context);
  if (!mail) co_return std::unexpected(mail.error());
  const bool changes = !(co_await second_address(p_.box, p_.store, session.person)).empty();
  auto box = co_await p_.box.seal(session.person, kAddressBox, *mail);
  if (!box) co_return fail(Errc::conflict, "person.gone");
  RecoveryNews news;
  news.messages = co_await p_.notices.write(
      {.kind = changes ? NoticeKind::address_changed : NoticeKind::address_added,
       .person = session.person,
       .what = masked(*mail),
       .also_to = {*mail}},
      context);
  news.events.push_back(own_event("address.validated", session.person, context));
  co_await p_.store.save_address(session.person, std::move(*box), context.received,
                                 std::move(news));
  co_return Result<void>{};
}

Task<Result<void>> Setup::remove_address(const Session& session, const RequestContext& context) {
  const auto removed = co_await second_address(p_.box, p_.store, session.person);
  if (removed.empty()) co_return fail(Errc::not_found, "address.unknown");
  RecoveryNews news;
  news.messages = co_await p_.notices.write(
      {.kind = NoticeKind::address_removed, .person = session.person, .what = masked(removed)},
      context);
  news.events.push_back(own_event("address.removed", session.person, context));
  if (!co_await p_.store.drop_address(session.person, context.received, std::move(news)))
    co_return fail(Errc::not_found, "address.unknown");
  co_return Result<void>{};
}

Task<RecoverySet> Setup::recovery_set(const Uuid& person) {
  RecoverySet set{.mail = !(co_await p_.addresses.addresses(person)).empty(),
                  .saved_code = (co_await codes(person)).saved};
  for (const auto& contact : co_await p_.store.contacts(person))
    set.contact = set.contact || contact.confirmed.has_value();
  co_return set;
}

}  // namespace tessera::authn
