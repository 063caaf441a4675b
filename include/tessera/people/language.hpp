// The language that a person chose for pages and mail, kept on the account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::people {

class LanguageStore {
 public:
  virtual ~LanguageStore() = default;
  // With its events, in one commit; false, and nothing is written, if it is the person's already or
  // there is no such person.
  [[nodiscard]] virtual Task<bool> save_language(const Uuid& person, std::string_view locale,
                                                 TimePoint now,
                                                 std::vector<audit::Event> events) = 0;
};

// The person's own choice, with its event. locale: one that the pages are written in.
[[nodiscard]] Task<> choose_language(LanguageStore& store, Uuid person, std::string locale,
                                     const RequestContext& context);

}  // namespace tessera::people
