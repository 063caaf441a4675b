#include "app/node/approval_room.hpp"

#include "app/node/passkey_options.hpp"

namespace tessera::app {
namespace {

authn::PasskeyOptions options_of(const Settings& settings) {
  authn::PasskeyOptions options;
  options.party = make_relying_party(settings);
  options.refuse_clones = settings.boolean("passkeys.refuse_clones");
  return options;
}

}  // namespace

ApprovalRoom::ApprovalRoom(const Settings& settings, Backends& b, PeopleRoom& people,
                           AccessRoom& access, AuthnRoom& authn)
    : backends(b),
      passkeys(options_of(settings)),
      signatures(authn::make_approval_signatures({.authenticators = authn.authenticator_store,
                                                  .passkeys = authn.passkey_store,
                                                  .people = *people.service,
                                                  .notices = authn.authn.notices(),
                                                  .keys = b.keyring,
                                                  .random = b.random},
                                                 passkeys)),
      notices(
          authn::make_approval_notices(authn.authn.notices(), settings.text("server.public_url"))),
      service({.store = access.approval_store,
               .access = *access.service,
               .signatures = *signatures,
               .notices = *notices,
               .keys = b.keyring,
               .random = b.random}),
      grants({.store = access.role_grant_store,
              .grants = access.role_grants,
              .access = *access.service,
              .approvals = service,
              .random = b.random}) {
  service.add(grants);
}

void ApprovalRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("access.approvals", seconds(30),
             [this]() -> Task<> { (void)co_await service.tend(backends.clock->now()); });
}

}  // namespace tessera::app
