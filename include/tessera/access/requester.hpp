// What was approved is carried out as whoever asked for it, who must still be allowed to
// (docs/adr/0039).
#pragma once

#include <string_view>

#include <tessera/access/access_service.hpp>
#include <tessera/access/approval.hpp>

namespace tessera::access {

// With the roles that are in force now, at the highest level: what level there was, was checked
// when it was asked for.
[[nodiscard]] Task<Actor> load_requester(AccessService& access, const ApprovalRequest& request,
                                         TimePoint now);
// Decides once more. Errors of AccessService::require.
[[nodiscard]] Task<Result<Decision>> require_requester(AccessService& access,
                                                       const ApprovalRequest& request,
                                                       std::string_view permission,
                                                       const Resource& resource,
                                                       const RequestContext& context);

}  // namespace tessera::access
