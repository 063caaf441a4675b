// Loads an actor and decides; the only way an operation of staff asks for permission.
#pragma once

#include <string_view>

#include <tessera/access/decision.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>

namespace tessera::access {

// What the actor says that he looks for; checked against the case as it stands (R32).
struct Named {
  std::string purpose = {};
  std::optional<Uuid> work_case = {};
};

class AccessService {
 public:
  virtual ~AccessService() = default;
  // Fresh from the database (grants act on the next decision); a person without roles is an empty
  // actor.
  [[nodiscard]] virtual Task<Actor> load_actor(const Uuid& person, TimePoint now) = 0;
  // decide(), and a journal event "access.denied" when the answer is no. Errc::forbidden
  // "access.denied" then (detail: the reason of the decision), "access.step_up" if a higher level
  // would do (detail: the acr), "access.approval" if others have to agree first; Errc::rate_limited
  // "access.read_limit" for more looks at people than the limits of an hour or a day allow.
  [[nodiscard]] virtual Task<Result<Decision>> require(const Actor& actor,
                                                       std::string_view permission,
                                                       const Resource& resource,
                                                       const RequestContext& context,
                                                       const Named& named) = 0;
  [[nodiscard]] Task<Result<Decision>> require(const Actor& actor, std::string_view permission,
                                               const Resource& resource,
                                               const RequestContext& context) {
    static const Named kNothing;  // outlives the task
    return require(actor, permission, resource, context, kNothing);
  }
  // The same event for a rule that refuses after require said yes; reason is the id of its error.
  [[nodiscard]] virtual Task<> record_refusal(const Actor& actor, std::string_view permission,
                                              const Resource& resource, std::string_view reason,
                                              const RequestContext& context) = 0;
  // The level below which no role works.
  [[nodiscard]] virtual Acr role_level() const = 0;
  // Role names in force for this person, in alphabetical order (for tokens of registered clients).
  [[nodiscard]] virtual Task<std::vector<std::string>> roles_of(const Uuid& person,
                                                                TimePoint now) = 0;
};

}  // namespace tessera::access
