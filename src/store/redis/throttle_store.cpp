#include "store/redis/throttle_store.hpp"

#include <stdexcept>

#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

using Rule = authn::ThrottleRule;

std::string millis(Duration d) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(d).count());
}

std::string kind_of(const Rule& rule) {
  return rule.kind == Rule::Kind::window ? "w" : "g";
}

std::vector<std::string> keys_of(std::span<const Rule> rules) {
  std::vector<std::string> keys;
  for (const auto& rule : rules) keys.push_back(rule.key);
  return keys;
}

}  // namespace

ThrottleStore::ThrottleStore(Client& client)
    : client_(client),
      take_(embedded_script("throttle_take")),
      give_back_(embedded_script("throttle_give_back")) {}

Task<ThrottleStore::Verdict> ThrottleStore::take(std::span<const Rule> rules, TimePoint now) {
  std::vector<std::string> args{millis(now.time_since_epoch())};
  for (const auto& rule : rules) {
    args.push_back(kind_of(rule));
    args.push_back(std::to_string(rule.free));
    for (const auto& part : {rule.period, rule.longest, rule.forget, rule.forget_first})
      args.push_back(millis(part));
  }
  const auto reply = co_await client_.eval(take_, keys_of(rules), std::move(args));
  if (reply.items.size() != 3) throw std::runtime_error("throttle_take: wrong answer");
  co_return Verdict{reply.items[0].integer == 1, milliseconds{reply.items[1].integer},
                    reply.items[2].integer};
}

Task<> ThrottleStore::give_back(std::span<const Rule> rules, bool success, TimePoint) {
  std::vector<std::string> args{success ? "1" : "0"};
  for (const auto& rule : rules) args.push_back(kind_of(rule));
  static_cast<void>(co_await client_.eval(give_back_, keys_of(rules), std::move(args)));
}

}  // namespace tessera::store::redis
