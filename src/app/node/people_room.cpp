#include "app/node/people_room.hpp"

namespace tessera::app {
namespace {

authn::AuthnOptions authn_options(const Settings& settings) {
  authn::AuthnOptions options;
  options.hashing.params = {
      .memory_kib = static_cast<std::uint32_t>(settings.size("hashing.memory") / 1024),
      .passes = static_cast<std::uint32_t>(settings.integer("hashing.passes"))};
  options.hashing.threads = static_cast<std::size_t>(settings.integer("hashing.threads"));
  options.hashing.queue_time = settings.duration("hashing.queue_time");
  auto& throttle = options.throttle;
  throttle.free_failures = static_cast<int>(settings.integer("throttle.account_failures"));
  throttle.first_delay = settings.duration("throttle.first_delay");
  throttle.longest_delay = settings.duration("throttle.longest_delay");
  throttle.per_network_small = static_cast<int>(settings.integer("throttle.network_failures"));
  throttle.per_network_large =
      static_cast<int>(settings.integer("throttle.network_large_failures"));
  throttle.window = settings.duration("throttle.window");
  options.public_url = settings.text("server.public_url");
  return options;
}

}  // namespace

PeopleRoom::PeopleRoom(Backends& b, JournalRoom& journal)
    : backends(b),
      store(b.database, journal.journal),
      service(people::make_people_service(store, *b.clock, b.random, b.keyring)),
      directory(people::make_person_directory(store, store, b.random, b.keyring)),
      box(people::make_person_box(store, b.keyring, b.random)) {}

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

AuthnRoom::AuthnRoom(const Settings& settings, Backends& b, JournalRoom& journal,
                     PeopleRoom& people)
    : backends(b),
      session_store(b.database, journal.journal),
      session_cache(b.redis),
      authenticator_store(b.database, journal.journal),
      throttle_store(b.redis),
      inbox_store(b.database),
      freeze_store(b.database, journal.journal),
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
             .freezes = freeze_store},
            authn_options(settings)) {}

void AuthnRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("authn.lapsed_sessions", minutes(1), [this]() -> Task<> {
    (void)co_await authn.end_lapsed_sessions(backends.clock->now());
  });
  jobs.every("authn.lift_freezes", minutes(1), [this]() -> Task<> {
    (void)co_await authn.freezing().lift_due(backends.clock->now());
  });
}

}  // namespace tessera::app
