#include "oauth/refusal_log.hpp"

#include <tessera/people/acting_event.hpp>

namespace tessera::oauth {

Task<> RefusalLog::note(Refusal refusal, const RequestContext& context) {
  std::int64_t left_out = 0;
  if (refusal.metered) {
    const auto admitted = meter_.admit(context.address, context.received);
    if (!admitted) co_return;
    left_out = *admitted;
  }
  const auto by = people::as_client(
      refusal.client == nullptr ? std::nullopt : std::optional(refusal.client->client.id));
  auto event = people::acting_event(std::string(refusal.type), by, context);
  event.outcome = audit::Outcome::denied;
  event.object_type = std::string(refusal.object);
  event.object_id = std::move(refusal.object_id);
  event.reason = std::move(refusal.reason);
  if (left_out > 0) event.details["left_out"] = left_out;
  co_await journal_.append_one(std::move(event));
}

}  // namespace tessera::oauth
