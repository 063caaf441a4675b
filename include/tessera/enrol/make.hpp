// The room, as src/app wires it. Everything in Rooms and Ports must outlive the services.
#pragma once

#include <memory>
#include <string>

#include <tessera/access/access_service.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/binding.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/enrol/applicant_service.hpp>
#include <tessera/enrol/application_store.hpp>
#include <tessera/enrol/evidence.hpp>
#include <tessera/enrol/invitation.hpp>
#include <tessera/enrol/invitation_store.hpp>
#include <tessera/enrol/jobs.hpp>
#include <tessera/enrol/redeem_invitation.hpp>
#include <tessera/enrol/review_service.hpp>
#include <tessera/people/directory.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::enrol {

// Limits of uploads on this node (requirements 4.4; refused ones count in
// tessera_evidence_refused_total{reason}).
struct Limits {
  std::size_t evidence_bytes = 8 * 1024 * 1024;  // at most 16 MB: a scan has 64 chunks
  int evidence_at_once = 4;
};

struct Rooms {
  people::PeopleService& people;
  people::PersonDirectory& directory;
  authn::BindingService& binding;
  access::AccessService& access;
  audit::Journal& journal;
  const Clock& clock;
  Random& random;
  crypto::KeyringHolder& keys;
  std::string public_url;  // for links in mails, no slash at the end
  Limits limits = {};
};

struct Ports {
  ApplicationStore& applications;
  ApplicationLists& lists;
  ContactCodeStore& codes;
  EvidenceStore& evidence;
  InvitationStore& invitations;
  authn::ThrottleStore& throttle;
  Scanner& scanner;
  BootstrapRoles& bootstrap_roles;
};

[[nodiscard]] std::unique_ptr<ApplicantService> make_applicant_service(const Rooms& rooms,
                                                                       const Ports& ports);
[[nodiscard]] std::unique_ptr<ReviewService> make_review_service(const Rooms& rooms,
                                                                 const Ports& ports);
[[nodiscard]] std::unique_ptr<InvitationService> make_invitation_service(const Rooms& rooms,
                                                                         const Ports& ports);
[[nodiscard]] std::unique_ptr<RedeemInvitation> make_redeem_invitation(const Rooms& rooms,
                                                                       const Ports& ports);
[[nodiscard]] std::unique_ptr<Jobs> make_jobs(const Rooms& rooms, const Ports& ports);

}  // namespace tessera::enrol
