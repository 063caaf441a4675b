#include "app/node/oauth_room.hpp"

#include <set>

#include <tessera/oauth/client_expiry.hpp>

#include "app/node/outbound_options.hpp"

namespace tessera::app {
namespace {

oauth::DpopNonceUse dpop_nonces(const Settings& settings) {
  const auto& use = settings.text("oauth.dpop_nonce");
  if (use == "off") return oauth::DpopNonceUse::off;
  return use == "required" ? oauth::DpopNonceUse::required : oauth::DpopNonceUse::offered;
}

}  // namespace

OauthRoom::OauthRoom(const Settings& settings, Backends& b, JournalRoom& journal,
                     PeopleRoom& people, AccessRoom& access, AuthnRoom& authn)
    : backends(b),
      changes({.url = settings.text("database.url")}, *b.clock),
      client_store(b.database, journal.journal, *b.clock),
      registration_store(b.database, journal.journal),
      key_store(b.database, journal.journal),
      grants(b.database, journal.journal),
      consent_store(b.database, journal.journal),
      subjects(b.database),
      codes(b.redis),
      states(b.redis),
      pushed_requests(b.redis),
      pending(b.redis),
      notices(b.database, journal.journal),
      replays(b.redis),
      documents(make_document_options(settings, "documents")),
      key_documents(make_document_options(settings, "client_keys")),
      fetch(documents),
      key_fetch(key_documents),
      compute({.name = "keys", .threads = 1, .queue = 16}),
      keys(std::make_shared<const jose::KeySnapshot>(std::vector<jose::SigningKey>{})),
      signer(keys),
      signing_keys({.store = key_store,
                    .leases = b.leases,
                    .compute = compute,
                    .holder = keys,
                    .keyring = b.keyring,
                    .clock = *b.clock,
                    .random = b.random,
                    .node = journal.journal.boot()}),
      clients(client_store, *b.clock, &changes.listen("tessera_clients")),
      client_revocation(make_client_revocation_room(settings, b)),
      revoker(oauth::make_grant_revoker(states)),
      consents(privacy::make_consent_service(consent_store, *revoker, b.random)),
      releases(privacy::make_release_ledger(consent_store)),
      services(std::make_unique<oauth::Services>(oauth::OauthParts{
          .issuer = settings.text("server.public_url"),
          .clients = clients,
          .client_store = client_store,
          .codes = codes,
          .states = states,
          .grants = grants,
          .replays = replays,
          .pushed_requests = pushed_requests,
          .pending = pending,
          .notices = notices,
          .account_notices = authn.authn.notices(),
          .throttle = authn.throttle_store,
          .fetch = fetch,
          .key_fetch = key_fetch,
          .consents = *consents,
          .subjects = subjects,
          .releases = *releases,
          .sessions = authn.authn.sessions(),
          .people = *people.service,
          .access = *access.service,
          .journal = journal.journal,
          .signer = signer,
          .keyring = b.keyring,
          .clock = *b.clock,
          .random = b.random,
          .dpop_nonces = dpop_nonces(settings),
          .client_revocation = client_revocation ? &client_revocation->clients : nullptr,
          .trust_framework = settings.text("oauth.trust_framework")})),
      registration(
          oauth::make_registration_service({.issuer = settings.text("server.public_url"),
                                            .admin = services->clients(),
                                            .clients = clients,
                                            .store = registration_store,
                                            .clock = *b.clock,
                                            .random = b.random,
                                            .open = settings.boolean("registration.open")})),
      portals(clients, signer, settings.text("server.public_url")),
      logo_store(b.database),
      logos(clients, logo_store, fetch),
      unused_clients_after(settings.duration("registration.unused_after")) {}

Task<> OauthRoom::open() {
  co_await grants.add_months(backends.clock->now());
  co_await signing_keys.tend();
  (void)co_await clients.fresh();
}

bool OauthRoom::has_signing_keys() const {
  const auto snapshot = keys.get();
  return snapshot->active(jose::SignAlg::es256) != nullptr &&
         snapshot->active(jose::SignAlg::rs256) != nullptr;
}

// What is announced is read again at once, the rest by its job.
void OauthRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("oauth.clients", seconds(30), [this]() -> Task<> { (void)co_await clients.fresh(); });
  jobs.every("oauth.keys", seconds(30), [this]() -> Task<> { return signing_keys.tend(); });
  jobs.every("oauth.logos", seconds(10),
             [this]() -> Task<> { (void)co_await logos.fetch_wanted(backends.clock->now()); });
  jobs.every("oauth.months", hours(12),
             [this]() -> Task<> { return grants.add_months(backends.clock->now()); });
  jobs.every("oauth.ended_agreements", hours(6), [this]() -> Task<> {
    const auto now = backends.clock->now();
    const RequestContext context{.request_id = make_uuid7(now, backends.random), .received = now};
    (void)co_await oauth::expire_clients(services->clients(), context);
  });
  if (unused_clients_after > Duration{0}) {
    jobs.every("oauth.unused_clients", hours(24), [this]() -> Task<> {
      (void)co_await registration->expire_unused(unused_clients_after, backends.clock->now());
    });
  }
  changes.on_change("tessera_clients", jobs.hurrier("oauth.clients"));
  changes.on_change("tessera_signing_keys", jobs.hurrier("oauth.keys"));
  changes.on_change("tessera_purpose_keys", jobs.hurrier("keyring"));
  changes.start();
}

Task<std::vector<std::string>> OauthRoom::portals_of(Uuid session, std::string locale) {
  std::set<std::string> names;
  for (const auto& holder : co_await grants.clients_of_session(session)) {
    const auto client = co_await clients.find(to_string(holder.client));
    if (client) names.insert(oauth::name_in(client->client.registration, locale));
  }
  co_return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace tessera::app
