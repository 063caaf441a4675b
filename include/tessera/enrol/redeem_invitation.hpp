// The invitee's side of an invitation.
#pragma once

#include <optional>
#include <string_view>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/enrol/applicant_service.hpp>
#include <tessera/enrol/invitation.hpp>

namespace tessera::enrol {

class RedeemInvitation {
 public:
  virtual ~RedeemInvitation() = default;
  // The open invitation of this code, to be shown before it is taken. 20 tries an hour and address.
  // Errc::gone "invitation.gone": unknown, taken, revoked or expired, all the same.
  [[nodiscard]] virtual Task<Result<Invitation>> look(std::string_view code,
                                                      const RequestContext& context) = 0;
  // Takes it, once. signed_in: a person who adds the staff persona to his own identity: the
  // proofing is not repeated and the application goes to a registrar at once. The contact address
  // counts as proven by the mailed code. Of two at once one gets "invitation.gone".
  [[nodiscard]] virtual Task<Result<Started>> accept(std::string_view code,
                                                     std::optional<Uuid> signed_in,
                                                     const RequestContext& context) = 0;
  // The bootstrap only: what the first admin states before binding. Errc::invalid with fields.
  [[nodiscard]] virtual Task<Result<Application>> state_first_admin(
      const Application& application, std::string_view name, std::string_view mail,
      const RequestContext& context) = 0;
};

}  // namespace tessera::enrol
