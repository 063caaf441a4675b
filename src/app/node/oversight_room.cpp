#include "app/node/oversight_room.hpp"

namespace tessera::app {
namespace {

// What a message is about was written down when it happened; the system tells of it.
RequestContext context_of(const outbound::ClaimedMessage& message) {
  RequestContext context;
  context.received = message.created;
  context.request_id = message.id;
  return context;
}

}  // namespace

OversightRoom::OversightRoom(const Settings& settings, Backends& b, JournalRoom& journal,
                             AccessRoom& access, AuthnRoom& authn, ApprovalRoom& approvals,
                             OutboundRoom& outbound)
    : backends(b),
      campaign_store(b.database, journal.journal),
      break_glass({.store = access.emergencies,
                   .access = *access.service,
                   .journal = journal.journal,
                   .interventions = authn.authn.interventions(),
                   .notices = authn.authn.notices(),
                   .keys = b.keyring,
                   .random = b.random,
                   .approvals = &approvals.service}),
      campaigns({.store = campaign_store,
                 .access = *access.service,
                 .notices = authn.authn.notices(),
                 .random = b.random,
                 .every = days{static_cast<int>(settings.integer("access.review_days"))}}) {
  approvals.service.add(break_glass);
  outbound.worker.handle(
      "break_glass", [this](const outbound::ClaimedMessage& message) -> Task<outbound::Delivered> {
        const auto context = context_of(message);
        co_return co_await break_glass.deliver(message.payload, context);
      });
  outbound.worker.handle(
      "campaign", [this](const outbound::ClaimedMessage& message) -> Task<outbound::Delivered> {
        const auto context = context_of(message);
        co_return co_await campaigns.deliver(message.payload, context);
      });
}

void OversightRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("oversight.break_glass", seconds(30), [this]() -> Task<> {
    (void)co_await break_glass.suspend_overdue(backends.clock->now());
  });
  jobs.every("oversight.campaigns", seconds(10),
             [this]() -> Task<> { (void)co_await campaigns.tend(backends.clock->now()); });
}

}  // namespace tessera::app
