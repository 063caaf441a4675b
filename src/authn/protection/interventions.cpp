#include "authn/protection/interventions.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/people/acting_event.hpp>

namespace tessera::authn {
namespace {

using people::Intervention;
using people::InterventionEvent;

NoticeKind notice_of(Intervention after) {
  switch (after) {
    case Intervention::suspended:
      return NoticeKind::account_suspended;
    case Intervention::blocked:
      return NoticeKind::account_blocked;
    case Intervention::needs_reset:
      return NoticeKind::reset_needed;
    case Intervention::needs_reproof:
      return NoticeKind::reproof_needed;
    case Intervention::needs_both:
      return NoticeKind::reset_and_reproof_needed;
    case Intervention::okay:
      break;
  }
  return NoticeKind::account_restored;
}

}  // namespace

Task<Result<people::Person>> AccountInterventions::intervene(const Uuid& id,
                                                             InterventionEvent event,
                                                             std::string reference,
                                                             const people::ActingAs& by,
                                                             const RequestContext& context) {
  if (event == InterventionEvent::reset_done) co_return fail(Errc::invalid, "intervention.event");
  const auto person = co_await people_.load(id);
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  co_return co_await apply(*person, event, std::move(reference), by, context);
}

Task<bool> AccountInterventions::reset_done(const Uuid& id, const RequestContext& context) {
  const auto person = co_await people_.load(id);
  if (!person || !person->standing.needs_reset) co_return false;
  co_return (
      co_await apply(*person, InterventionEvent::reset_done, {}, people::as_person(id), context))
      .has_value();
}

Task<Result<people::Person>> AccountInterventions::apply(const people::Person& person,
                                                         InterventionEvent event,
                                                         std::string reference,
                                                         const people::ActingAs& by,
                                                         const RequestContext& context) {
  const auto after = people::decide_intervention(person.standing, event);
  using enum people::PersonState;
  const bool open = person.state == active || person.state == frozen || person.state == suspended;
  if (!after || !open) co_return fail(Errc::conflict, "intervention.step");
  const bool by_staff = !people::is_user_led(event);
  InterventionChange change{.person = person.id,
                            .version = person.version,
                            .standing = *after,
                            .by_staff = by_staff,
                            .now = context.received};
  auto entry = people::acting_event("person.intervention", by, context);
  entry.subject = person.id;
  entry.object_type = "person";
  entry.object_id = to_string(person.id);
  entry.reason = reference;
  entry.details["event"] = to_string(event);
  entry.details["from"] = to_string(person.standing.word());
  entry.details["to"] = to_string(after->word());
  change.events.push_back(std::move(entry));
  change.messages = co_await p_.notices.write({.kind = notice_of(after->word()),
                                               .person = person.id,
                                               .what = std::move(reference),
                                               .by_person = false},
                                              context);
  const bool ends = by_staff && !after->okay();
  if (ends) {
    const boost::json::object payload{{"person", to_string(person.id)}};
    change.messages.push_back({make_uuid7(context.received, p_.random), "person_ended",
                               to_bytes(boost::json::serialize(payload)), std::nullopt});
  }
  auto changed = co_await p_.store.intervene(change);
  if (!changed) co_return fail(Errc::conflict, "person.changed");
  // What the message does as well: here it is done before the answer.
  if (ends)
    static_cast<void>(
        co_await p_.sessions.end_all(person.id, std::nullopt, "intervention", context));
  co_return std::move(*changed);
}

}  // namespace tessera::authn
