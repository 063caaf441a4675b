#include <algorithm>

#include <tessera/access/make.hpp>

namespace tessera::access {
namespace {

// Asks how many approvals the grants have that need some.
Task<> count_approvals(ApprovalVerifier* approvals, Actor& actor, TimePoint now) {
  std::vector<HeldRole> asked;
  const auto ask = [&asked](const HeldRole& role) {
    if (role.sealed && role.approvals_needed > 0) asked.push_back(role);
  };
  for (const auto& role : actor.roles) {
    ask(role);
    std::ranges::for_each(role.source, ask);
  }
  if (asked.empty() || approvals == nullptr || !actor.id) co_return;
  const auto counts = co_await approvals->verified(asked, now);
  const auto fill = [&counts](HeldRole& role) {
    const auto found = counts.find(role.role_grant);
    if (found != counts.end()) role.approvals = found->second;
  };
  for (auto& role : actor.roles) {
    fill(role);
    std::ranges::for_each(role.source, fill);
  }
}

// Where uses are noted: the session, or the person where a token has none.
std::optional<Uuid> place_of_use(const Actor& actor) {
  return actor.session ? actor.session : actor.id;
}

// An application that somebody has in review is its own case, of one purpose.
Named meant(const Named& named, const Actor& actor, const Resource& resource) {
  if (!named.purpose.empty() || named.work_case || resource.type != "application") return named;
  if (!resource.assignee || resource.assignee != actor.id) return named;
  return {.purpose = "enrolment", .work_case = parse_uuid(resource.id)};
}

// A look at somebody, of those that are counted (R36).
bool opens_person(const Actor& actor, std::string_view permission, const Resource& resource) {
  return actor.kind == Actor::Kind::person && actor.id && resource.person &&
         actor.classes.contains(permission);
}

Task<Context> load_context(ActorStore& store, const Actor& actor, std::string_view permission,
                           const Named& named, TimePoint now) {
  Context context{.now = now, .purpose = named.purpose};
  if (named.work_case) context.case_facts = co_await store.load_case(*named.work_case);
  if (const auto place = place_of_use(actor); place && !exclusive_of(actor, permission).empty())
    context.exercised = co_await store.load_exercised(*place, now);
  co_return context;
}

std::unexpected<Error> refusal_of(const Decision& decision) {
  if (decision.outcome == Outcome::needs_step_up) {
    return fail(Errc::forbidden, "access.step_up", "This needs a stronger sign-in.",
                std::string(to_string(decision.wanted)));
  }
  if (decision.outcome == Outcome::needs_approval)
    return fail(Errc::forbidden, "access.approval", "Others have to agree first.", decision.reason);
  return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
}

class StoredAccess final : public AccessService {
 public:
  StoredAccess(ActorStore& store, audit::Journal& journal, const LevelPolicy& policy,
               ApprovalVerifier* approvals, Emergencies* emergencies)
      : store_(store),
        journal_(journal),
        approvals_(approvals),
        emergencies_(emergencies),
        least_(required_level(Operation::use_role, {}, true, Acr::none, policy).acr) {}

  Task<Actor> load_actor(const Uuid& person, TimePoint now) override {
    auto actor = co_await store_.load_actor(person, now);
    actor.least = least_;
    co_await count_approvals(approvals_, actor, now);
    const bool may_break = std::ranges::any_of(actor.roles, [&](const HeldRole& role) {
      return role.permissions.contains(std::string(kBreakGlass));
    });
    if (emergencies_ != nullptr && may_break) {
      for (auto& taken : co_await emergencies_->in_force(person, now))
        actor.roles.push_back(std::move(taken));
    }
    co_return actor;
  }

  Acr role_level() const override { return least_; }

  Task<Result<Decision>> require(const Actor& actor, std::string_view permission,
                                 const Resource& resource, const RequestContext& context,
                                 const Named& named) override {
    const auto now = context.received;
    const auto facts =
        co_await load_context(store_, actor, permission, meant(named, actor, resource), now);
    auto decision = decide(actor, permission, resource, facts);
    if (decision.allowed() && !co_await note_use(actor, permission, now))
      decision = {.outcome = Outcome::deny, .reason = "conflict_in_session"};
    if (decision.allowed() && opens_person(actor, permission, resource) &&
        !co_await store_.count_read(*actor.id, now)) {
      co_await record_refusal(actor, permission, resource, "read_limit", context);
      co_return fail(Errc::rate_limited, "access.read_limit",
                     "You have looked at more people than your limits allow.");
    }
    if (decision.allowed()) {
      if (decision.emergency && resource.person)
        co_await note_touch(actor, decision, permission, resource, context);
      co_return decision;
    }
    co_await record_refusal(actor, permission, resource, decision.reason, context);
    co_return refusal_of(decision);
  }

  Task<> record_refusal(const Actor& actor, std::string_view permission, const Resource& resource,
                        std::string_view reason, const RequestContext& context) override {
    auto event = make_event("access.denied", actor, context);
    event.outcome = audit::Outcome::denied;
    event.subject = resource.person;
    event.object_type = resource.type;
    event.object_id = resource.id;
    event.reason = reason;
    event.details["permission"] = permission;
    co_await journal_.append_one(std::move(event));
  }

  Task<std::vector<std::string>> roles_of(const Uuid& person, TimePoint now) override {
    auto actor = co_await load_actor(person, now);
    std::set<std::string> names;
    if (!actor.staff_active) co_return std::vector<std::string>{};
    actor.acr = Acr::aal3;  // whoever uses the names asks for the level
    for (const auto& role : actor.roles) {
      if (fault_of(role, actor, now).empty()) names.insert(role.role);
    }
    co_return std::vector<std::string>(names.begin(), names.end());
  }

 private:
  // False if a permission that may not be used in the same session was used meanwhile.
  Task<bool> note_use(const Actor& actor, std::string_view permission, TimePoint now) {
    const auto partners = exclusive_of(actor, permission);
    const auto place = place_of_use(actor);
    if (partners.empty() || !place || !actor.id) co_return true;
    co_return co_await store_.exercise(*place, *actor.id, permission, partners, now);
  }

  Task<> note_touch(const Actor& actor, const Decision& decision, std::string_view permission,
                    const Resource& resource, const RequestContext& context) {
    auto event = make_event("break_glass.touched", actor, context);
    event.actor_role = decision.role;
    event.subject = resource.person;
    event.object_type = "break_glass";
    event.object_id = to_string(*decision.emergency);
    event.details["permission"] = permission;
    co_await emergencies_->touched(*decision.emergency, *resource.person, permission,
                                   context.received, std::move(event));
  }

  ActorStore& store_;
  audit::Journal& journal_;
  ApprovalVerifier* approvals_;
  Emergencies* emergencies_;
  Acr least_;
};

}  // namespace

std::unique_ptr<AccessService> make_access_service(ActorStore& store, audit::Journal& journal,
                                                   const LevelPolicy& policy,
                                                   ApprovalVerifier* approvals,
                                                   Emergencies* emergencies) {
  return std::make_unique<StoredAccess>(store, journal, policy, approvals, emergencies);
}

Task<DecisionInputs> load_inputs(AccessService& access, ActorStore& store, const Uuid& person,
                                 std::string_view permission, const Resource& resource,
                                 TimePoint now, const Named& named) {
  DecisionInputs out{.actor = co_await access.load_actor(person, now), .context = {}};
  auto& actor = out.actor;
  for (const auto& role : actor.roles) actor.acr = std::max(actor.acr, role.least_acr);
  actor.acr = std::max(actor.acr, actor.least);
  out.context = co_await load_context(store, actor, permission, meant(named, actor, resource), now);
  co_return out;
}

Task<Decision> explain(AccessService& access, ActorStore& store, const Uuid& person,
                       std::string_view permission, const Resource& resource, TimePoint now,
                       const Named& named) {
  const auto inputs = co_await load_inputs(access, store, person, permission, resource, now, named);
  auto decision = decide(inputs.actor, permission, resource, inputs.context);
  if (!decision.allowed()) co_return decision;
  const auto way = co_await store.load_path(decision.role, permission);
  decision.path.resize(3);  // person, role grant, unit
  for (std::size_t i = 0; i < way.size(); ++i) {
    decision.path.push_back((i + 1 == way.size() ? "permission:" : "role:") + way[i]);
  }
  co_return decision;
}

std::string_view to_string(Actor::Kind kind) {
  switch (kind) {
    case Actor::Kind::person:
      return "person";
    case Actor::Kind::client:
      return "client";
    case Actor::Kind::system:
      return "system";
  }
  return "person";
}

audit::Event make_event(std::string type, const Actor& actor, const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor = actor.id;
  event.actor_kind = to_string(actor.kind);
  for (const auto& role : actor.roles) {
    if (role.emergency && fault_of(role, actor, context.received).empty())
      event.details["break_glass"] = to_string(*role.emergency);
  }
  return event;
}

}  // namespace tessera::access
