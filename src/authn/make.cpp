#include <tessera/authn/make.hpp>

#include "authn/binding_service.hpp"
#include "authn/freeze.hpp"
#include "authn/notices.hpp"
#include "authn/sessions.hpp"
#include "authn/sign_in.hpp"

namespace tessera::authn {

Authn::Authn(const AuthnPorts& ports, AuthnOptions options)
    : hasher_(options.hashing, ports.random),
      places_(std::move(options.places)),
      addresses_(std::make_unique<AttributeAddresses>(ports.people)),
      notices_(std::make_unique<NoticeDesk>(NoticeParts{.people = ports.people,
                                                        .box = ports.person_box,
                                                        .store = ports.notices,
                                                        .addresses = *addresses_,
                                                        .places = places_,
                                                        .keys = ports.keys,
                                                        .random = ports.random,
                                                        .service_name = options.service_name,
                                                        .public_url = options.public_url})),
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
      binding_(std::make_unique<Binding>(ports.authenticators, *notices_, hasher_, ports.keys,
                                         ports.random, std::move(options.service_name))),
      ended_messages_(make_ended_messages(*sessions_, ports.clock, ports.random)),
      freezing_(std::make_unique<Freezing>(FreezeParts{.store = ports.freezes,
                                                       .inbox = ports.notices,
                                                       .notices = *notices_,
                                                       .sessions = *sessions_,
                                                       .box = ports.person_box,
                                                       .random = ports.random})) {}

Authn::~Authn() = default;
Notices& Authn::notices() {
  return *notices_;
}
NoticeDelivery& Authn::notice_delivery() {
  return *notices_;
}
Inbox& Authn::inbox() {
  return *notices_;
}
SessionService& Authn::sessions() {
  return *sessions_;
}
Task<int> Authn::end_lapsed_sessions(TimePoint now) {
  return sessions_->end_lapsed(now);
}

}  // namespace tessera::authn
