#include "store/redis/stuffing_store.hpp"

#include <stdexcept>

#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

// Hashed with the other counters of sign-ins: one script reads several keys.
constexpr const char* kPrefix = "throttle:{t}:stuffing:";
constexpr const char* kRaised = "throttle:{t}:stuffing:raised";

std::string millis(Duration d) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(d).count());
}

}  // namespace

StuffingStore::StuffingStore(Client& client)
    : client_(client), note_(embedded_script("stuffing_note")) {}

Task<authn::StuffingCounts> StuffingStore::note(std::string_view login, std::string_view network,
                                                TimePoint now, Duration window) {
  const auto number = std::to_string(now.time_since_epoch() / window);
  const std::string prefix = kPrefix;
  std::vector<std::string> keys{prefix + "n:" + std::string(network) + ':' + number,
                                prefix + "l:" + number, prefix + "w:" + number, prefix + "base"};
  std::vector<std::string> args{std::string(login), std::string(network), number,
                                millis(2 * window)};
  const auto reply = co_await client_.eval(note_, std::move(keys), std::move(args));
  if (reply.items.size() != 4) throw std::runtime_error("stuffing_note: wrong answer");
  co_return authn::StuffingCounts{.network_logins = reply.items[0].integer,
                                  .logins = reply.items[1].integer,
                                  .networks = reply.items[2].integer,
                                  .baseline = static_cast<double>(reply.items[3].integer) / 1000};
}

Task<bool> StuffingStore::raise(Duration life) {
  std::vector<std::string> command{"SET", kRaised, "1", "PX", millis(life), "GET"};
  co_return (co_await client_.command(std::move(command))).is_nil();
}

Task<bool> StuffingStore::is_raised() {
  std::vector<std::string> command{"EXISTS", kRaised};
  co_return (co_await client_.command(std::move(command))).integer == 1;
}

}  // namespace tessera::store::redis
