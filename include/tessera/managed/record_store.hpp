// Where the records of managers are kept. Implemented in store/postgres; each write commits its
// event.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/task.hpp>
#include <tessera/managed/document.hpp>

namespace tessera::managed {

class RecordStore {
 public:
  virtual ~RecordStore() = default;
  // Of all managers, by manager, kind and key.
  [[nodiscard]] virtual Task<std::vector<Record>> list() = 0;
  // record.version: the one that it replaces, 0 for a new one. `taken`: fields that other managers
  // of the object own no longer. False if it is another version by now.
  [[nodiscard]] virtual Task<bool> save(const Record& record, const std::vector<std::string>& taken,
                                        audit::Event event) = 0;
  [[nodiscard]] virtual Task<bool> remove(const Record& record, audit::Event event) = 0;
};

}  // namespace tessera::managed
