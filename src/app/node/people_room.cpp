#include "app/node/people_room.hpp"

namespace tessera::app {
namespace {

authn::AuthnOptions authn_options(const Settings& settings) {
  authn::AuthnOptions options;
  options.hashing.params = {.memory_kib = static_cast<std::uint32_t>(settings.size("hashing.memory") / 1024),
                            .passes = static_cast<std::uint32_t>(settings.integer("hashing.passes"))};
  options.hashing.threads = static_cast<std::size_t>(settings.integer("hashing.threads"));
  options.hashing.queue_time = settings.duration("hashing.queue_time");
  return options;
}

}  // namespace

PeopleRoom::PeopleRoom(Backends& b, JournalRoom& journal)
    : backends(b),
      store(b.database, journal.journal),
      service(people::make_people_service(store, *b.clock, b.random, b.keyring)),
      directory(people::make_person_directory(store, store, b.random, b.keyring)) {}

void PeopleRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("people.affiliations", seconds(20), [this]() -> Task<> {
    (void)co_await directory->end_due_affiliations(backends.clock->now());
  });
}

AccessRoom::AccessRoom(Backends& b, JournalRoom& journal)
    : actors(b.database),
      unit_store(b.database, journal.journal),
      role_store(b.database, journal.journal),
      role_grant_store(b.database, journal.journal),
      service(access::make_access_service(actors, journal.journal)),
      units(unit_store, *service, b.random),
      roles(role_store, *service),
      role_grants(role_grant_store, *service, b.random) {}

AuthnRoom::AuthnRoom(const Settings& settings, Backends& b, JournalRoom& journal, PeopleRoom& people)
    : session_store(b.database, journal.journal),
      session_cache(b.redis),
      authenticator_store(b.database, journal.journal),
      throttle_store(b.redis),
      authn({.sessions = session_store,
             .session_cache = session_cache,
             .authenticators = authenticator_store,
             .throttle = throttle_store,
             .people = *people.service,
             .journal = journal.journal,
             .keys = b.keyring,
             .clock = *b.clock,
             .random = b.random},
            authn_options(settings)) {}

}  // namespace tessera::app
