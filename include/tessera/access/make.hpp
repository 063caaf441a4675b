// The access service over its port.
#pragma once

#include <memory>

#include <tessera/access/access_service.hpp>
#include <tessera/access/approval_verifier.hpp>
#include <tessera/access/emergency.hpp>
#include <tessera/access/stores.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/base/level_policy.hpp>

namespace tessera::access {

// Thread-safe; the arguments must outlive it. Without a verifier nothing that needs approvals
// works; without emergencies there are none.
[[nodiscard]] std::unique_ptr<AccessService> make_access_service(
    ActorStore& store, audit::Journal& journal, const LevelPolicy& policy = {},
    ApprovalVerifier* approvals = nullptr, Emergencies* emergencies = nullptr);

// What a decision about this person as the actor would be made of now, at the level that his roles
// ask for: the same as in AccessService::require.
struct DecisionInputs {
  Actor actor;
  Context context;
};
[[nodiscard]] Task<DecisionInputs> load_inputs(AccessService& access, ActorStore& store,
                                               const Uuid& person, std::string_view permission,
                                               const Resource& resource, TimePoint now,
                                               const Named& named);
// decide() over them for `tessera explain PERSON ACTION RESOURCE`: writes no event, and spells out
// the roles between the grant and the permission in the path.
[[nodiscard]] Task<Decision> explain(AccessService& access, ActorStore& store, const Uuid& person,
                                     std::string_view permission, const Resource& resource,
                                     TimePoint now, const Named& named);

// The common part of events that an actor causes: kind, id and role, purpose left to the caller.
[[nodiscard]] audit::Event make_event(std::string type, const Actor& actor,
                                      const RequestContext& context);
[[nodiscard]] std::string_view to_string(Actor::Kind kind);

}  // namespace tessera::access
