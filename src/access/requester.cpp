#include <tessera/access/requester.hpp>

namespace tessera::access {

Task<Actor> load_requester(AccessService& access, const ApprovalRequest& request, TimePoint now) {
  if (!request.requester) co_return system_actor();
  auto actor = co_await access.load_actor(*request.requester, now);
  actor.acr = Acr::aal3;
  co_return actor;
}

Task<Result<Decision>> require_requester(AccessService& access, const ApprovalRequest& request,
                                         std::string_view permission, const Resource& resource,
                                         const RequestContext& context) {
  const auto actor = co_await load_requester(access, request, context.received);
  co_return co_await access.require(actor, permission, resource, context);
}

}  // namespace tessera::access
