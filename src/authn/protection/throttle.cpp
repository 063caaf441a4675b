#include <tessera/authn/throttle.hpp>

#include <algorithm>

#include <boost/asio/ip/address.hpp>

#include <tessera/base/bytes.hpp>

namespace tessera::authn {
namespace {

using Kind = ThrottleRule::Kind;

Duration delay_after(const ThrottleRule& rule, int failures) {
  const int over = failures - rule.free;
  if (over <= 0) return {};
  auto delay = rule.period;
  for (int i = 1; i < over && delay < rule.longest; ++i) delay *= 2;
  return std::min(delay, rule.longest);
}

// One hash tag for all: a try is judged by several counters in one script.
std::string key(std::string_view what, const std::string& whose) {
  return "throttle:{t}:" + std::string(what) + ':' + whose;
}

ThrottleRule growing(std::string key, const ThrottlePolicy& policy) {
  return {Kind::growing,        std::move(key),      policy.free_failures, policy.first_delay,
          policy.longest_delay, policy.forget_after, policy.forget_first};
}

ThrottleRule window(std::string key, int limit, const ThrottlePolicy& policy) {
  return {Kind::window, std::move(key), limit, policy.window, {}, {}, {}};
}

}  // namespace

Duration life_of(const ThrottleRule& rule, int count) {
  if (rule.kind == Kind::window) return rule.period;
  auto life = rule.forget_first;
  for (int i = 1; i < count && life < rule.forget; ++i) life *= 2;
  return std::min(life, rule.forget);
}

ThrottleState current_state(const ThrottleRule& rule, const ThrottleState& state, TimePoint now) {
  const bool over = now >= state.since + life_of(rule, state.count);
  return state.count == 0 || over ? ThrottleState{} : state;
}

Duration decide_wait(const ThrottleRule& rule, const ThrottleState& state, TimePoint now) {
  const auto current = current_state(rule, state, now);
  if (rule.kind == Kind::window) {
    return current.count < rule.free ? Duration{} : current.since + rule.period - now;
  }
  return std::max(Duration{}, current.until - now);
}

ThrottleState count_try(const ThrottleRule& rule, const ThrottleState& state, TimePoint now) {
  auto next = current_state(rule, state, now);
  ++next.count;
  if (rule.kind == Kind::growing || next.count == 1) next.since = now;
  if (rule.kind == Kind::growing) next.until = now + delay_after(rule, next.count);
  return next;
}

ThrottleState give_back(const ThrottleRule& rule, const ThrottleState& state, bool success) {
  if (rule.kind == Kind::growing && success) return {};
  auto next = state;
  next.count = std::max(0, next.count - 1);
  next.until = {};
  return next;
}

std::vector<ThrottleRule> rules_for(const Attempt& attempt, const ThrottlePolicy& policy) {
  if (!attempt.device.empty())
    return {growing(key("d", attempt.device + ':' + attempt.account), policy)};
  std::vector<ThrottleRule> rules{growing(key("a", attempt.account), policy)};
  const auto small = network_of(attempt.address, 64);
  const auto large = network_of(attempt.address, 48);
  // Nobody comes in by trying signatures: what is bounded is their cost, and whoever guesses
  // passwords at the same address holds up no key.
  const auto* kind = attempt.guessable ? "n" : "s";
  const int fewer = attempt.guessable ? policy.per_network_small : policy.per_network_large;
  if (!small.empty()) rules.push_back(window(key(kind, small), fewer, policy));
  if (large != small) rules.push_back(window(key(kind, large), policy.per_network_large, policy));
  return rules;
}

ThrottleRule rule_for_right_passwords(const Attempt& attempt, const ThrottlePolicy& policy) {
  return window(key("p", attempt.device + ':' + attempt.account), policy.right_passwords, policy);
}

std::string network_of(std::string_view address, int v6_prefix_bits) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(std::string(address), error);
  if (error) return {};
  if (parsed.is_v4()) return parsed.to_string();
  const auto bytes = parsed.to_v6().to_bytes();
  if (parsed.to_v6().is_v4_mapped()) {
    return std::to_string(bytes[12]) + '.' + std::to_string(bytes[13]) + '.' +
           std::to_string(bytes[14]) + '.' + std::to_string(bytes[15]);
  }
  return to_hex(BytesView(bytes).first(static_cast<std::size_t>(v6_prefix_bits) / 8)) + "/" +
         std::to_string(v6_prefix_bits);
}

bool is_under_cap(int consecutive_failures, bool known_device, const ThrottlePolicy& policy) {
  return consecutive_failures < (known_device ? policy.hard_cap_known_device : policy.hard_cap);
}

bool is_worth_an_event(std::int64_t refused) {
  while (refused > 1 && refused % 10 == 0) refused /= 10;
  return refused == 1;
}

}  // namespace tessera::authn
