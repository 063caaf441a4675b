#include "app/node/enrol_room.hpp"

namespace tessera::app {
namespace {

enrol::Rooms rooms_of(const Settings& settings, Backends& b, JournalRoom& journal,
                      PeopleRoom& people, AccessRoom& access, AuthnRoom& authn) {
  return {.people = *people.service,
          .directory = *people.directory,
          .binding = authn.authn.binding(),
          .access = *access.service,
          .journal = journal.journal,
          .clock = *b.clock,
          .random = b.random,
          .keys = b.keyring,
          .public_url = settings.text("server.public_url"),
          .limits = {
              .evidence_bytes = settings.size("limits.evidence"),
              .evidence_at_once = static_cast<int>(settings.integer("limits.evidence_uploads"))}};
}

enrol::Ports ports_of(EnrolRoom& room, authn::ThrottleStore& throttle) {
  return {.applications = room.applications,
          .lists = room.applications,
          .codes = room.applications,
          .evidence = room.evidence,
          .invitations = room.invitation_store,
          .throttle = throttle,
          .scanner = room.scanner,
          .bootstrap_roles = room.first_admin};
}

}  // namespace

Task<Result<void>> FirstAdminRoles::grant_first_admin(const Uuid& person,
                                                      const RequestContext& context) {
  const access::Actor system{.kind = access::Actor::Kind::system};
  for (const auto* role : {"role_admin", "person_admin"}) {
    const auto granted =
        co_await access_.role_grants.create(system,
                                            {.person = person,
                                             .role = role,
                                             .unit = access::kRootUnit,
                                             .reason = "first administrator",
                                             .purposes = {"support", "correction"}},
                                            context);
    if (!granted && granted.error().id != "role_grant.exists")
      co_return std::unexpected(granted.error());
  }
  co_return Result<void>{};
}

EnrolRoom::EnrolRoom(const Settings& settings, Backends& b, JournalRoom& j, PeopleRoom& people,
                     AccessRoom& access, AuthnRoom& authn)
    : backends(b),
      journal(j),
      applications(b.database, j.journal),
      evidence(b.database, j.journal),
      invitation_store(b.database, j.journal),
      first_admin(access) {
  const auto rooms = rooms_of(settings, b, j, people, access, authn);
  const auto ports = ports_of(*this, authn.throttle_store);
  applicants = enrol::make_applicant_service(rooms, ports);
  reviews = enrol::make_review_service(rooms, ports);
  invitations = enrol::make_invitation_service(rooms, ports);
  redeem = enrol::make_redeem_invitation(rooms, ports);
  timers = enrol::make_jobs(rooms, ports);
}

void EnrolRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("enrol.timers", seconds(30), [this]() -> Task<> {
    if (co_await backends.leases.take("enrol.timers", journal.journal.boot(), seconds(60))) {
      (void)co_await timers->fire_timers(backends.clock->now());
    }
  });
  jobs.every("enrol.clean_up", minutes(30),
             [this]() -> Task<> { (void)co_await timers->clean_up(backends.clock->now()); });
}

}  // namespace tessera::app
