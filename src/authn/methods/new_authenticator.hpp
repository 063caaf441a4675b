// What every way of binding makes: the record and its event.
#pragma once

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>

namespace tessera::authn {

[[nodiscard]] AuthenticatorRecord new_record(const Uuid& person, AuthenticatorKind kind,
                                             TimePoint now, Random& random);
// Something that the person did with an authenticator: "authenticator.bound" ...
[[nodiscard]] audit::Event authenticator_event(std::string type, const Uuid& person,
                                               const Uuid& authenticator, AuthenticatorKind kind,
                                               const RequestContext& context);
[[nodiscard]] audit::Event bound_event(const AuthenticatorRecord& record,
                                       const RequestContext& context);

}  // namespace tessera::authn
