#include "authn/methods/new_authenticator.hpp"

#include <tessera/authn/words.hpp>
#include <tessera/people/acting_event.hpp>

namespace tessera::authn {

AuthenticatorRecord new_record(const Uuid& person, AuthenticatorKind kind, TimePoint now,
                               Random& random) {
  AuthenticatorRecord record;
  record.authenticator.id = make_uuid4(random);
  record.authenticator.kind = kind;
  record.authenticator.bound = now;
  record.person = person;
  return record;
}

audit::Event authenticator_event(std::string type, const Uuid& person, const Uuid& authenticator,
                                 AuthenticatorKind kind, const RequestContext& context) {
  auto event = people::acting_event(std::move(type), people::as_person(person), context);
  event.subject = person;
  event.object_type = "authenticator";
  event.object_id = to_string(authenticator);
  event.details["kind"] = to_string(kind);
  return event;
}

audit::Event bound_event(const AuthenticatorRecord& record, const RequestContext& context) {
  const auto& a = record.authenticator;
  return authenticator_event("authenticator.bound", record.person, a.id, a.kind, context);
}

}  // namespace tessera::authn
