#include <tessera/oauth/approved_operations.hpp>

#include <tessera/access/requester.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::oauth {
namespace {

std::unexpected<Error> changed() {
  return fail(Errc::conflict, "approval.object_changed", "It is not what was approved any more.");
}

people::ActingAs requester_of(const access::ApprovalRequest& request,
                              const access::Decision& decision) {
  return {.kind = request.requester ? "person" : "system",
          .id = request.requester,
          .role = decision.role,
          .purpose = "administration"};
}

}  // namespace

boost::json::object what_of(const Client& client) {
  return {{"client", to_string(client.id)},
          {"version", client.version},
          {"name", client.registration.name},
          {"owner", client.registration.owner},
          {"registration", to_json(client.registration)}};
}

Task<Result<void>> ClientApproval::execute(const access::ApprovalRequest& request,
                                           const RequestContext& context) {
  const auto id = parse_uuid(request.subject);
  if (!id) co_return changed();
  const auto client = co_await clients_.get(*id);
  if (!client) co_return std::unexpected(client.error());
  const auto what = access::what_of(request);
  const auto* version = what.if_contains("version");
  if (version == nullptr || !version->is_int64()) co_return changed();
  // The step before this one was interrupted: the version that was approved serves.
  if (client->status == ClientStatus::approved && client->version == version->get_int64() + 1)
    co_return Result<void>{};
  if (what_of(*client) != what) co_return changed();
  const access::Resource resource{.type = "client", .id = request.subject};
  const auto may =
      co_await access::require_requester(access_, request, "client.write", resource, context);
  if (!may) co_return std::unexpected(may.error());
  const auto done =
      co_await clients_.set_status(*id, ClientStatus::approved, "approval " + to_string(request.id),
                                   requester_of(request, *may), context, client->version);
  if (!done) co_return std::unexpected(done.error());
  co_return Result<void>{};
}

Task<Result<void>> KeyRotationApproval::execute(const access::ApprovalRequest& request,
                                                const RequestContext& context) {
  const access::Resource resource{.type = "signing_key"};
  const auto may =
      co_await access::require_requester(access_, request, "key.rotate", resource, context);
  if (!may) co_return std::unexpected(may.error());
  const auto what = access::what_of(request);
  if (codec::text_of(what, "operation") != "withdraw") {
    (void)co_await keys_.rotate(requester_of(request, *may), context);
    co_return Result<void>{};
  }
  const auto done = co_await keys_.withdraw(codec::text_of(what, "kid"), request.reason,
                                            requester_of(request, *may), context);
  if (!done && done.error().code != Errc::not_found) co_return std::unexpected(done.error());
  co_return Result<void>{};
}

}  // namespace tessera::oauth
