#include <tessera/audit/event.hpp>

namespace tessera::audit {

Event make_event(std::string type, const RequestContext& context) {
  Event event{.type = std::move(type),
              .request_id = context.request_id,
              .trace_id = context.trace_id,
              .address_class = context.address_class,
              .dry_run = context.dry_run};
  if (!context.manager.empty()) event.details["manager"] = context.manager;
  return event;
}

}  // namespace tessera::audit
