// Protocol side of this node, wired: clients, keys, consent, tokens.
#pragma once

#include <memory>

#include <tessera/jose/key_snapshot.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_logo.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/portal_list.hpp>
#include <tessera/oauth/registration_service.hpp>
#include <tessera/oauth/signing_keys.hpp>
#include <tessera/outbound/fetch.hpp>
#include <tessera/privacy/make.hpp>
#include <tessera/runtime/blocking_pool.hpp>

#include "app/config/settings.hpp"
#include "app/node/client_revocation_room.hpp"
#include "app/node/people_room.hpp"
#include "store/postgres/client_store.hpp"
#include "store/postgres/consent_store.hpp"
#include "store/postgres/family_store.hpp"
#include "store/postgres/listener.hpp"
#include "store/postgres/logo_store.hpp"
#include "store/postgres/notice_store.hpp"
#include "store/postgres/registration_store.hpp"
#include "store/postgres/signing_key_store.hpp"
#include "store/postgres/subject_store.hpp"
#include "store/redis/code_store.hpp"
#include "store/redis/pending_store.hpp"
#include "store/redis/pushed_request_store.hpp"
#include "store/redis/replay_store.hpp"
#include "store/redis/token_state_store.hpp"

namespace tessera::app {

struct OauthRoom {
  OauthRoom(const Settings& settings, Backends& backends, JournalRoom& journal, PeopleRoom& people,
            AccessRoom& access, AuthnRoom& authn);
  // Signing keys (made at the very first start) and the clients.
  [[nodiscard]] Task<> open();
  void add_jobs(runtime::Jobs& jobs);
  [[nodiscard]] bool has_signing_keys() const;
  // Names of the clients that hold tokens of a session.
  [[nodiscard]] Task<std::vector<std::string>> portals_of(Uuid session, std::string locale);

  Backends& backends;
  store::postgres::Listener changes;
  store::postgres::ClientStore client_store;
  store::postgres::RegistrationStore registration_store;
  store::postgres::SigningKeyStore key_store;
  store::postgres::FamilyStore grants;
  store::postgres::ConsentStore consent_store;
  store::postgres::SubjectStore subjects;
  store::redis::CodeStore codes;
  store::redis::TokenStateStore states;
  store::redis::PushedRequestStore pushed_requests;
  store::redis::PendingStore pending;
  store::postgres::NoticeStore notices;
  store::redis::ReplayStore replays;
  // Apart from the deliveries and from each other: neither a hanging receiver nor a request_uri,
  // which anybody can make us fetch, holds up a key.
  outbound::HttpClient documents;
  outbound::HttpClient key_documents;
  outbound::Fetch fetch;
  outbound::Fetch key_fetch;
  runtime::BlockingPool compute;
  jose::KeySnapshotHolder keys;
  jose::Signer signer;
  oauth::SigningKeys signing_keys;
  oauth::ClientDirectory clients;
  std::unique_ptr<ClientRevocationRoom> client_revocation;  // nullptr: nobody is asked
  std::unique_ptr<privacy::GrantRevoker> revoker;
  std::unique_ptr<privacy::ConsentService> consents;
  std::unique_ptr<privacy::ReleaseLedger> releases;
  std::unique_ptr<oauth::Services> services;
  std::unique_ptr<oauth::RegistrationService> registration;
  oauth::PortalList portals;
  store::postgres::LogoStore logo_store;
  oauth::ClientLogos logos;
  Duration unused_clients_after;  // zero: never
};

}  // namespace tessera::app
