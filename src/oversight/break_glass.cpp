#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/access/requester.hpp>
#include <tessera/access/scope.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/oversight/break_glass_service.hpp>

namespace tessera::oversight {
namespace {

namespace json = boost::json;

constexpr std::size_t kApprovalReason = 500;

audit::Event emergency_event(std::string type, const access::Actor& actor, std::string role,
                             const Emergency& emergency, const RequestContext& context) {
  auto event = access::make_event(std::move(type), actor, context);
  event.actor_role = std::move(role);
  event.subject = emergency.actor;
  event.object_type = "break_glass";
  event.object_id = to_string(emergency.id);
  event.details["break_glass"] = to_string(emergency.id);
  return event;
}

// The grant under it is written into the row; an emergency itself gives nobody another one.
std::vector<std::string> held_by(const access::Actor& actor, TimePoint now) {
  std::vector<std::string> held;
  for (const auto& role : actor.roles) {
    if (access::fault_of(role, actor, now).empty())
      held.insert(held.end(), role.permissions.begin(), role.permissions.end());
  }
  std::ranges::sort(held);
  held.erase(std::ranges::unique(held).begin(), held.end());
  return held;
}

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "break_glass.unknown", "There is no such emergency.");
}

json::object what_of(const Emergency& emergency, const Review& review) {
  return {{"break_glass", to_string(emergency.id)},
          {"actor", to_string(emergency.actor)},
          {"reviewer", to_string(review.reviewer)},
          {"verdict", to_string(review.verdict)},
          {"findings", review.findings}};
}

bool is_refusal(const Error& error) {
  return error.code == Errc::forbidden && error.id != "break_glass.factor";
}

}  // namespace

OutboxMessage BreakGlass::told(const Uuid& emergency, std::string_view what, TimePoint now) {
  const json::object payload{{"emergency", to_string(emergency)}, {"what", what}};
  return {make_uuid7(now, p_.random), "break_glass", to_bytes(json::serialize(payload)),
          std::nullopt};
}

Task<Result<Emergency>> BreakGlass::open(const access::Actor& actor, const authn::Session& session,
                                         EmergencyWish wish, const RequestContext& context) {
  const auto now = context.received;
  if (!actor.id || session.person != actor.id || actor.session != session.id)
    co_return fail(Errc::forbidden, "break_glass.token", "Emergencies are taken in the browser.");
  std::ranges::sort(wish.permissions);
  wish.permissions.erase(std::ranges::unique(wish.permissions).begin(), wish.permissions.end());
  const auto facts = co_await p_.store.facts(*actor.id, wish, held_by(actor, now));
  const auto factor = extra_factor(session.proofs, session.created, now);
  auto decision = decide_emergency(actor, wish, facts, factor, now);
  if (!decision) {
    if (is_refusal(decision.error())) {
      co_await p_.access.record_refusal(actor, access::kBreakGlass,
                                        {.type = "break_glass", .unit = wish.unit},
                                        decision.error().id, context);
    }
    co_return std::unexpected(std::move(decision.error()));
  }
  Emergency emergency{.id = make_uuid7(now, p_.random),
                      .actor = *actor.id,
                      .session = session.id,
                      .role_grant = *decision->role_grant,
                      .permissions = std::move(wish.permissions),
                      .unit = wish.unit,
                      .subject = wish.subject,
                      .reason = std::move(wish.reason),
                      .opened = now,
                      .ends = now + wish.length,
                      .proof_authenticator = factor->authenticator,
                      .proof_at = factor->at,
                      .review_due = now + kReviewTime};
  emergency.seal = seal_of(emergency, *p_.keys.get());
  auto event = emergency_event("break_glass.opened", actor, decision->role, emergency, context);
  if (emergency.subject) event.subject = emergency.subject;
  event.details["permissions"] =
      json::array(emergency.permissions.begin(), emergency.permissions.end());
  event.details["unit"] = to_string(emergency.unit);
  event.details["minutes"] = wish.length.count();
  std::vector<OutboxMessage> messages;
  messages.push_back(told(emergency.id, "opened", now));
  if (!co_await p_.store.open(emergency, std::move(event), messages)) {
    co_return fail(Errc::conflict, "break_glass.open",
                   "Your last emergency is not over, or not reviewed yet.");
  }
  co_return emergency;
}

Task<Result<void>> BreakGlass::end(const access::Actor& actor, const Uuid& id,
                                   const RequestContext& context) {
  const auto emergency = co_await p_.store.load(id);
  if (!emergency || emergency->actor != actor.id) co_return unknown();
  if (!access::has_scope(actor, access::kBreakGlass)) {
    co_await p_.access.record_refusal(
        actor, access::kBreakGlass, {.type = "break_glass", .id = to_string(id)}, "scope", context);
    co_return fail(Errc::forbidden, "access.denied", "You may not do this.", "scope");
  }
  auto event = emergency_event("break_glass.ended", actor, std::string(access::kBreakGlass),
                               *emergency, context);
  if (!co_await p_.store.end(id, emergency->actor, context.received, std::move(event)))
    co_return fail(Errc::conflict, "break_glass.over", "It is over.");
  co_return Result<void>{};
}

Task<Result<access::Page<Emergency>>> BreakGlass::list(const access::Actor& actor,
                                                       EmergencyFilter filter,
                                                       const RequestContext& context) {
  auto units = access::units_for(actor, "break_glass.read", context.received);
  if (units && units->empty()) {
    const auto own = access::units_for(actor, access::kBreakGlass, context.received);
    if ((own && own->empty()) || !access::has_scope(actor, "break_glass.read")) {
      auto denied =
          co_await p_.access.require(actor, "break_glass.read", {.type = "break_glass"}, context);
      if (!denied) co_return std::unexpected(std::move(denied.error()));
    }
    filter.actor = actor.id;
  } else {
    filter.units = std::move(units);
  }
  filter.limit = std::clamp(filter.limit, 1, 200);
  access::Page<Emergency> page{.items = co_await p_.store.list(filter)};
  if (page.items.size() == static_cast<std::size_t>(filter.limit))
    page.next = to_string(page.items.back().id);
  co_return page;
}

Task<Result<BreakGlass::Shown>> BreakGlass::get(const access::Actor& actor, const Uuid& id,
                                                const RequestContext& context) {
  auto emergency = co_await p_.store.load(id);
  const bool own =
      emergency && emergency->actor == actor.id && access::has_scope(actor, "break_glass.read");
  std::string role;
  if (!own) {
    access::Resource resource{.type = "break_glass", .id = to_string(id)};
    if (emergency) resource.unit = emergency->unit;
    auto decision = co_await p_.access.require(actor, "break_glass.read", resource, context);
    if (!decision) co_return std::unexpected(std::move(decision.error()));
    role = decision->role;
  }
  if (!emergency) co_return unknown();
  Shown shown{.emergency = std::move(*emergency), .touches = co_await p_.store.touches(id)};
  if (!own && actor.id) {
    const auto facts = co_await p_.store.reviewer_facts(id, *actor.id);
    const authn::Proof any{};
    shown.may_review =
        decide_review(actor, shown.emergency, facts, "---", any, context.received).has_value();
  }
  if (!own) {
    co_await p_.journal.append_one(
        emergency_event("break_glass.viewed", actor, std::move(role), shown.emergency, context));
  }
  co_return shown;
}

Task<Result<Reviewed>> BreakGlass::review(const access::Actor& reviewer,
                                          const authn::Session& session, const Uuid& id,
                                          ReviewVerdict verdict, std::string findings,
                                          const RequestContext& context) {
  const auto now = context.received;
  const auto emergency = co_await p_.store.load(id);
  if (!emergency) {
    auto denied = co_await p_.access.require(reviewer, "break_glass.review",
                                             {.type = "break_glass"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
    co_return unknown();
  }
  if (!reviewer.id || session.person != reviewer.id)
    co_return fail(Errc::forbidden, "break_glass.token",
                   "Emergencies are reviewed in the browser.");
  const auto facts = co_await p_.store.reviewer_facts(id, *reviewer.id);
  const auto factor = extra_factor(session.proofs, session.created, now);
  auto decision = decide_review(reviewer, *emergency, facts, findings, factor, now);
  if (!decision) {
    co_await record_refused_review(reviewer, *emergency, decision.error(), context);
    co_return std::unexpected(std::move(decision.error()));
  }
  Review review{.reviewer = *reviewer.id, .verdict = verdict, .findings = findings, .at = now};
  const int needed = p_.approvals == nullptr
                         ? 0
                         : co_await p_.approvals->needed(access::ApprovalKind::break_glass);
  if (needed == 0) {
    auto saved = co_await save(*emergency, std::move(review), reviewer, decision->role, context);
    if (!saved) co_return std::unexpected(std::move(saved.error()));
    co_return Reviewed::done;
  }
  auto opened = co_await p_.approvals->open(reviewer,
                                            {.kind = access::ApprovalKind::break_glass,
                                             .subject = to_string(id),
                                             .what = what_of(*emergency, review),
                                             .beneficiary = emergency->actor,
                                             .unit = emergency->unit,
                                             .needed = needed,
                                             .reason = findings.substr(0, kApprovalReason)},
                                            context);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  co_return Reviewed::waits_for_approval;
}

Task<> BreakGlass::record_refused_review(const access::Actor& reviewer, const Emergency& emergency,
                                         const Error& error, const RequestContext& context) {
  if (!is_refusal(error)) co_return;
  const access::Resource resource{.type = "break_glass",
                                  .id = to_string(emergency.id),
                                  .unit = emergency.unit,
                                  .person = emergency.actor};
  co_await p_.access.record_refusal(reviewer, "break_glass.review", resource, error.id, context);
}

Task<Result<void>> BreakGlass::save(const Emergency& emergency, Review review,
                                    const access::Actor& by, std::string role,
                                    const RequestContext& context) {
  NewReview wanted{.emergency = emergency.id, .review = std::move(review)};
  auto event = emergency_event("break_glass.reviewed", by, std::move(role), emergency, context);
  event.reason = to_string(wanted.review.verdict);
  event.details["reviewer"] = to_string(wanted.review.reviewer);
  wanted.events.push_back(std::move(event));
  wanted.messages.push_back(told(emergency.id, "reviewed", context.received));
  if (!co_await p_.store.review(wanted))
    co_return fail(Errc::conflict, "break_glass.reviewed", "It was reviewed before.");
  co_return Result<void>{};
}

Task<Result<void>> BreakGlass::execute(const access::ApprovalRequest& request,
                                       const RequestContext& context) {
  const auto what = access::what_of(request);
  const auto id = parse_uuid(codec::text_of(what, "break_glass"));
  const auto reviewer = parse_uuid(codec::text_of(what, "reviewer"));
  const auto verdict = parse_review_verdict(codec::text_of(what, "verdict"));
  const auto changed = [] { return fail(Errc::conflict, "approval.object_changed"); };
  if (!id || !reviewer || !verdict || to_string(*id) != request.subject ||
      reviewer != request.requester)
    co_return changed();
  const auto emergency = co_await p_.store.load(*id);
  if (!emergency) co_return changed();
  if (emergency->review) {
    if (emergency->review->reviewer == *reviewer) co_return Result<void>{};
    co_return changed();
  }
  const auto actor = co_await access::load_requester(p_.access, request, context.received);
  const auto facts = co_await p_.store.reviewer_facts(*id, *reviewer);
  auto findings = codec::text_of(what, "findings");
  // The extra factor was asked for with the review.
  const auto decision =
      decide_review(actor, *emergency, facts, findings, authn::Proof{}, context.received);
  if (!decision) {
    co_await record_refused_review(actor, *emergency, decision.error(), context);
    co_return std::unexpected(decision.error());
  }
  co_return co_await save(*emergency,
                          {.reviewer = *reviewer,
                           .verdict = *verdict,
                           .findings = std::move(findings),
                           .at = context.received},
                          actor, decision->role, context);
}

Task<int> BreakGlass::suspend_overdue(TimePoint now) {
  int suspended = 0;
  for (const auto& due : co_await p_.store.overdue(now)) {
    const RequestContext job{.request_id = make_uuid7(now, p_.random), .received = now};
    // Suspended already, blocked or closed: what was to be done is done.
    const auto done = co_await p_.interventions.intervene(
        due.actor, people::InterventionEvent::suspend,
        "break-glass-" + to_string(due.id).substr(0, 8), {}, job);
    if (!done && done.error().id == "person.changed") continue;  // next time
    auto event = emergency_event("break_glass.unreviewed", access::system_actor(), {}, due, job);
    event.outcome = audit::Outcome::failure;
    if (co_await p_.store.note_suspended(due.id, now, std::move(event))) ++suspended;
  }
  co_return suspended;
}

Task<Result<std::vector<OutboxMessage>>> BreakGlass::deliver(BytesView payload,
                                                             const RequestContext& context) {
  const auto object = codec::parse_json_object(as_text(payload));
  const auto id = object ? parse_uuid(codec::text_of(*object, "emergency")) : std::nullopt;
  if (!id) co_return fail(Errc::invalid, "outbox.payload");
  std::vector<OutboxMessage> out;
  const auto emergency = co_await p_.store.load(*id);
  if (!emergency) co_return out;
  const auto tell = [&](const Uuid& person, authn::NoticeKind kind) -> Task<> {
    auto written = co_await p_.notices.write({.kind = kind,
                                              .person = person,
                                              .what = to_string(*id).substr(0, 8),
                                              .until = emergency->review_due,
                                              .by_person = false},
                                             context);
    std::ranges::move(written, std::back_inserter(out));
  };
  if (const auto touched = parse_uuid(codec::text_of(*object, "touched"))) {
    co_await tell(*touched, authn::NoticeKind::break_glass_touched);
    co_return out;
  }
  if (codec::text_of(*object, "what") == "reviewed") {
    co_await tell(emergency->actor, authn::NoticeKind::break_glass_reviewed);
    co_return out;
  }
  for (const auto& overseer : co_await p_.store.overseers(emergency->unit, context.received)) {
    if (overseer != emergency->actor)
      co_await tell(overseer, authn::NoticeKind::break_glass_opened);
  }
  co_return out;
}

}  // namespace tessera::oversight
