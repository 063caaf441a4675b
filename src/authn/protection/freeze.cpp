#include "authn/protection/freeze.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/people/acting_event.hpp>

#include "authn/protection/notices.hpp"
#include "authn/protection/unlock_ticket.hpp"

namespace tessera::authn {
namespace {

constexpr days kLongestFreeze{366};
constexpr std::size_t kLongestNote = 500;

const people::ActingAs kLinkHolder{.kind = "anonymous", .id = {}, .role = {}, .purpose = {}};

audit::Event freeze_event(std::string type, const Uuid& person, const people::ActingAs& by,
                          const RequestContext& context) {
  auto event = people::acting_event(std::move(type), by, context);
  event.subject = person;
  event.object_type = "person";
  event.object_id = to_string(person);
  return event;
}

std::string note_name(const Uuid& step) {
  return "case_note|" + to_string(step);
}

bool is_note(std::string_view note) {
  return !note.empty() && note.size() <= kLongestNote && codec::is_plain_text(note);
}

}  // namespace

std::string_view to_string(CaseOutcome outcome) {
  return outcome == CaseOutcome::proven ? "proven" : "released";
}

std::optional<CaseOutcome> parse_case_outcome(std::string_view word) {
  if (word == "proven") return CaseOutcome::proven;
  if (word == "released") return CaseOutcome::released;
  return std::nullopt;
}

Task<std::optional<NoticeRow>> Freezing::row_of(std::string_view token, TimePoint now) {
  const auto bytes = codec::from_base64url(token);
  if (!bytes || bytes->size() != kNoticeTokenBytes) co_return std::nullopt;
  const auto hash = crypto::sha256(as_bytes(token));
  auto row = co_await p_.inbox.find_token(hash);
  if (!row || !row->token_expires || now >= *row->token_expires) co_return std::nullopt;
  co_return row;
}

Task<std::optional<NoticeLink>> Freezing::look(std::string_view token, TimePoint now) {
  const auto row = co_await row_of(token, now);
  if (!row) co_return std::nullopt;
  co_return NoticeLink{
      .kind = row->kind, .happened = row->happened, .used = row->repudiated.has_value()};
}

Task<std::vector<OutboxMessage>> Freezing::messages_for(const Uuid& person, bool by_person,
                                                        std::optional<TimePoint> until,
                                                        const RequestContext& context) {
  auto messages = co_await p_.notices.write(
      {.kind = NoticeKind::frozen, .person = person, .until = until, .by_person = by_person},
      context);
  const boost::json::object payload{{"person", to_string(person)}};
  messages.push_back({make_uuid7(context.received, p_.random), "person_ended",
                      to_bytes(boost::json::serialize(payload)), std::nullopt});
  co_return messages;
}

Task<Result<void>> Freezing::repudiate(std::string_view token, const RequestContext& context) {
  const auto row = co_await row_of(token, context.received);
  if (!row) co_return fail(Errc::gone, "notice.link");
  if (!row->repudiated) {
    FreezeChange change{.person = row->person,
                        .by = people::FrozenBy::notice,
                        .now = context.received,
                        .notice = row->id,
                        .kind = row->kind,
                        .authenticator = row->authenticator,
                        .new_case = make_uuid7(context.received, p_.random),
                        .step = make_uuid7(context.received, p_.random)};
    auto event = freeze_event("person.frozen", row->person, kLinkHolder, context);
    event.details["by"] = "notice";
    event.details["notice"] = to_string(row->kind);
    if (row->authenticator) event.details["authenticator"] = to_string(*row->authenticator);
    change.events.push_back(std::move(event));
    change.messages = co_await messages_for(row->person, false, std::nullopt, context);
    // False: another click was first, or the account is closed; both are what was wished.
    static_cast<void>(co_await p_.store.freeze(change));
  }
  // What the message does as well: here it is done before the answer.
  static_cast<void>(co_await p_.sessions.end_all(row->person, std::nullopt, "repudiated", context));
  co_return Result<void>{};
}

Task<Result<void>> Freezing::freeze(const Uuid& person, std::optional<TimePoint> until,
                                    const RequestContext& context) {
  const auto now = context.received;
  if (until && (*until <= now || *until > now + kLongestFreeze))
    co_return fail(Errc::invalid, "freeze.until");
  FreezeChange change{.person = person, .until = until, .now = now};
  auto event = freeze_event("person.frozen", person, people::as_person(person), context);
  event.details["by"] = "person";
  event.details["timed"] = until.has_value();
  change.events.push_back(std::move(event));
  change.messages = co_await messages_for(person, true, until, context);
  if (!co_await p_.store.freeze(change)) co_return fail(Errc::conflict, "freeze.state");
  static_cast<void>(co_await p_.sessions.end_all(person, std::nullopt, "frozen", context));
  co_return Result<void>{};
}

Task<bool> Freezing::lift(LiftChange change, const people::ActingAs& by, const std::string& reason,
                          const RequestContext& context) {
  change.now = context.received;
  if (change.step.is_nil()) change.step = make_uuid7(context.received, p_.random);
  auto event = freeze_event("person.unfrozen", change.person, by, context);
  event.reason = reason;
  change.events.push_back(std::move(event));
  change.messages = co_await p_.notices.write(
      {.kind = NoticeKind::unfrozen, .person = change.person, .by_person = by.kind == "person"},
      context);
  co_return co_await p_.store.lift(change);
}

Task<Result<void>> Freezing::unfreeze(std::string_view ticket, std::string_view binding,
                                      const RequestContext& context) {
  const auto person = open_unlock_ticket(ticket, binding, context.received, *p_.keys.get());
  if (!person) co_return fail(Errc::gone, "freeze.ticket");
  LiftChange change{.person = *person, .by = people::FrozenBy::person};
  if (co_await lift(std::move(change), people::as_person(*person), "own_wish", context))
    co_return Result<void>{};
  co_return fail(Errc::conflict, "freeze.case");
}

Task<bool> Freezing::recovered(const Uuid& person, TimePoint since, const RequestContext& context) {
  LiftChange change{.person = person, .outcome = CaseOutcome::proven, .since = since};
  co_return co_await lift(std::move(change), people::as_person(person), "recovered", context);
}

Task<std::vector<AccountCase>> Freezing::open_cases(std::optional<Uuid> after, int limit) {
  return p_.store.open_cases(after, limit);
}

Task<std::optional<AccountCase>> Freezing::find_case(const Uuid& id) {
  auto found = co_await p_.store.load_case(id);
  if (!found) co_return std::nullopt;
  auto& steps = found->account_case.steps;
  std::vector<people::PersonBox::Named> boxes;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (found->notes[i].empty()) continue;
    boxes.push_back({note_name(steps[i].id), std::move(found->notes[i])});
    places.push_back(i);
  }
  auto texts = co_await p_.box.open(found->account_case.person, boxes);
  for (std::size_t i = 0; i < texts.size(); ++i) steps[places[i]].note = std::move(texts[i]);
  co_return std::move(found->account_case);
}

Task<std::optional<Bytes>> Freezing::seal_note(const Uuid& person, const Uuid& step,
                                               const std::string& note) {
  co_return co_await p_.box.seal(person, note_name(step), note);
}

Task<Result<void>> Freezing::add_note(const Uuid& id, std::string note, const people::ActingAs& by,
                                      const RequestContext& context) {
  if (!is_note(note)) co_return fail(Errc::invalid, "case.note");
  const auto found = co_await p_.store.load_case(id);
  if (!found) co_return fail(Errc::not_found, "case.unknown");
  NoteChange change{.account_case = id,
                    .step = make_uuid7(context.received, p_.random),
                    .actor = by.id,
                    .now = context.received};
  auto sealed = co_await seal_note(found->account_case.person, change.step, note);
  if (!sealed) co_return fail(Errc::conflict, "case.closed");
  change.note = std::move(*sealed);
  change.events.push_back(
      freeze_event("account_case.noted", found->account_case.person, by, context));
  if (!co_await p_.store.add_note(change)) co_return fail(Errc::conflict, "case.closed");
  co_return Result<void>{};
}

Task<Result<void>> Freezing::release(const Uuid& id, std::string note, const people::ActingAs& by,
                                     const RequestContext& context) {
  if (!is_note(note)) co_return fail(Errc::invalid, "case.note");
  const auto found = co_await p_.store.load_case(id);
  if (!found) co_return fail(Errc::not_found, "case.unknown");
  if (found->account_case.closed) co_return fail(Errc::conflict, "case.closed");
  LiftChange change{.person = found->account_case.person,
                    .outcome = CaseOutcome::released,
                    .account_case = id,
                    .step = make_uuid7(context.received, p_.random),
                    .actor = by.id};
  auto sealed = co_await seal_note(change.person, change.step, note);
  if (!sealed) co_return fail(Errc::conflict, "case.closed");
  change.note = std::move(*sealed);
  if (!co_await lift(std::move(change), by, "released", context))
    co_return fail(Errc::conflict, "case.closed");
  co_return Result<void>{};
}

Task<int> Freezing::lift_due(TimePoint now) {
  int lifted = 0;
  for (const auto& person : co_await p_.store.list_due(now)) {
    const RequestContext job{.request_id = make_uuid7(now, p_.random), .received = now};
    LiftChange change{.person = person, .by = people::FrozenBy::person, .due = true};
    if (co_await lift(std::move(change), people::ActingAs{}, "time", job)) ++lifted;
  }
  co_return lifted;
}

}  // namespace tessera::authn
