#include "oauth/proofs/key_fetcher.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

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

KeySetRef KeyFetcher::kept(Slot& slot, TimePoint now) {
  const std::scoped_lock lock(slot.mutex);
  return slot.keys && now - slot.fetched < ClientKeys::kKept ? slot.keys : nullptr;
}

Task<> KeyFetcher::fetch(SlotRef slot, runtime::FetchLine::TurnRef turn, std::string client_id,
                         TimePoint now) {
  auto keys = Result<ClientKeySet>(fail(Errc::invalid, "fetch.failed"));
  try {
    const auto document = co_await fetch_.get(slot->uri);
    keys = document ? parse_client_keys(document->body)
                    : Result<ClientKeySet>(std::unexpected(document.error()));
  } catch (const Unavailable&) {  // our own queue is full: nobody was asked
    turn->give_back();
    count("refused");
    throw;
  }
  count(keys ? "good" : "failed");
  if (!keys) {
    runtime::log(
        runtime::Level::warn, "client.keys_not_fetched",
        {{"client", client_id}, {"reason", keys.error().id}, {"detail", keys.error().detail}});
    co_return;
  }
  const std::scoped_lock lock(slot->mutex);
  slot->keys = std::make_shared<const ClientKeySet>(std::move(*keys));
  slot->fetched = now;
}

Task<KeySetRef> KeyFetcher::fetch_or_wait(SlotRef slot, std::string client_id, TimePoint now) {
  if (auto turn = slot->line->take(now)) {
    co_await fetch(slot, std::move(turn), std::move(client_id), now);
  } else {
    co_await runtime::FetchLine::wait(slot->line);
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
  if (fresh) co_return keys;
  if (auto turn = slot->line->take(now)) {
    asio::co_spawn(co_await asio::this_coro::executor,
                   fetch(slot, std::move(turn), client.client_id, now), asio::detached);
  }
  co_return keys;
}

Task<KeySetRef> KeyFetcher::renewed(const ClientEntry& client, TimePoint now) {
  co_return co_await fetch_or_wait(slot_of(client), client.client_id, now);
}

}  // namespace tessera::oauth
