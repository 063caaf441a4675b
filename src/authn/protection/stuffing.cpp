#include <tessera/authn/stuffing.hpp>

#include <algorithm>
#include <array>
#include <bit>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/authn/throttle.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::authn {
namespace {

constexpr minutes kWorkLife{10};
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kLongestSolution = 200;

// What the MAC of a challenge covers: it works in this browser only.
Bytes covered(BytesView body, std::string_view binding) {
  auto text = to_bytes("work|" + std::string(binding) + '|');
  text.insert(text.end(), body.begin(), body.end());
  return text;
}

std::int64_t seconds_of(TimePoint time) {
  return to_unix(time);
}

Bytes body_of(TimePoint now, Random& random) {
  Bytes body;
  const auto time = static_cast<std::uint64_t>(seconds_of(now));
  for (int shift = 56; shift >= 0; shift -= 8)
    body.push_back(static_cast<std::uint8_t>(time >> shift));
  const auto nonce = random.bytes(kNonceBytes);
  body.insert(body.end(), nonce.begin(), nonce.end());
  return body;
}

TimePoint time_of(BytesView body) {
  std::uint64_t time = 0;
  for (const auto byte : body.first(kTimeBytes)) time = time << 8 | byte;
  return from_unix(static_cast<std::int64_t>(time));
}

runtime::Gauge& raised_gauge() {
  return runtime::gauge("tessera_stuffing_suspected",
                        "Whether credential stuffing is suspected now.");
}

}  // namespace

std::string_view to_string(StuffingSign sign) {
  switch (sign) {
    case StuffingSign::one_network:
      return "one_network";
    case StuffingSign::many_networks:
      return "many_networks";
    case StuffingSign::none:
      break;
  }
  return "none";
}

StuffingSign decide_stuffing(const StuffingCounts& counts, const StuffingPolicy& policy) {
  if (counts.network_logins >= policy.network_logins) return StuffingSign::one_network;
  const auto over = std::max<double>(policy.least_logins, policy.factor * counts.baseline);
  return static_cast<double>(counts.logins) >= over ? StuffingSign::many_networks
                                                    : StuffingSign::none;
}

double next_baseline(double baseline, std::int64_t logins) {
  const auto counted = std::min(static_cast<double>(logins), 2 * baseline + 10);
  return baseline * 0.8 + counted * 0.2;
}

Task<> TimerPatience::wait(Duration time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

Task<> StuffingGuard::note_failure(std::string_view login, const RequestContext& context) {
  const auto counts = co_await p_.store.note(login, network_of(context.address, 48),
                                             context.received, p_.policy.window);
  const auto sign = decide_stuffing(counts, p_.policy);
  if (sign == StuffingSign::none) co_return;
  const bool begins = co_await p_.store.raise(p_.policy.lasts);
  raised_gauge().set(1);
  if (!begins) co_return;
  runtime::counter("tessera_stuffing_suspected_total", "Times that credential stuffing began.",
                   {{"sign", std::string(to_string(sign))}})
      .add();
  // Nobody's request: the address of whoever came last says nothing.
  RequestContext nobodys;
  nobodys.received = context.received;
  nobodys.request_id = make_uuid7(context.received, p_.random);
  auto event = audit::make_event("security.credential_stuffing.suspected", nobodys);
  event.outcome = audit::Outcome::failure;
  event.actor_kind = "system";
  event.reason = to_string(sign);
  event.details["logins"] = counts.logins;
  event.details["networks"] = counts.networks;
  event.details["network_logins"] = counts.network_logins;
  event.details["baseline"] = static_cast<std::int64_t>(counts.baseline);
  co_await p_.journal.append_one(std::move(event));
}

Task<WorkOffer> StuffingGuard::offer(std::string_view binding, bool known_device,
                                     const RequestContext& context) {
  if (known_device || p_.policy.work_bits == 0) co_return WorkOffer{};
  const bool raised = co_await p_.store.is_raised();
  raised_gauge().set(raised ? 1 : 0);
  if (!raised) co_return WorkOffer{};
  auto body = body_of(context.received, p_.random);
  const auto mac = p_.keys.get()->mac(crypto::kPurposeCookie, covered(body, binding));
  co_return WorkOffer{.challenge = codec::to_base64url(body) + '.' + codec::to_base64url(mac),
                      .bits = p_.policy.work_bits};
}

Task<bool> StuffingGuard::is_paid(std::string_view solution, std::string_view binding,
                                  TimePoint now) {
  if (p_.policy.work_bits == 0 || solution.size() > kLongestSolution ||
      !is_solution(solution, p_.policy.work_bits))
    co_return false;
  const auto first = solution.find('.');
  const auto second = solution.find('.', first + 1);
  if (second == std::string_view::npos) co_return false;
  const auto body = codec::from_base64url(solution.substr(0, first));
  const auto mac = codec::from_base64url(solution.substr(first + 1, second - first - 1));
  if (!body || body->size() != kTimeBytes + kNonceBytes || !mac) co_return false;
  if (!p_.keys.get()->check_mac(crypto::kPurposeCookie, covered(*body, binding), *mac))
    co_return false;
  const auto made = time_of(*body);
  if (now < made - minutes{1} || now >= made + kWorkLife) co_return false;
  const auto digest = crypto::sha256(*body);
  const std::array once{ThrottleRule{.kind = ThrottleRule::Kind::window,
                                     .key = "throttle:{t}:work:" + codec::to_base64url(digest),
                                     .free = 1,
                                     .period = kWorkLife + minutes{1}}};
  co_return (co_await p_.once.take(once, now)).allowed;
}

Task<> StuffingGuard::admit(std::string_view solution, std::string_view binding, bool known_device,
                            const RequestContext& context) {
  if (known_device || !co_await p_.store.is_raised()) co_return;
  if (co_await is_paid(solution, binding, context.received)) co_return;
  co_await p_.patience.wait(p_.policy.delay);
}

bool is_solution(std::string_view solution, int bits) {
  const auto digest = crypto::sha256(as_bytes(solution));
  int zeros = 0;
  for (const auto byte : digest) {
    zeros += std::countl_zero(byte);
    if (byte != 0) break;
  }
  return zeros >= bits;
}

}  // namespace tessera::authn
