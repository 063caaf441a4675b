#include <tessera/access/make.hpp>

namespace tessera::access {
namespace {

class StoredAccess final : public AccessService {
 public:
  StoredAccess(ActorStore& store, audit::Journal& journal, const LevelPolicy& policy)
      : store_(store),
        journal_(journal),
        least_(required_level(Operation::use_role, {}, true, Acr::none, policy).acr) {}

  Task<Actor> load_actor(const Uuid& person, TimePoint now) override {
    auto actor = co_await store_.load_actor(person, now);
    actor.least = least_;
    co_return actor;
  }

  Acr role_level() const override { return least_; }

  Task<Result<Decision>> require(const Actor& actor, std::string_view permission,
                                 const Resource& resource, const RequestContext& context) override {
    auto decision = decide(actor, permission, resource, context.received);
    if (decision.allowed) co_return decision;
    co_await record_refusal(actor, permission, resource, decision.reason, context);
    co_return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
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
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await journal_.append(std::move(events));
  }

  Task<std::vector<std::string>> roles_of(const Uuid& person, TimePoint now) override {
    co_return co_await store_.role_names(person, now);
  }

 private:
  ActorStore& store_;
  audit::Journal& journal_;
  Acr least_;
};

}  // namespace

std::unique_ptr<AccessService> make_access_service(ActorStore& store, audit::Journal& journal,
                                                   const LevelPolicy& policy) {
  return std::make_unique<StoredAccess>(store, journal, policy);
}

Task<Decision> explain(ActorStore& store, const Uuid& person, std::string_view permission,
                       const Resource& resource, TimePoint now) {
  auto actor = co_await store.load_actor(person, now);
  actor.acr = actor.least;
  auto decision = decide(actor, permission, resource, now);
  if (!decision.allowed) co_return decision;
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
  return event;
}

}  // namespace tessera::access
