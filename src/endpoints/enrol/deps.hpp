// What the enrolment and review pages are made of.
#pragma once

#include <string>

#include <tessera/access/access_service.hpp>
#include <tessera/enrol/applicant_service.hpp>
#include <tessera/enrol/redeem_invitation.hpp>
#include <tessera/enrol/review_service.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

// All must outlive the router.
struct EnrolDeps {
  const Web& web;
  enrol::ApplicantService& applicants;
  enrol::RedeemInvitation& invitations;
  enrol::ReviewService& review;
  access::AccessService& access;
  std::string service_name = "Tessera";  // in authenticator apps
};

}  // namespace tessera::endpoints
