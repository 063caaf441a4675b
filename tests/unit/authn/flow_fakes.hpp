// Progress of ceremonies in memory, with its compare and set.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include <tessera/authn/flow.hpp>
#include <tessera/base/unavailable.hpp>

namespace tessera::authn {

class FakeFlows final : public FlowStore {
 public:
  Task<std::optional<Kept>> load(const std::string& key) override {
    if (away) throw Unavailable("redis", "away");
    const auto found = kept.find(key);
    co_return found == kept.end() ? std::nullopt : std::optional(found->second);
  }
  Task<bool> save(const std::string& key, std::string sealed, std::int64_t expected,
                  Duration) override {
    if (away) throw Unavailable("redis", "away");
    if (before_save) std::exchange(before_save, nullptr)();
    if (kept[key].revision != expected) co_return false;
    kept[key] = {std::move(sealed), expected + 1};
    co_return true;
  }
  Task<> drop(const std::string& key) override {
    kept.erase(key);
    co_return;
  }
  std::map<std::string, Kept> kept;
  std::function<void()> before_save;  // once: what a parallel request does
  bool away = false;
};

}  // namespace tessera::authn
