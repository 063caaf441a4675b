// A refusal is an event too, and it is durable before the answer.
#pragma once

#include <string>
#include <string_view>

#include <tessera/audit/journal.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_directory.hpp>

#include "oauth/refusal_meter.hpp"

namespace tessera::oauth {

struct Refusal {
  std::string_view type;                // of the event: "token.refused"
  std::string_view object;              // its object type: "token"
  std::string reason;                   // Error::id
  const ClientEntry* client = nullptr;  // nullptr: nobody who is known
  bool metered = true;                  // floods of it are counted
  std::string object_id{};              // or empty
};

// Of nobody in particular, to whom public clients belong.
[[nodiscard]] inline bool is_nobodys(const ClientEntry* client) {
  return client == nullptr || client->is_public();
}

// Thread-safe. Does not own the journal.
class RefusalLog {
 public:
  explicit RefusalLog(audit::Journal& journal) : journal_(journal) {}
  [[nodiscard]] Task<> note(Refusal refusal, const RequestContext& context);

 private:
  audit::Journal& journal_;
  RefusalMeter meter_;
};

}  // namespace tessera::oauth
