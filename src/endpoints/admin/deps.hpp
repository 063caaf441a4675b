// What the administration of a deployment needs: one set of services under the JSON API, the pages
// and, through the API, the command line.
#pragma once

#include <functional>
#include <set>

#include <tessera/access/approval_service.hpp>
#include <tessera/access/grant_requests.hpp>
#include <tessera/access/lists.hpp>
#include <tessera/access/policies.hpp>
#include <tessera/access/services.hpp>
#include <tessera/access/trainings.hpp>
#include <tessera/access/work_cases.hpp>
#include <tessera/audit/journal_reader.hpp>
#include <tessera/authn/certificates.hpp>
#include <tessera/authn/freeze.hpp>
#include <tessera/authn/interventions.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/authn/session_directory.hpp>
#include <tessera/base/idempotency_store.hpp>
#include <tessera/enrol/invitation.hpp>
#include <tessera/http/router.hpp>
#include <tessera/managed/record_store.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/oauth/dpop.hpp>
#include <tessera/oauth/registration_service.hpp>
#include <tessera/oauth/signing_keys.hpp>
#include <tessera/oversight/break_glass_service.hpp>
#include <tessera/oversight/campaign_service.hpp>
#include <tessera/people/directory.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/search.hpp>
#include <tessera/privacy/consent.hpp>
#include <tessera/scim/group_service.hpp>
#include <tessera/scim/user_service.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

// Who holds the access token of this request: Errc::unauthenticated without a good one. The actor
// has its roles loaded, by_token set and the token's scopes.
using TokenActor = std::function<Task<Result<access::Actor>>(const http::Request&)>;

// The listener of the local socket, whose peers are known by their user ids.
inline constexpr std::string_view kAdminListener = "admin-socket";

struct Work {
  access::WorkCaseService& cases;
  access::TrainingService& trainings;
  access::PolicyService& policies;
};

struct ScimAdmin {
  scim::ConnectionService& connections;
  scim::UserService& users;
  scim::GroupService& groups;
};

struct AdminDeps {
  const Web& web;
  access::AccessService& access;
  access::ActorStore& actors;           // for explain
  access::RoleStore& role_facts;        // for what a change would do
  access::RoleGrantStore& grant_facts;  // likewise
  access::UnitService& units;
  access::RoleService& roles;
  access::RoleGrantService& role_grants;
  Work work;
  access::ApprovalService& approvals;
  access::GrantRequests& grant_requests;
  people::PeopleService& people;
  privacy::ConsentService& consents;
  people::PersonDirectory& directory;
  people::PersonSearch& search;
  authn::SessionService& sessions;
  authn::SessionDirectory& session_directory;
  access::AccessLists& lists;
  authn::FreezeService& freezing;
  authn::Interventions& interventions;
  oversight::BreakGlass& break_glass;
  oversight::Campaigns& campaigns;
  authn::Notices& notices;
  authn::RecoveryService& recovery;
  enrol::InvitationService& invitations;
  oauth::ClientAdmin& clients;
  oauth::RegistrationService& registrations;
  ScimAdmin scim;
  oauth::SigningKeys& key_rotation;
  audit::JournalReader& journal_reader;
  audit::Journal& journal;
  IdempotencyStore& idempotency;
  managed::RecordStore& managed;
  TokenActor token_actor;
  oauth::DpopProofs* dpop = nullptr;  // gives the nonces of token_actor
  std::set<unsigned> system_uids;     // peers of the unix socket who act as the system user
  authn::CertificateBinding* cards = nullptr;  // if there are smart cards
};

}  // namespace tessera::endpoints
