#include <tessera/audit/journal.hpp>

namespace tessera::audit {

Task<> Journal::append_one(Event event) {
  std::vector<Event> events;
  events.push_back(std::move(event));
  co_await append(std::move(events));
}

}  // namespace tessera::audit
