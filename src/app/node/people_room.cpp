#include "app/node/people_room.hpp"

#include <tessera/authn/approvals.hpp>

#include "app/node/authn_options.hpp"
#include "app/node/passkey_options.hpp"

namespace tessera::app {

PeopleRoom::PeopleRoom(Backends& b, JournalRoom& j)
    : backends(b),
      journal(j),
      store(b.database, j.journal),
      search_store(b.database),
      service(people::make_people_service(store, *b.clock, b.random, b.keyring)),
      directory(people::make_person_directory(store, store, b.random, b.keyring)),
      box(people::make_person_box(store, b.keyring, b.random)),
      search(people::make_person_search(search_store, store, store, b.keyring)) {}

void PeopleRoom::add_jobs(runtime::Jobs& jobs) {
  // Whoever leaves has nothing left within five seconds.
  jobs.every("people.affiliations", seconds(2), [this]() -> Task<> {
    (void)co_await directory->end_due_affiliations(backends.clock->now());
  });
  // At once again while there is more to do: a million people are made anew in minutes.
  jobs.every(
      "people.search", seconds(10), [this, hurry = jobs.hurrier("people.search")]() -> Task<> {
        const bool mine =
            co_await backends.leases.take("people.search", journal.journal.boot(), minutes(1));
        if (mine && co_await search->refresh(backends.clock->now())) hurry();
      });
}

AccessRoom::AccessRoom(const Settings& settings, Backends& b, JournalRoom& journal)
    : actors(b.database, b.keyring),
      unit_store(b.database, journal.journal),
      role_store(b.database, journal.journal),
      role_grant_store(b.database, journal.journal),
      work_case_store(b.database, journal.journal),
      training_store(b.database, journal.journal),
      policy_store(b.database, journal.journal),
      approval_store(b.database, journal.journal),
      approvals(
          authn::make_approval_verifier(approval_store, b.keyring, make_relying_party(settings))),
      emergencies(b.database, journal.journal, b.keyring, b.random),
      service(access::make_access_service(actors, journal.journal, make_level_policy(settings),
                                          approvals.get(), &emergencies)),
      units(unit_store, *service, b.random),
      roles(role_store, *service),
      role_grants(role_grant_store, *service, b.random, b.keyring),
      cases(work_case_store, *service, b.random),
      trainings(training_store, *service, b.random),
      policies(policy_store, *service) {}

namespace {

authn::AuthnOptions options_of(const Settings& settings, access::AccessService& access,
                               TimePoint now,
                               std::shared_ptr<const authn::webauthn::Metadata>& metadata) {
  auto options = make_authn_options(settings, access, now);
  metadata = options.passkeys.roots.metadata;
  return options;
}

}  // namespace

AuthnRoom::AuthnRoom(const Settings& settings, Backends& b, JournalRoom& journal,
                     PeopleRoom& people, AccessRoom& access, authn::CertificateReader* cards)
    : backends(b),
      notices_kept(settings.duration("notices.kept")),
      session_store(b.database, journal.journal),
      session_cache(b.redis),
      authenticator_store(b.database, journal.journal),
      throttle_store(b.redis),
      flow_store(b.redis),
      stuffing_store(b.redis),
      inbox_store(b.database),
      freeze_store(b.database, journal.journal),
      recovery_store(b.database, journal.journal),
      passkey_store(b.database, journal.journal),
      authn({.sessions = session_store,
             .session_cache = session_cache,
             .authenticators = authenticator_store,
             .throttle = throttle_store,
             .people = *people.service,
             .journal = journal.journal,
             .keys = b.keyring,
             .clock = *b.clock,
             .random = b.random,
             .notices = inbox_store,
             .person_box = *people.box,
             .freezes = freeze_store,
             .flows = flow_store,
             .stuffing = stuffing_store,
             .recoveries = recovery_store,
             .passkeys = passkey_store,
             .certificates = cards},
            options_of(settings, *access.service, b.clock->now(), metadata)) {}

// FIDO Metadata Service 3.1.6, 3.1.7 step 7: numbers never go back, whichever node read them.
Task<Result<void>> AuthnRoom::open() {
  if (!metadata) co_return Result<void>{};
  const auto kept = co_await passkey_store.keep_metadata(metadata->number, metadata->next_update,
                                                         backends.clock->now());
  if (kept > metadata->number) {
    co_return fail(Errc::conflict, "metadata.older",
                   "passkeys.metadata_file: its number " + std::to_string(metadata->number) +
                       " is older than " + std::to_string(kept) + ", which was read before");
  }
  co_return Result<void>{};
}

void AuthnRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("authn.recovery", seconds(30), [this]() -> Task<> {
    (void)co_await authn.recovery().fire_due(backends.clock->now());
  });
  jobs.every("authn.recovery_codes", hours(6), [this]() -> Task<> {
    co_await recovery_store.forget_codes(backends.clock->now() - days{7});
  });
  jobs.every("authn.lapsed_sessions", minutes(1), [this]() -> Task<> {
    (void)co_await authn.end_lapsed_sessions(backends.clock->now());
  });
  jobs.every("authn.old_notices", hours(1), [this]() -> Task<> {
    while (co_await inbox_store.forget(backends.clock->now() - notices_kept) > 0) {
    }
  });
  jobs.every("authn.lift_freezes", minutes(1), [this]() -> Task<> {
    (void)co_await authn.freezing().lift_due(backends.clock->now());
  });
}

}  // namespace tessera::app
