// What passkeys note, in memory.
#pragma once

#include <vector>

#include <tessera/authn/passkeys.hpp>

namespace tessera::authn {

class FakePasskeys final : public PasskeyStore {
 public:
  Task<> mark_cloned(const Uuid& authenticator, audit::Event event, std::vector<OutboxMessage> sent,
                     TimePoint) override {
    cloned.push_back(authenticator);
    events.push_back(std::move(event));
    notices.insert(notices.end(), sent.begin(), sent.end());
    co_return;
  }
  Task<> note(audit::Event event) override {
    events.push_back(std::move(event));
    co_return;
  }

  std::vector<Uuid> cloned;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> notices;
};

}  // namespace tessera::authn
