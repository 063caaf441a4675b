// The invitee's side of invitations.
#include <tessera/people/acting_event.hpp>
#include <tessera/people/catalogue.hpp>
#include <tessera/people/envelope.hpp>

#include "enrol/codes.hpp"
#include "enrol/contact_box.hpp"
#include "enrol/desk.hpp"

namespace tessera::enrol {
namespace {

constexpr int kLooksPerHour = 20;
constexpr days kCodeLife{30};

std::unexpected<Error> gone() {
  return fail(Errc::gone, "invitation.gone");
}

class Redeem final : public RedeemInvitation {
 public:
  Redeem(const Rooms& rooms, const Ports& ports) : desk_(rooms, ports) {}

  Task<Result<Invitation>> look(std::string_view code, const RequestContext& context) override {
    const auto found = co_await find(code, context);
    if (!found) co_return std::unexpected(found.error());
    co_return found->invitation;
  }
  Task<Result<Started>> accept(std::string_view code, std::optional<Uuid> signed_in,
                               const RequestContext& context) override;
  Task<Result<Application>> state_first_admin(const Application& application, std::string_view name,
                                              std::string_view mail,
                                              const RequestContext& context) override;

 private:
  Task<Result<StoredInvitation>> find(std::string_view code, const RequestContext& context);
  Task<Result<void>> admit_person(ApplicationChange& change, const Secret& key, const Uuid& person,
                                  const RequestContext& context);
  ApplicationChange new_change(const StoredInvitation& stored, const Secret& code,
                               const RequestContext& context) const;

  Desk desk_;
};

Task<Result<StoredInvitation>> Redeem::find(std::string_view typed, const RequestContext& context) {
  if (!co_await desk_.take_attempt("invitation", context.address, kLooksPerHour, hours{1})) {
    co_return std::unexpected(Error{Errc::rate_limited, "enrol.too_many", {}, {}, {}, 3600});
  }
  const auto code = normalise_code(typed, kInvitationLength);
  auto found =
      co_await desk_.ports().invitations.find_open(hash_code("invitation", code), desk_.now());
  if (code.empty() || !found) co_return gone();
  co_return std::move(*found);
}

ApplicationChange Redeem::new_change(const StoredInvitation& stored, const Secret& code,
                                     const RequestContext& context) const {
  auto& random = desk_.rooms().random;
  const auto now = desk_.now();
  const bool bootstrap = stored.invitation.bootstrap;
  return {.next = {.id = make_uuid4(random),
                   .kind = bootstrap ? ApplicationKind::bootstrap : ApplicationKind::staff,
                   .state = State::none,
                   .person = make_uuid4(random),
                   .invitation = stored.invitation.id,
                   .tracking = bootstrap ? make_tracking_number(random) : std::string{},
                   .continuation_hash = hash_code("continuation", code.reveal()),
                   .continuation_expires = now + kCodeLife,
                   .locale = context.locale,
                   .created = now,
                   .entered = now,
                   .notice_version = "invitation",
                   .version = 1},
          .now = now};
}

// The proofing of a person we know is not repeated (R02): his values stand, a registrar decides on
// the persona.
Task<Result<void>> Redeem::admit_person(ApplicationChange& change, const Secret& key,
                                        const Uuid& id, const RequestContext& context) {
  const auto person = co_await desk_.rooms().people.load(id);
  if (!person || person->state != people::PersonState::active)
    co_return fail(Errc::forbidden, "person.state");
  if (person->affiliation && person->affiliation->in_force(change.now)) {
    co_return fail(Errc::conflict, "invitation.staff_already");
  }
  auto& next = change.next;
  next.person = id;
  next.existing_person = true;
  next.tracking = make_tracking_number(desk_.rooms().random);
  next.consent_version = "invitation";
  next.consented = change.now;
  for (const auto& each : co_await desk_.rooms().people.attributes(id, {})) {
    if (each.name != "name" && each.name != "birthdate" && each.name != "email") continue;
    desk_.seal_value(change, key, {each.name, each.value, each.verified});
  }
  const Actor applicant{.who = Who::applicant};
  const Facts proofed{.core_complete = true, .evidence_given = true, .consent_recorded = true};
  for (const auto& [event, actor] :
       {std::pair(Event::submit, applicant), std::pair(Event::route, Actor{})}) {
    if (auto done = desk_.step(change, event, proofed, actor, context); !done) {
      co_return std::unexpected(done.error());
    }
  }
  co_return Result<void>{};
}

Task<Result<Started>> Redeem::accept(std::string_view typed, std::optional<Uuid> signed_in,
                                     const RequestContext& context) {
  const auto stored = co_await find(typed, context);
  if (!stored) co_return std::unexpected(stored.error());
  const auto& rooms = desk_.rooms();
  const bool bootstrap = stored->invitation.bootstrap;
  auto code = make_continuation_code(rooms.random);
  auto change = new_change(*stored, code, context);
  const auto key = people::make_data_key(rooms.random);
  const Actor begins{.who = bootstrap ? Who::system : Who::applicant};
  const auto event = bootstrap ? Event::start_bootstrap : Event::start;
  if (auto begun = desk_.step(change, event, {.notice_shown = true}, begins, context); !begun) {
    co_return std::unexpected(begun.error());
  }
  if (signed_in && !bootstrap) {
    if (auto known = co_await admit_person(change, key, *signed_in, context); !known) {
      co_return std::unexpected(known.error());
    }
  } else if (!bootstrap) {
    // The code came by this very address.
    const auto mail = open_contact(stored->invitation.id, stored->contact_box, *rooms.keys.get());
    desk_.seal_value(change, key, {"email", mail, change.now});
  }
  change.next.contact_verified = !bootstrap;
  auto event_taken =
      people::acting_event("invitation.accepted", people::as_person(signed_in), context);
  event_taken.object_type = "invitation";
  event_taken.object_id = to_string(stored->invitation.id);
  std::vector<audit::Event> events;
  events.push_back(std::move(event_taken));
  // Taken first: of two at once one goes on. A crash before the next commit costs a new invitation.
  const bool taken = co_await desk_.ports().invitations.save_step({.id = stored->invitation.id,
                                                                   .from = InvitationState::open,
                                                                   .to = InvitationState::accepted,
                                                                   .application = change.next.id,
                                                                   .person = signed_in,
                                                                   .now = change.now,
                                                                   .events = std::move(events)});
  if (!taken) co_return gone();
  const people::Owner owner{"application", change.next.id};
  ApplicationChange values{.next = change.next, .now = change.now};
  values.values.swap(change.values);
  values.fingerprints.swap(change.fingerprints);
  co_await desk_.ports().applications.create(
      change, people::wrap_data_key(key, owner, change.now, *rooms.keys.get(), rooms.random));
  if (values.values.empty()) co_return Started{std::move(change.next), std::move(code)};
  auto saved = co_await desk_.commit(std::move(values));
  if (!saved) co_return std::unexpected(saved.error());
  co_return Started{std::move(*saved), std::move(code)};
}

Task<Result<Application>> Redeem::state_first_admin(const Application& application,
                                                    std::string_view name, std::string_view mail,
                                                    const RequestContext& context) {
  if (application.kind != ApplicationKind::bootstrap ||
      application.state != State::approved_pending_binding) {
    co_return fail(Errc::conflict, "enrol.not_editable");
  }
  // Once the person exists, the account pages change attributes.
  if (co_await desk_.rooms().people.load(application.person))
    co_return fail(Errc::conflict, "enrol.not_editable");
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return gone();
  auto change = desk_.change_of(application);
  Error refused{Errc::invalid, "enrol.attributes", {}, {}, {}, 0};
  for (const auto& [field, text] : {std::pair<std::string_view, std::string_view>("name", name),
                                    std::pair<std::string_view, std::string_view>("email", mail)}) {
    auto checked = people::check_value(*people::Catalogue::standard().find(field), text);
    if (!checked) {
      refused.fields.push_back({std::string(field), checked.error().id, {}});
      continue;
    }
    desk_.seal_value(change, values->key, {std::string(field), std::move(*checked), {}});
  }
  if (refused.fields.empty()) {
    const auto owners = co_await desk_.rooms().directory.same_value("login", mail);
    if (!owners.empty()) refused.fields.push_back({"email", "login.taken", {}});
  }
  if (!refused.fields.empty()) co_return std::unexpected(std::move(refused));
  desk_.add_event(change, "application.attributes_stated", {.who = Who::applicant}, context);
  co_return co_await desk_.commit(std::move(change));
}

}  // namespace

std::unique_ptr<RedeemInvitation> make_redeem_invitation(const Rooms& rooms, const Ports& ports) {
  return std::make_unique<Redeem>(rooms, ports);
}

}  // namespace tessera::enrol
