#include "enrol/desk.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/base/ip_address.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/enrol/mail.hpp>
#include <tessera/enrol/reasons.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/people/catalogue.hpp>
#include <tessera/people/envelope.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::enrol {
namespace {

constexpr days kKeepAfterDecision{30};
constexpr days kCodeLife{30};  // of the continuation code, after each step

people::Owner owner_of(const Application& application) {
  return {"application", application.id};
}

Result<std::string> comparable(std::string_view name, std::string_view value) {
  if (name == "document_number" || name == "national_id") return people::normalise_number(value);
  return people::fold_text(value);
}

bool is_compared(std::string_view name) {
  return name == "document_number" || name == "email";
}

// Policy over requirements 4.3: one superior document is enough for IAL2, one strong one for IAL1.
Ial level_of(std::string_view document_type) {
  const bool superior = document_type == "passport" || document_type == "identity_card" ||
                        document_type == "residence_permit";
  return superior ? Ial::ial2 : Ial::ial1;
}

std::string event_type(const Outcome& outcome, Event event) {
  return "application." + std::string(outcome.stays ? to_string(event) : to_string(outcome.to));
}

boost::json::array to_json(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

}  // namespace

const Value* OpenValues::find(std::string_view name) const {
  const auto found = std::ranges::find(values, name, &Value::name);
  return found == values.end() || found->value.empty() ? nullptr : &*found;
}

std::string OpenValues::text(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string{} : value->value;
}

std::string_view to_string(Who who) {
  switch (who) {
    case Who::applicant:
      return "applicant";
    case Who::officer:
      return "officer";
    case Who::system:
      return "system";
  }
  return "";
}

std::string_view mail_for(State to, Event event) {
  if (event == Event::reminder) return "enrol_reminder";
  switch (to) {
    case State::in_review:
      return event == Event::route ? "enrol_received" : "";
    case State::awaiting_applicant:
      return "enrol_more";
    case State::rejected:
      return "enrol_rejected";
    case State::rejected_final:
      return "enrol_final";
    case State::approved_pending_binding:
      return "enrol_approved";
    case State::active:
      return "enrol_active";
    case State::lapsed:
      return "enrol_lapsed";
    case State::withdrawn:
      return "enrol_withdrawn";
    case State::expired:
      return "enrol_expired";
    default:
      return "";
  }
}

Task<std::optional<OpenValues>> Desk::open_values(const Application& application) {
  const auto sealed = co_await ports_.applications.load_values(application.id);
  if (!sealed) co_return std::nullopt;
  const auto owner = owner_of(application);
  OpenValues out{people::unwrap_data_key(sealed->wrapped_key, owner, *rooms_.keys.get()), {}};
  for (const auto& row : sealed->values) {
    out.values.push_back(
        {row.name, people::open_value(out.key, owner, row.name, row.box), row.verified});
  }
  co_return out;
}

ApplicationChange Desk::change_of(const Application& application) const {
  return {.next = application, .now = now()};
}

void Desk::seal_value(ApplicationChange& change, const Secret& key, const Value& value) const {
  change.values.push_back(
      {value.name,
       people::seal_value(key, owner_of(change.next), value.name, value.value, rooms_.random),
       value.verified});
  if (!is_compared(value.name)) return;
  const auto normal = comparable(value.name, value.value);
  if (!normal) return;
  const auto ring = rooms_.keys.get();
  change.fingerprints.push_back({value.name, people::fingerprint(value.name, *normal, *ring),
                                 people::fingerprints(value.name, *normal, *ring)});
}

Result<Outcome> Desk::step(ApplicationChange& change, Event event, Facts facts, const Actor& actor,
                           const RequestContext& context) const {
  auto& next = change.next;
  const auto from = next.state;
  facts.who = actor.who;
  facts.entered = next.entered;
  facts.timer_step = next.timer_step;
  auto outcome = decide_transition(from, event, facts, change.now);
  if (!outcome) return outcome;
  next.state = outcome->to;
  if (!outcome->stays) next.entered = change.now;
  next.timer_due = outcome->timer_due;
  next.timer_step = outcome->timer_step;
  if (!outcome->has(Effect::keep_assignee)) next.assignee.reset();
  if (outcome->has(Effect::schedule_deletion)) next.deletion_due = change.now + kKeepAfterDecision;
  if (outcome->has(Effect::cancel_deletion)) next.deletion_due.reset();
  next.escalated = outcome->has(Effect::escalate);
  // Whoever has a step left to take can come back for it.
  if (info_of(next.state).open)
    next.continuation_expires = std::max(next.continuation_expires, change.now + kCodeLife);
  change.steps.push_back({make_uuid7(change.now, rooms_.random), from, event, outcome->to,
                          actor.who, actor.officer,
                          actor.who == Who::officer ? next.reasons : std::vector<std::string>{},
                          std::string(kRuleVersion), change.now});
  add_event(change, event_type(*outcome, event), actor, context);
  auto& details = change.events.back().details;
  details["event"] = to_string(event);
  details["from"] = to_string(from);
  details["rules"] = kRuleVersion;
  if (actor.who == Who::officer && !next.reasons.empty())
    details["reasons"] = to_json(next.reasons);
  return outcome;
}

void Desk::add_event(ApplicationChange& change, std::string type, const Actor& actor,
                     const RequestContext& context) const {
  auto event = audit::make_event(std::move(type), context);
  event.actor = actor.officer;
  event.actor_kind = actor.who == Who::officer     ? "person"
                     : actor.who == Who::applicant ? "anonymous"
                                                   : "system";
  event.actor_role = actor.role;
  event.subject = change.next.person;
  event.purpose = "enrolment";
  event.object_type = "application";
  event.object_id = to_string(change.next.id);
  change.events.push_back(std::move(event));
}

void Desk::notify(ApplicationChange& change, const OpenValues& values,
                  std::string_view mail_template) const {
  const auto* mail = values.find("email");
  if (mail == nullptr || !change.next.contact_verified || mail_template.empty()) return;
  boost::json::array reasons;
  for (const auto& code : change.next.reasons) {
    if (const auto* reason = find_reason(code)) reasons.push_back({{"text_id", reason->text_id}});
  }
  const boost::json::object data{{"tracking", change.next.tracking},
                                 {"status_url", rooms_.public_url + "/enrol/status"},
                                 {"resume_url", rooms_.public_url + "/enrol/resume"},
                                 {"may_edit", change.next.may_edit},
                                 {"reasons", reasons}};
  change.messages.push_back(make_mail(mail->value, mail_template, change.next.locale, data,
                                      change.now, *rooms_.keys.get(), rooms_.random));
}

Task<Result<Application>> Desk::commit(ApplicationChange change) {
  if (!co_await ports_.applications.save(change)) co_return fail(Errc::conflict, "enrol.changed");
  ++change.next.version;
  co_return std::move(change.next);
}

Task<std::vector<DuplicateHit>> Desk::find_duplicates(const Application& application,
                                                      const OpenValues& values) {
  std::vector<DuplicateHit> hits;
  const auto ring = rooms_.keys.get();
  for (const std::string_view kind : {"document_number", "email"}) {
    const auto* value = values.find(kind);
    if (value == nullptr) continue;
    const auto normal = comparable(kind, value->value);
    if (!normal) continue;
    const auto wanted = people::fingerprints(kind, *normal, *ring);
    for (const auto& other : co_await ports_.applications.match(application.id, kind, wanted)) {
      hits.push_back({std::string(kind), other, std::nullopt});
    }
    for (const auto& person : co_await rooms_.directory.same_value(kind, value->value)) {
      if (person != application.person) hits.push_back({std::string(kind), std::nullopt, person});
    }
  }
  co_return hits;
}

Task<bool> Desk::login_taken(const Application& application, const OpenValues& values) {
  const auto mail = values.text("email");
  if (mail.empty() || application.existing_person) co_return false;
  const auto owners = co_await rooms_.directory.same_value("login", mail);
  co_return std::ranges::any_of(owners,
                                [&](const Uuid& owner) { return owner != application.person; });
}

Task<bool> Desk::take_attempt(std::string_view what, std::string_view about, int limit,
                              Duration window) {
  // An IPv6 address counts as its /64: whoever has one has them all.
  const auto address = parse_ip_address(about);
  const auto text =
      std::string(what) + "|" + (address ? address->group().text() : std::string(about));
  const auto mac = rooms_.keys.get()->mac(crypto::kPurposeCookie, as_bytes(text));
  const authn::ThrottleRule rule{
      .kind = authn::ThrottleRule::Kind::window,
      .key = "enrol:" + std::string(what) + ":" + codec::to_base64url(mac),
      .free = limit,
      .period = window};
  const auto verdict = co_await ports_.throttle.take(std::span(&rule, 1), now());
  co_return verdict.allowed;
}

people::NewPerson Desk::new_person(const Application& application, const OpenValues& values) const {
  people::NewPerson person{.id = application.person,
                           .citizen = application.kind == ApplicationKind::citizen,
                           .locale = application.locale};
  // For the first admin the operator of the machine vouches: the journal names the bootstrap.
  person.ial = application.kind == ApplicationKind::bootstrap
                   ? Ial::ial2
                   : level_of(values.text("document_type"));
  for (const auto& value : values.values) {
    const auto* spec = people::Catalogue::standard().find(value.name);
    if (spec == nullptr || value.value.empty()) continue;
    const bool document =
        spec->verification == "document" && application.kind != ApplicationKind::bootstrap;
    const bool proven = value.verified.has_value();
    person.attributes.push_back(
        {.name = value.name,
         .value = value.value,
         .source = "applicant",
         .method = document ? "document"
                   : proven ? "code_mail"
                            : "self_asserted",
         .verifier = document ? application.assignee : std::nullopt,
         .verified = document ? std::optional(application.entered) : value.verified,
         .recorded = application.entered});
  }
  if (const auto* mail = values.find("email")) person.logins.push_back(mail->value);
  return person;
}

Task<Result<void>> Desk::add_persona(const Application& application,
                                     const RequestContext& context) {
  const auto stored = co_await ports_.invitations.load(application.invitation.value_or(Uuid{}));
  if (!stored) co_return fail(Errc::not_found, "invitation.gone");
  const auto set = co_await rooms_.people.set_affiliation(
      application.person, stored->invitation.affiliation,
      people::ActingAs{.kind = "system", .purpose = "enrolment"}, context);
  if (!set) co_return std::unexpected(set.error());
  co_return Result<void>{};
}

Task<Result<void>> Desk::ensure_person(const Application& application, const OpenValues& values,
                                       const RequestContext& context) {
  const auto known = co_await rooms_.people.load(application.person);
  if (application.existing_person) {
    if (!known) co_return fail(Errc::not_found, "person.unknown");
    // A post that has ended does not stand in the way of a new one.
    if (known->affiliation && known->affiliation->in_force(now())) co_return Result<void>{};
    co_return co_await add_persona(application, context);
  }
  if (known) co_return Result<void>{};
  auto person = new_person(application, values);
  if (application.invitation) {
    const auto stored = co_await ports_.invitations.load(*application.invitation);
    if (!stored) co_return fail(Errc::not_found, "invitation.gone");
    person.affiliation = stored->invitation.affiliation;
  }
  const people::ActingAs by{.kind = "system", .purpose = "enrolment"};
  const auto made = co_await rooms_.people.create(person, by, context);
  if (!made && made.error().id != "person.exists") co_return std::unexpected(made.error());
  co_return Result<void>{};
}

// Again after a crash it is this application's already; one that was revoked meanwhile opens
// nothing.
Task<Result<void>> Desk::use_invitation(const Application& application,
                                        const RequestContext& context) {
  auto used =
      people::acting_event("invitation.used", people::as_person(application.person), context);
  used.subject = application.person;
  used.object_type = "invitation";
  used.object_id = to_string(*application.invitation);
  std::vector<audit::Event> events;
  events.push_back(std::move(used));
  const bool moved = co_await ports_.invitations.save_step({.id = *application.invitation,
                                                            .from = InvitationState::accepted,
                                                            .to = InvitationState::used,
                                                            .person = application.person,
                                                            .now = now(),
                                                            .events = std::move(events)});
  if (moved) co_return Result<void>{};
  const auto stored = co_await ports_.invitations.load(*application.invitation);
  const bool ours = stored && stored->invitation.state == InvitationState::used &&
                    stored->invitation.application == application.id;
  if (!ours) co_return fail(Errc::gone, "invitation.gone");
  co_return Result<void>{};
}

Task<Result<void>> Desk::activate_person(const Application& application,
                                         const RequestContext& context) {
  const people::ActingAs by{.kind = "person", .id = application.person, .purpose = "enrolment"};
  const auto person = co_await rooms_.people.load(application.person);
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  if (application.invitation) {
    if (auto used = co_await use_invitation(application, context); !used) co_return used;
  }
  if (person->state == people::PersonState::pending_binding) {
    const auto active = co_await rooms_.people.change_state(
        application.person, people::PersonState::active, "authenticators_bound", by, context);
    if (!active) co_return std::unexpected(active.error());
  }
  if (application.kind != ApplicationKind::bootstrap) co_return Result<void>{};
  co_return co_await ports_.bootstrap_roles.grant_first_admin(application.person, context);
}

Task<> Desk::close_person(const Application& application, const RequestContext& context) {
  if (application.existing_person) co_return;
  const auto person = co_await rooms_.people.load(application.person);
  if (!person || person->state != people::PersonState::pending_binding) co_return;
  const people::ActingAs by{.kind = "system", .purpose = "enrolment"};
  (void)co_await rooms_.people.change_state(application.person, people::PersonState::closed,
                                            "never_bound", by, context);
  (void)co_await rooms_.people.change_state(application.person, people::PersonState::erased,
                                            "never_bound", by, context);
}

}  // namespace tessera::enrol
