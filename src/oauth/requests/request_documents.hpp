// The documents behind registered request_uris. Anybody can make us fetch them, before he is known.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/http_fetch.hpp>
#include <tessera/runtime/fetch_line.hpp>

namespace tessera::oauth {

// Documents whose address says what they contain (OpenID Connect Core 6.2): the fragment is their
// hash. Thread-safe.
class KeptDocuments {
 public:
  [[nodiscard]] std::optional<std::string> find(const std::string& uri);
  void keep(const std::string& uri, const std::string& body);

 private:
  static constexpr std::size_t kMost = 64;
  std::mutex mutex_;
  std::list<std::pair<std::string, std::string>> documents_;  // newest first
};

// Thread-safe. Does not own the port. Of a client's documents one is fetched at a time, at most
// kBurst at once and then one per kRefill; what came, also a failure, serves for kFresh.
class RequestDocuments {
 public:
  static constexpr Duration kFresh = seconds{5};
  static constexpr int kBurst = 10;
  static constexpr Duration kRefill = seconds{1};
  static constexpr std::size_t kMostWaiting = 32;  // per client

  explicit RequestDocuments(HttpFetch& fetch) : fetch_(fetch) {}
  // The address is a registered one. Errors as HttpFetch. Throws Unavailable beyond the limits.
  [[nodiscard]] Task<Result<std::string>> read(const ClientEntry& client, std::string uri,
                                               TimePoint now);

 private:
  struct Kept {
    std::string uri;  // without fragment
    Result<std::string> body;
    TimePoint fetched;
  };
  struct Slot {
    std::shared_ptr<runtime::FetchLine> line = std::make_shared<runtime::FetchLine>(
        runtime::FetchLine::Limits{.burst = kBurst, .refill = kRefill, .waiting = kMostWaiting});
    std::mutex mutex;
    std::list<Kept> kept;  // newest first
    TimePoint used;        // guarded by slots_mutex_
  };
  using SlotRef = std::shared_ptr<Slot>;
  static constexpr std::size_t kMostSlots = 1024;
  static constexpr std::size_t kMostKept = 4;  // per client

  [[nodiscard]] SlotRef slot_of(const ClientEntry& client, TimePoint now);
  [[nodiscard]] static std::optional<Result<std::string>> find(Slot& slot, const std::string& uri,
                                                               TimePoint now);
  [[nodiscard]] Task<Result<std::string>> fetch(SlotRef slot, runtime::FetchLine::TurnRef turn,
                                                std::string uri, TimePoint now);

  HttpFetch& fetch_;
  KeptDocuments named_;
  std::mutex slots_mutex_;
  std::map<Uuid, SlotRef> slots_;
};

}  // namespace tessera::oauth
