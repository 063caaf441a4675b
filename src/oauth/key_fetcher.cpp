#include "oauth/key_fetcher.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMostSlots = 4096;

void count(std::string_view result) {
  runtime::counter("tessera_client_keys_fetched_total", "Fetches of a client's jwks_uri",
                   {{"result", std::string(result)}})
      .add();
}

}  // namespace

// Ends a turn however the fetch ends, also when the request that made it is cancelled.
class KeyFetcher::Turn {
 public:
  explicit Turn(SlotRef slot) : slot_(std::move(slot)) {}
  ~Turn() {
    const std::scoped_lock lock(slot_->mutex);
    slot_->fetching = false;
    for (auto& timer : std::exchange(slot_->waiting, {})) {
      const auto executor = timer->get_executor();  // a timer is touched on its own thread only
      asio::post(executor, [timer = std::move(timer)] { timer->cancel(); });
    }
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  SlotRef slot_;
};

KeyFetcher::SlotRef KeyFetcher::slot_of(const ClientEntry& client) {
  const std::scoped_lock lock(mutex_);
  if (slots_.size() >= kMostSlots && !slots_.contains(client.client.id)) slots_.clear();
  auto& slot = slots_[client.client.id];
  const auto& uri = client.client.registration.jwks_uri;
  if (!slot || slot->uri != uri) {
    slot = std::make_shared<Slot>();
    slot->uri = uri;
  }
  return slot;
}

bool KeyFetcher::take_turn(Slot& slot, TimePoint now) {
  const std::scoped_lock lock(slot.mutex);
  if (slot.fetching) return false;
  const auto refills = (now - slot.refilled) / ClientKeys::kRefill;
  if (refills > 0) {
    slot.left = static_cast<int>(std::min<std::int64_t>(ClientKeys::kBurst, slot.left + refills));
    slot.refilled = now;
  }
  if (slot.left == 0) return false;
  --slot.left;
  slot.fetching = true;
  return true;
}

KeySetRef KeyFetcher::kept(Slot& slot, TimePoint now) {
  const std::scoped_lock lock(slot.mutex);
  return slot.keys && now - slot.fetched < ClientKeys::kKept ? slot.keys : nullptr;
}

Task<> KeyFetcher::wait(SlotRef slot) {
  const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor,
                                                          asio::steady_timer::time_point::max());
  {
    const std::scoped_lock lock(slot->mutex);
    if (!slot->fetching) co_return;
    slot->waiting.push_back(timer);
  }
  boost::system::error_code ended;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

Task<> KeyFetcher::fetch(SlotRef slot, std::string client_id, TimePoint now) {
  const Turn turn(slot);
  std::string why;
  try {
    const auto document = co_await fetch_.get(slot->uri);
    auto keys = document ? parse_client_keys(document->body)
                         : Result<ClientKeySet>(std::unexpected(document.error()));
    if (keys) {
      const std::scoped_lock lock(slot->mutex);
      slot->keys = std::make_shared<const ClientKeySet>(std::move(*keys));
      slot->fetched = now;
    } else {
      why = keys.error().id;
    }
  } catch (const Unavailable& error) {  // our own queue is full
    why = error.what();
  }
  count(why.empty() ? "good" : "failed");
  if (!why.empty())
    runtime::log(runtime::Level::warn, "client.keys_not_fetched",
                 {{"client", client_id}, {"reason", why}});
}

Task<KeySetRef> KeyFetcher::fetch_or_wait(SlotRef slot, std::string client_id, TimePoint now) {
  if (take_turn(*slot, now)) {
    co_await fetch(slot, std::move(client_id), now);
  } else {
    co_await wait(slot);
  }
  co_return kept(*slot, now);
}

Task<KeySetRef> KeyFetcher::current(const ClientEntry& client, TimePoint now) {
  const auto slot = slot_of(client);
  auto keys = kept(*slot, now);
  if (!keys) co_return co_await fetch_or_wait(slot, client.client_id, now);
  bool fresh = false;
  {
    const std::scoped_lock lock(slot->mutex);
    fresh = now - slot->fetched < ClientKeys::kFresh;
  }
  if (!fresh && take_turn(*slot, now)) {
    asio::co_spawn(co_await asio::this_coro::executor, fetch(slot, client.client_id, now),
                   asio::detached);
  }
  co_return keys;
}

Task<KeySetRef> KeyFetcher::renewed(const ClientEntry& client, TimePoint now) {
  co_return co_await fetch_or_wait(slot_of(client), client.client_id, now);
}

}  // namespace tessera::oauth
