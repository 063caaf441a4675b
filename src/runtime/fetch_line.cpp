#include <tessera/runtime/fetch_line.hpp>

#include <algorithm>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>

namespace tessera::runtime {

namespace asio = boost::asio;

FetchLine::Turn::~Turn() {
  line_->end(unused_);
}

FetchLine::TurnRef FetchLine::take(TimePoint now) {
  const std::scoped_lock lock(mutex_);
  if (taken_) return nullptr;
  const auto refills = (now - refilled_) / limits_.refill;
  if (refills > 0) {
    left_ = static_cast<int>(std::min<std::int64_t>(limits_.burst, left_ + refills));
    refilled_ = now;
  }
  if (left_ == 0) return nullptr;
  auto turn = std::make_unique<Turn>(shared_from_this());
  --left_;
  taken_ = true;
  return turn;
}

void FetchLine::end(bool unused) {
  const std::scoped_lock lock(mutex_);
  taken_ = false;
  if (unused) ++left_;
  for (auto& waiter : std::exchange(waiting_, {})) {
    waiter->unused = unused;
    const auto executor = waiter->timer.get_executor();  // touched on its own thread only
    asio::post(executor, [waiter = std::move(waiter)] { waiter->timer.cancel(); });
  }
}

Task<> FetchLine::wait(std::shared_ptr<FetchLine> line) {
  const auto waiter = std::make_shared<Waiter>(asio::steady_timer(
      co_await asio::this_coro::executor, asio::steady_timer::time_point::max()));
  {
    const std::scoped_lock lock(line->mutex_);
    if (!line->taken_) co_return;
    if (line->waiting_.size() >= line->limits_.waiting)
      throw Unavailable("fetch", "too many wait for one document");
    line->waiting_.push_back(waiter);
  }
  boost::system::error_code ended;
  co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  if (waiter->unused) throw Unavailable("fetch", "the queue was full");
}

}  // namespace tessera::runtime
