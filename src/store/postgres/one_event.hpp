// A write with its one event.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <tessera/audit/journal.hpp>

namespace tessera::store::postgres {

[[nodiscard]] inline std::unique_ptr<audit::Sealed> seal_one(audit::Journal& journal,
                                                             audit::Event event) {
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  return journal.seal(std::move(events));
}

}  // namespace tessera::store::postgres
