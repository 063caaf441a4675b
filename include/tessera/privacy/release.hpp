// The release ledger: which client received which claims of a person, when and why (R63). Claim
// names only, never values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::privacy {

struct NewRelease {
  Uuid id;  // version 7
  Uuid person;
  Uuid client;
  std::vector<std::string> claims;
  std::string purpose;
  std::string channel;  // "id_token", "userinfo"
  TimePoint time;
};

// The event that goes with a release: "claims.released", subject the person, names in the details.
[[nodiscard]] audit::Event release_event(const NewRelease& release, const RequestContext& context);

class ReleaseLedger {
 public:
  virtual ~ReleaseLedger() = default;
  // Row and event in one commit, durable when it returns.
  [[nodiscard]] virtual Task<> record(const NewRelease& release, const RequestContext& context) = 0;
};

}  // namespace tessera::privacy
