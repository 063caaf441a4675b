#include <tessera/outbound/outbox_worker.hpp>

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::outbound {

namespace {

constexpr int kMaxAttempts = 16;

constexpr days kKeepDead{7};

struct Batch {
  Batch(const boost::asio::any_io_executor& executor, std::size_t count, Duration patience)
      : left(count), ends(executor, patience) {}
  std::size_t left;
  boost::asio::steady_timer ends;
};

void count(const std::string& kind, const char* outcome) {
  runtime::counter("tessera_outbox_deliveries_total", "Attempts to deliver a message",
                   {{"kind", kind}, {"outcome", outcome}})
      .add();
}

void say(runtime::Level level, const char* event, const ClaimedMessage& message,
         const std::string& failure) {
  runtime::log(level, event,
               {{"message", to_string(message.id)},
                {"kind", message.kind},
                {"attempts", message.attempts},
                {"error", failure}});
}

}  // namespace

std::optional<Duration> decide_wait(int attempts, std::uint8_t scatter) {
  if (attempts >= kMaxAttempts) return std::nullopt;
  const Duration base =
      std::min<Duration>(seconds{5} * (1 << std::clamp(attempts - 1, 0, 10)), hours{1});
  return base * 4 / 5 + base * 2 / 5 * scatter / 255;
}

void OutboxWorker::handle(std::string kind, DeliveryHandler handler) {
  under_way_[kind] = 0;
  handlers_[std::move(kind)] = std::move(handler);
}

std::atomic<std::size_t>& OutboxWorker::under_way(const std::string& kind) {
  const auto known = under_way_.find(kind);
  return known == under_way_.end() ? others_under_way_ : known->second;
}

Task<std::size_t> OutboxWorker::run_once(std::vector<std::string> kinds) {
  auto& mine = under_way(kinds.front());
  const auto busy = mine.load();
  if (busy >= kMostAtOnce) co_return 0;
  const auto most = static_cast<int>(std::min<std::size_t>(kBatch, kMostAtOnce - busy));
  auto claimed = co_await parts_.outbox.claim(std::move(kinds), parts_.clock.now(), most, kLease);
  if (claimed.empty()) co_return 0;
  const auto executor = co_await boost::asio::this_coro::executor;
  // Shared with what is left behind.
  const auto batch = std::make_shared<Batch>(executor, claimed.size(), parts_.patience);
  const auto count = claimed.size();
  mine += count;
  for (auto& each : claimed) {
    auto run = [this, message = std::move(each)]() mutable -> Task<> {
      return deliver(std::move(message));
    };
    boost::asio::co_spawn(executor, std::move(run), [&mine, batch](std::exception_ptr) {
      --mine;
      if (--batch->left == 0) batch->ends.cancel();
    });
  }
  // a message whose outcome could not be saved comes back when its lease ends
  boost::system::error_code cancelled;
  if (batch->left > 0)
    co_await batch->ends.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  co_return count;
}

Task<> OutboxWorker::deliver(ClaimedMessage message) {
  const auto handler = handlers_.find(message.kind);
  std::string failure = "no handler of this kind";
  if (handler != handlers_.end()) {
    try {
      auto delivered = co_await handler->second(message);
      if (delivered) {
        co_await parts_.outbox.save_done(message.id, std::move(*delivered), parts_.clock.now());
        count(message.kind, "done");
        co_return;
      }
      const auto why = delivered.error().id + " " + delivered.error().detail;
      say(runtime::Level::error, "outbox.buried", message, why);
      count(message.kind, "dead");
      co_await parts_.outbox.bury(message.id, parts_.clock.now(), why);
      co_return;
    } catch (const std::exception& e) {
      failure = e.what();
    }
  }
  co_await try_again(std::move(message), std::move(failure));
}

Task<> OutboxWorker::try_again(ClaimedMessage message, std::string failure) {
  std::uint8_t scatter = 0;
  parts_.random.fill({&scatter, 1});
  const auto wait = decide_wait(message.attempts, scatter);
  count(message.kind, wait ? "retry" : "dead");
  if (!wait) {
    say(runtime::Level::error, "outbox.buried", message, failure);
    co_await parts_.outbox.bury(message.id, parts_.clock.now(), failure);
    co_return;
  }
  say(runtime::Level::warn, "outbox.put_off", message, failure);
  co_await parts_.outbox.put_off(message.id, parts_.clock.now() + *wait, failure);
}

Task<> OutboxWorker::measure() {
  static auto& waiting = runtime::gauge("tessera_outbox_waiting", "Messages not delivered yet");
  static auto& dead = runtime::gauge("tessera_outbox_dead", "Messages that were given up");
  static auto& overdue =
      runtime::gauge("tessera_outbox_overdue_seconds", "Delay of the oldest message");
  const auto counted = co_await parts_.outbox.count(parts_.clock.now());
  waiting.set(static_cast<double>(counted.waiting));
  dead.set(static_cast<double>(counted.dead));
  overdue.set(static_cast<double>(std::max<std::int64_t>(counted.oldest_seconds, 0)));
}

Task<> OutboxWorker::clean_up() {
  const auto emptied = co_await parts_.outbox.forget_dead(parts_.clock.now() - kKeepDead);
  if (emptied > 0) runtime::log(runtime::Level::info, "outbox.emptied", {{"messages", emptied}});
}

}  // namespace tessera::outbound
