#include <tessera/authn/make.hpp>

#include "authn/binding_service.hpp"
#include "authn/sessions.hpp"
#include "authn/sign_in.hpp"

namespace tessera::authn {

Authn::Authn(const AuthnPorts& ports, AuthnOptions options)
    : hasher_(options.hashing, ports.random),
      sessions_(std::make_unique<Sessions>(ports.sessions, ports.session_cache, ports.keys,
                                           ports.clock, ports.random)),
      sign_in_(std::make_unique<SignIn>(SignInParts{.people = ports.people,
                                                    .store = ports.authenticators,
                                                    .throttle = ports.throttle,
                                                    .hasher = hasher_,
                                                    .sessions = *sessions_,
                                                    .journal = ports.journal,
                                                    .keys = ports.keys,
                                                    .random = ports.random,
                                                    .policy = options.throttle})),
      binding_(std::make_unique<Binding>(ports.authenticators, ports.people, hasher_, ports.keys,
                                         ports.random, std::move(options.service_name))),
      ended_messages_(make_ended_messages(*sessions_, ports.clock, ports.random)) {}

Authn::~Authn() = default;
SessionService& Authn::sessions() {
  return *sessions_;
}
Task<int> Authn::end_lapsed_sessions(TimePoint now) {
  return sessions_->end_lapsed(now);
}

}  // namespace tessera::authn
