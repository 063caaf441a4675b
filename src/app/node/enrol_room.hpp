// Enrolment of this node, wired.
#pragma once

#include <memory>

#include <tessera/enrol/evidence.hpp>
#include <tessera/enrol/jobs.hpp>
#include <tessera/enrol/make.hpp>

#include "app/config/settings.hpp"
#include "app/node/people_room.hpp"
#include "store/postgres/application_store.hpp"
#include "store/postgres/evidence_store.hpp"
#include "store/postgres/invitation_store.hpp"

namespace tessera::app {

// The first admin's roles, granted as the system (tessera bootstrap admin).
class FirstAdminRoles final : public enrol::BootstrapRoles {
 public:
  explicit FirstAdminRoles(AccessRoom& access) : access_(access) {}
  Task<Result<void>> grant_first_admin(const Uuid& person, const RequestContext& context) override;

 private:
  AccessRoom& access_;
};

struct EnrolRoom {
  EnrolRoom(const Settings& settings, Backends& backends, JournalRoom& journal, PeopleRoom& people,
            AccessRoom& access, AuthnRoom& authn);
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  JournalRoom& journal;
  store::postgres::ApplicationStore applications;
  store::postgres::EvidenceStore evidence;
  store::postgres::InvitationStore invitation_store;
  enrol::NoScanner scanner;
  FirstAdminRoles first_admin;
  std::unique_ptr<enrol::ApplicantService> applicants;
  std::unique_ptr<enrol::ReviewService> reviews;
  std::unique_ptr<enrol::InvitationService> invitations;
  std::unique_ptr<enrol::RedeemInvitation> redeem;
  std::unique_ptr<enrol::Jobs> timers;
};

}  // namespace tessera::app
