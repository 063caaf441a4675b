#include <tessera/audit/event.hpp>

namespace tessera::audit {

Event make_event(std::string type, const RequestContext& context) {
  return {.type = std::move(type),
          .request_id = context.request_id,
          .trace_id = context.trace_id,
          .address_class = context.address_class};
}

}  // namespace tessera::audit
