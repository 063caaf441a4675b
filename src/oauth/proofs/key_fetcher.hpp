// The key set behind a client's jwks_uri: fetched by one, waited for by all, kept while it is good.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include <tessera/oauth/client_key_set.hpp>
#include <tessera/oauth/client_keys.hpp>
#include <tessera/runtime/fetch_line.hpp>

namespace tessera::oauth {

using KeySetRef = std::shared_ptr<const ClientKeySet>;

// Thread-safe. Does not own the port. Throws Unavailable where a fetch was due and could not be
// made because of us: a server that was not asked proves nothing against its client.
class KeyFetcher {
 public:
  explicit KeyFetcher(HttpFetch& fetch) : fetch_(fetch) {}
  // The set in force; nullptr if there never was one, or none for too long.
  [[nodiscard]] Task<KeySetRef> current(const ClientEntry& client, TimePoint now);
  // After a fetch, if the limits allow one; else the set in force.
  [[nodiscard]] Task<KeySetRef> renewed(const ClientEntry& client, TimePoint now);

 private:
  static constexpr std::size_t kMostWaiting = 256;  // per client
  struct Slot {
    std::mutex mutex;
    std::string uri;
    KeySetRef keys;
    TimePoint fetched;  // when keys were
    std::shared_ptr<runtime::FetchLine> line =
        std::make_shared<runtime::FetchLine>(runtime::FetchLine::Limits{
            .burst = ClientKeys::kBurst, .refill = ClientKeys::kRefill, .waiting = kMostWaiting});
  };
  using SlotRef = std::shared_ptr<Slot>;

  [[nodiscard]] SlotRef slot_of(const ClientEntry& client);
  [[nodiscard]] Task<> fetch(SlotRef slot, runtime::FetchLine::TurnRef turn, std::string client_id,
                             TimePoint now);
  [[nodiscard]] Task<KeySetRef> fetch_or_wait(SlotRef slot, std::string client_id, TimePoint now);
  [[nodiscard]] static KeySetRef kept(Slot& slot, TimePoint now);

  HttpFetch& fetch_;
  std::mutex mutex_;
  std::map<Uuid, SlotRef> slots_;
};

}  // namespace tessera::oauth
