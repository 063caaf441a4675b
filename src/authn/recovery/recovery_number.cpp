// The number of a telephone to which codes go as well: restricted (SP 800-63B-4 3.2.13), so never
// the only way back, and warned of on its page.
#include <algorithm>

#include <tessera/people/envelope.hpp>

#include "authn/recovery/recovery_addresses.hpp"
#include "authn/recovery/recovery_setup.hpp"

namespace tessera::authn {
namespace {

constexpr int kCodesADay = 5;
constexpr int kMostAccounts = 5;  // requirements 4.5: shared telephones, and a cap against fraud
constexpr std::size_t kShownDigits = 3;

std::string masked_number(std::string_view number) {
  const auto shown = std::min(number.size(), kShownDigits);
  return "***" + std::string(number.substr(number.size() - shown));
}

// The one that is kept first, then those under every key.
std::vector<Bytes> fingerprints_of(std::string_view number, const crypto::Keyring& keys) {
  auto all = people::fingerprints("number", number, keys);
  all.insert(all.begin(), people::fingerprint("number", number, keys));
  return all;
}

}  // namespace

Task<Result<void>> Setup::offer_number(const Session& session, std::string_view typed,
                                       const RequestContext& context) {
  const auto number = normalise_number(typed);
  if (!number) co_return fail(Errc::invalid, "number.invalid");
  if ((co_await code_number(p_.people, p_.box, p_.store, session.person)).text == *number)
    co_return fail(Errc::conflict, "number.known");
  const auto back = co_await recovery_set(session.person);
  // Whether the number changed hands is asked when the code is sent.
  const GatewayFacts facts{.configured = p_.gateway.on,
                           .number_validated = true,
                           .unrestricted_way = back.mail || back.saved_code || back.contact,
                           .number = NumberState::settled};
  if (const auto refused = refuse_gateway(facts, false))
    co_return fail(Errc::conflict, p_.gateway.on ? "number.no_other_way" : "number.not_configured",
                   {}, *refused);
  const auto code = make_issued_code(p_.random);
  const auto row = co_await make_code(session.person, IssuedCodeKind::number, *number, code,
                                      kGatewayCodeLife, context);
  if (!row) co_return std::unexpected(row.error());
  const auto person = co_await p_.people.load(session.person);
  RecoveryNews news;
  news.messages.push_back(gateway_message(
      p_, *number, code, person ? person->locale : std::string(), row->expires, context));
  auto event = own_event("address.code_sent", session.person, context);
  event.details["method"] = p_.gateway.channel;
  news.events.push_back(std::move(event));
  if (!co_await p_.store.issue(*row, {.at_most = kCodesADay, .within = hours{24}}, std::move(news)))
    co_return fail(Errc::rate_limited, "address.too_many");
  co_return Result<void>{};
}

Task<Result<void>> Setup::confirm_number(const Session& session, std::string_view typed,
                                         const RequestContext& context) {
  const auto number = co_await take_typed(session, IssuedCodeKind::number, typed, context);
  if (!number) co_return std::unexpected(number.error());
  auto box = co_await p_.box.seal(session.person, kNumberBox, *number);
  if (!box) co_return fail(Errc::conflict, "person.gone");
  const bool changes = (co_await p_.store.load_number(session.person)).has_value();
  RecoveryNews news;
  news.messages = co_await p_.notices.write(
      {.kind = changes ? NoticeKind::address_changed : NoticeKind::address_added,
       .person = session.person,
       .what = masked_number(*number)},
      context);
  news.events.push_back(own_event("address.validated", session.person, context));
  const CodeNumber saved{.person = session.person,
                         .box = std::move(*box),
                         .fingerprints = fingerprints_of(*number, *p_.keys.get()),
                         .validated = context.received};
  if (!co_await p_.store.save_number(saved, kMostAccounts, std::move(news)))
    co_return fail(Errc::conflict, "number.shared");
  co_return Result<void>{};
}

Task<Result<void>> Setup::remove_number(const Session& session, const RequestContext& context) {
  const auto number = co_await code_number(p_.people, p_.box, p_.store, session.person);
  if (!number.own) co_return fail(Errc::not_found, "address.unknown");
  RecoveryNews news;
  news.messages = co_await p_.notices.write({.kind = NoticeKind::address_removed,
                                             .person = session.person,
                                             .what = masked_number(number.text)},
                                            context);
  news.events.push_back(own_event("address.removed", session.person, context));
  if (!co_await p_.store.drop_number(session.person, context.received, std::move(news)))
    co_return fail(Errc::not_found, "address.unknown");
  co_return Result<void>{};
}

}  // namespace tessera::authn
