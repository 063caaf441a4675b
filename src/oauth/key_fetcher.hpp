// The key set behind a client's jwks_uri: fetched by one, waited for by all, kept while it is good.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include <tessera/oauth/client_key_set.hpp>
#include <tessera/oauth/client_keys.hpp>

namespace tessera::oauth {

using KeySetRef = std::shared_ptr<const ClientKeySet>;

// Thread-safe. Does not own the port.
class KeyFetcher {
 public:
  explicit KeyFetcher(HttpFetch& fetch) : fetch_(fetch) {}
  // The set in force; nullptr if there never was one, or none for too long.
  [[nodiscard]] Task<KeySetRef> current(const ClientEntry& client, TimePoint now);
  // After a fetch, if the limits allow one; else the set in force.
  [[nodiscard]] Task<KeySetRef> renewed(const ClientEntry& client, TimePoint now);

 private:
  struct Slot {
    std::mutex mutex;
    std::string uri;
    KeySetRef keys;
    TimePoint fetched;  // when keys were
    bool fetching = false;
    int left = ClientKeys::kBurst;
    TimePoint refilled;
    std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting;
  };
  using SlotRef = std::shared_ptr<Slot>;
  class Turn;

  [[nodiscard]] SlotRef slot_of(const ClientEntry& client);
  // False: somebody else is at it, or too many were made.
  [[nodiscard]] static bool take_turn(Slot& slot, TimePoint now);
  [[nodiscard]] static Task<> wait(SlotRef slot);
  [[nodiscard]] Task<> fetch(SlotRef slot, std::string client_id, TimePoint now);
  [[nodiscard]] Task<KeySetRef> fetch_or_wait(SlotRef slot, std::string client_id, TimePoint now);
  [[nodiscard]] static KeySetRef kept(Slot& slot, TimePoint now);

  HttpFetch& fetch_;
  std::mutex mutex_;
  std::map<Uuid, SlotRef> slots_;
};

}  // namespace tessera::oauth
