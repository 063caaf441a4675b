// People, access and sign-in of this node, wired.
#pragma once

#include <memory>

#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>
#include <tessera/authn/make.hpp>
#include <tessera/people/make.hpp>
#include <tessera/people/person_box.hpp>
#include <tessera/people/search.hpp>

#include "app/config/settings.hpp"
#include "app/node/backends.hpp"
#include "app/node/journal_room.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/approval_store.hpp"
#include "store/postgres/authenticator_store.hpp"
#include "store/postgres/break_glass_store.hpp"
#include "store/postgres/freeze_store.hpp"
#include "store/postgres/inbox_store.hpp"
#include "store/postgres/passkey_store.hpp"
#include "store/postgres/people_store.hpp"
#include "store/postgres/policy_store.hpp"
#include "store/postgres/recovery_store.hpp"
#include "store/postgres/search_store.hpp"
#include "store/postgres/session_store.hpp"
#include "store/postgres/work_store.hpp"
#include "store/redis/flow_store.hpp"
#include "store/redis/session_store.hpp"
#include "store/redis/stuffing_store.hpp"
#include "store/redis/throttle_store.hpp"

namespace tessera::app {

struct PeopleRoom {
  PeopleRoom(Backends& backends, JournalRoom& journal);
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  JournalRoom& journal;
  store::postgres::PeopleStore store;
  store::postgres::SearchStore search_store;
  std::unique_ptr<people::PeopleService> service;
  std::unique_ptr<people::PersonDirectory> directory;
  std::unique_ptr<people::PersonBox> box;
  std::unique_ptr<people::PersonSearch> search;
};

struct AccessRoom {
  AccessRoom(const Settings& settings, Backends& backends, JournalRoom& journal);

  store::postgres::ActorStore actors;
  store::postgres::UnitStore unit_store;
  store::postgres::RoleStore role_store;
  store::postgres::RoleGrantStore role_grant_store;
  store::postgres::WorkCaseStore work_case_store;
  store::postgres::TrainingStore training_store;
  store::postgres::PolicyStore policy_store;
  store::postgres::ApprovalStore approval_store;
  std::unique_ptr<access::ApprovalVerifier> approvals;
  store::postgres::BreakGlassStore emergencies;
  std::unique_ptr<access::AccessService> service;
  access::UnitService units;
  access::RoleService roles;
  access::RoleGrantService role_grants;
  access::WorkCaseService cases;
  access::TrainingService trainings;
  access::PolicyService policies;
};

struct AuthnRoom {
  // cards: nullptr if there are none
  AuthnRoom(const Settings& settings, Backends& backends, JournalRoom& journal, PeopleRoom& people,
            AccessRoom& access, authn::CertificateReader* cards);
  // Errc::conflict: metadata of authenticators that is older than what was read before.
  [[nodiscard]] Task<Result<void>> open();
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  Duration notices_kept;
  store::postgres::SessionStore session_store;
  store::redis::SessionCache session_cache;
  store::postgres::AuthenticatorStore authenticator_store;
  store::redis::ThrottleStore throttle_store;
  store::redis::FlowStore flow_store;
  store::redis::StuffingStore stuffing_store;
  store::postgres::InboxStore inbox_store;
  store::postgres::FreezeStore freeze_store;
  store::postgres::RecoveryStore recovery_store;
  store::postgres::PasskeyStore passkey_store;
  std::shared_ptr<const authn::webauthn::Metadata> metadata;  // or none
  authn::Authn authn;
};

}  // namespace tessera::app
