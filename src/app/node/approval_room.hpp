// Four eyes, wired: requests, their approvers' passkeys and notices, and who carries out what.
#pragma once

#include <memory>

#include <tessera/access/approval_service.hpp>
#include <tessera/access/grant_requests.hpp>
#include <tessera/authn/approvals.hpp>

#include "app/node/people_room.hpp"

namespace tessera::app {

struct ApprovalRoom {
  ApprovalRoom(const Settings& settings, Backends& backends, PeopleRoom& people, AccessRoom& access,
               AuthnRoom& authn);
  ApprovalRoom(const ApprovalRoom&) = delete;
  ApprovalRoom& operator=(const ApprovalRoom&) = delete;
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  authn::PasskeyOptions passkeys;  // the party and what becomes of copies
  std::unique_ptr<access::ApprovalSignatures> signatures;
  std::unique_ptr<access::ApprovalNotices> notices;
  access::ApprovalService service;
  access::GrantRequests grants;
};

}  // namespace tessera::app
