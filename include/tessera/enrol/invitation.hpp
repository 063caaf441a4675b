// Invitations of civil servants (an admin nominates, the invitee proves and binds like everybody
// else) and the one bootstrap invitation that makes the first admin of a deployment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/people/person.hpp>

namespace tessera::enrol {

// open -> accepted (an application or a signed-in person took it) -> used (the persona was given);
// open -> revoked, expired.
enum class InvitationState { open, accepted, used, revoked, expired };
[[nodiscard]] std::string_view to_string(InvitationState state);

struct NewInvitation {
  people::Affiliation affiliation;  // employer, unit, post, sponsor, start and end
  std::string contact_mail;         // where the one-time link goes; kept sealed
  std::string locale = "en";        // language of the mail
};

struct Invitation {
  Uuid id;
  InvitationState state = InvitationState::open;
  bool bootstrap = false;
  people::Affiliation affiliation;
  std::string locale;
  std::optional<Uuid> invited_by;
  std::optional<Uuid> application;  // of the invitee, once accepted
  std::optional<Uuid> person;       // an existing person who took the staff persona
  TimePoint created;
  TimePoint expires;  // 14 days; 24 hours for the bootstrap
};

class InvitationService {
 public:
  virtual ~InvitationService() = default;
  // Needs permission "person.invite" in the affiliation's unit; the sponsor may not be the invitee.
  // One commit: invitation, mail message, event "invitation.created". Errors: "invitation.period"
  // (no end, an end in the past or before the start), "invitation.mail", "invitation.too_long" (200
  // characters of employer or post), "invitation.sponsor" (not in service), "access.denied".
  [[nodiscard]] virtual Task<Result<Invitation>> invite(const NewInvitation& invitation,
                                                        const access::Actor& actor,
                                                        const RequestContext& context) = 0;
  // Newest first, at most 200. Needs "person.invite" somewhere.
  [[nodiscard]] virtual Task<Result<std::vector<Invitation>>> list(
      const access::Actor& actor, const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> revoke(const Uuid& invitation,
                                                  const access::Actor& actor,
                                                  const RequestContext& context) = 0;

  // Path and query of a one-time enrolment link for the first admin ("/enrol/invitation?code=..."),
  // good for 24 h; an earlier unused one is revoked by it. Journaled. Errc::conflict
  // "bootstrap.done" once a bootstrap invitation was used.
  [[nodiscard]] virtual Task<Result<std::string>> create_bootstrap_invitation(
      const RequestContext& context) = 0;
};

// What the first admin is given; implemented over the role grants by whoever wires this room.
class BootstrapRoles {
 public:
  virtual ~BootstrapRoles() = default;
  // Grants role administration and person administration at the root unit, in force now, as the
  // system. Idempotent.
  [[nodiscard]] virtual Task<Result<void>> grant_first_admin(const Uuid& person,
                                                             const RequestContext& context) = 0;
};

}  // namespace tessera::enrol
