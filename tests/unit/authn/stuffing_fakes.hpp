// Exact counts instead of sketches; one window that never ends.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include <tessera/authn/stuffing.hpp>

namespace tessera::authn {

class FakeStuffing final : public StuffingStore {
 public:
  Task<StuffingCounts> note(std::string_view login, std::string_view network, TimePoint,
                            Duration) override {
    logins.emplace(login);
    networks[std::string(network)].emplace(login);
    co_return StuffingCounts{
        .network_logins = static_cast<std::int64_t>(networks[std::string(network)].size()),
        .logins = static_cast<std::int64_t>(logins.size()),
        .networks = static_cast<std::int64_t>(networks.size()),
        .baseline = baseline};
  }
  Task<bool> raise(Duration) override { co_return !std::exchange(raised, true); }
  Task<bool> is_raised() override { co_return raised; }

  std::set<std::string> logins;
  std::map<std::string, std::set<std::string>> networks;
  double baseline = 0;
  bool raised = false;
};

}  // namespace tessera::authn
