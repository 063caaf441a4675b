#include "store/redis/link.hpp"

#include <algorithm>
#include <array>
#include <expected>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/runtime/log.hpp>

#include "store/redis/errors.hpp"
#include "store/redis/handshake.hpp"

namespace tessera::store::redis {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using Steady = std::chrono::steady_clock;

namespace {

// Without the source position that Asio adds.
std::string reason(const std::exception& e) {
  const auto* system = dynamic_cast<const boost::system::system_error*>(&e);
  return system != nullptr ? system->code().message() : e.what();
}

// `||` waits for a success: a failure has to be one, or a refused connection would wait for the
// limit.
Task<std::expected<std::shared_ptr<Transport>, std::string>> try_connect(
    const Address& address, const ClientOptions& options) {
  try {
    co_return co_await connect_ready(address, options);
  } catch (const std::exception& e) {
    co_return std::unexpected(reason(e));
  }
}

constexpr std::size_t kMaxWaiters = 65'536;
constexpr Duration kShortestDelay = milliseconds{20};
constexpr Duration kLongestDelay = milliseconds{500};
}  // namespace

// A timer is the event: it is cancelled when the replies are there and expires when they are late.
struct Link::Waiter {
  Waiter(const asio::any_io_executor& executor, std::size_t n) : wake(executor), awaited(n) {
    replies.reserve(n);
  }
  asio::steady_timer wake;
  std::size_t awaited;
  std::vector<Reply> replies;
  Steady::time_point sent = Steady::now();
  bool done = false;
  bool failed = false;
  std::string detail;
};

Link::Link(asio::any_io_executor executor, Address address, ClientOptions options)
    : executor_(std::move(executor)),
      address_(std::move(address)),
      options_(std::move(options)),
      retry_(executor_) {}

void Link::start() {
  asio::co_spawn(
      executor_, [self = shared_from_this()]() -> Task<> { co_await self->run(); }, asio::detached);
}

void Link::stop() {
  asio::post(executor_, [self = shared_from_this()] {
    self->stopped_ = true;
    self->retry_.cancel();
    self->drop();
  });
}

void Link::drop() {
  if (transport_ != nullptr) transport_->close();
}

Task<> Link::run() {
  while (!stopped_) {
    state_ = State::connecting;
    if (co_await connect()) {
      co_await read_until_lost();
      transport_.reset();
      state_ = State::connecting;
      count_error("lost");
      fail_all("connection lost");
    } else {
      state_ = State::down;
      fail_all("cannot connect");
    }
    if (!stopped_) co_await pause();
  }
  state_ = State::down;
  fail_all("stopped");
}

Task<bool> Link::connect() {
  asio::steady_timer limit(executor_, options_.connect_timeout);
  auto outcome =
      co_await (try_connect(address_, options_) || limit.async_wait(asio::use_awaitable));
  const bool late = outcome.index() == 1;
  if (late || !std::get<0>(outcome)) {
    const std::string detail = late ? "connecting took too long" : std::get<0>(outcome).error();
    count_error("connect");
    runtime::log(runtime::Level::warn, "redis.connect_failed", {{"detail", detail}});
    co_return false;
  }
  transport_ = *std::get<0>(std::move(outcome));
  state_ = State::ready;
  flush_soon();
  co_return true;
}

Task<> Link::read_until_lost() {
  const auto transport = transport_;
  Reader reader;
  std::vector<char> buffer(32 * 1024);
  try {
    for (;;) {
      const std::size_t n = co_await transport->read(buffer);
      last_read_ = Steady::now();
      delay_ = Duration{0};
      reader.feed({buffer.data(), n});
      while (auto reply = reader.next()) deliver(std::move(*reply));
    }
  } catch (const std::exception& e) {
    if (!stopped_) runtime::log(runtime::Level::warn, "redis.lost", {{"detail", reason(e)}});
  }
  transport->close();
}

// Half of the delay is random, so that the nodes do not come back in step.
Task<> Link::pause() {
  delay_ = std::clamp<Duration>(delay_ * 2, kShortestDelay, kLongestDelay);
  std::array<std::uint8_t, 1> jitter{};
  crypto::SystemRandom().fill(jitter);
  retry_.expires_after(delay_ / 2 + delay_ * jitter[0] / 512);
  boost::system::error_code cancelled;
  co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

Task<std::vector<Reply>> Link::send(std::string commands, std::size_t count) {
  if (state_ == State::down || waiters_.size() >= kMaxWaiters) {
    count_error(state_ == State::down ? "down" : "queue");
    throw Unavailable("redis", state_ == State::down ? "away" : "too many commands in flight");
  }
  const auto self = shared_from_this();
  const auto waiter = std::make_shared<Waiter>(executor_, count);
  waiters_.push_back(waiter);
  out_ += commands;
  flush_soon();
  waiter->wake.expires_after(options_.timeout);
  boost::system::error_code ec;
  co_await waiter->wake.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  if (!waiter->done && ec) throw boost::system::system_error(ec);  // the task was cancelled
  if (!waiter->done) {
    timed_out(*waiter);
    throw Unavailable("redis", "timed out");
  }
  if (waiter->failed) throw Unavailable("redis", waiter->detail);
  co_return std::move(waiter->replies);
}

void Link::timed_out(const Waiter& waiter) {
  count_error("timeout");
  // Silent for the whole time: a stopped server or a dead path, and everything behind it waits too.
  if (last_read_ < waiter.sent) drop();
}

void Link::flush_soon() {
  if (writing_ || state_ != State::ready || out_.empty()) return;
  writing_ = true;
  asio::post(executor_, [self = shared_from_this()] { self->write_more(); });
}

void Link::write_more() {
  if (state_ != State::ready || out_.empty()) {
    writing_ = false;
    return;
  }
  in_flight_.clear();
  in_flight_.swap(out_);
  const auto transport = transport_;
  transport->write(in_flight_,
                   [self = shared_from_this(), transport](boost::system::error_code ec) {
                     if (ec) {
                       transport->close();  // the reader notices and fails every waiter
                       self->writing_ = false;
                       self->flush_soon();  // of the next connection, if that is up already
                       return;
                     }
                     self->write_more();
                   });
}

void Link::deliver(Reply reply) {
  if (waiters_.empty()) throw std::runtime_error("redis: a reply without a command");
  Waiter& waiter = *waiters_.front();
  waiter.replies.push_back(std::move(reply));
  if (waiter.replies.size() < waiter.awaited) return;
  waiter.done = true;
  waiter.wake.cancel();
  waiters_.pop_front();
}

void Link::fail_all(const std::string& detail) {
  out_.clear();
  for (const auto& waiter : std::exchange(waiters_, {})) {
    waiter->done = waiter->failed = true;
    waiter->detail = detail;
    waiter->wake.cancel();
  }
}

}  // namespace tessera::store::redis
