// Logos of clients: fetched by us and shown from here, so that no portal learns who looks at which
// of our pages (requirements R68).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/http_fetch.hpp>

namespace tessera::oauth {

struct ClientLogo {
  std::string uri;         // where it came from
  std::string media_type;  // by its content: "image/png"
  std::string content;
};

struct WantedLogo {
  Uuid client;
  std::string uri;
};

class LogoStore {
 public:
  virtual ~LogoStore() = default;
  // Approved clients with a logo that is not here, or not that of the registered address: those
  // that were tried before `retry` again, those that are older than `renew` too.
  [[nodiscard]] virtual Task<std::vector<WantedLogo>> wanted(TimePoint retry, TimePoint renew,
                                                             std::size_t limit) = 0;
  // nullopt: it was tried. What was there from the same address stays then.
  virtual Task<> save(const WantedLogo& wanted, std::optional<ClientLogo> logo, TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<ClientLogo>> find(const Uuid& client) = 0;
};

// Where a page shows it: a local path that changes with the registered address; "" for none.
[[nodiscard]] std::string logo_path(const Client& client);
// By its first bytes: PNG, JPEG, GIF or WebP. Nothing that can hold a script (SVG); "" for
// everything else.
[[nodiscard]] std::string_view image_type(std::string_view content);

// Thread-safe. Owns nothing.
class ClientLogos {
 public:
  ClientLogos(ClientDirectory& clients, LogoStore& store, HttpFetch& fetch)
      : clients_(clients), store_(store), fetch_(fetch) {}
  // Answers how many came.
  [[nodiscard]] Task<int> fetch_wanted(TimePoint now);
  // Of a client that serves, from the address that is registered now.
  [[nodiscard]] Task<std::optional<ClientLogo>> find(std::string_view client_id, TimePoint now);

 private:
  ClientDirectory& clients_;
  LogoStore& store_;
  HttpFetch& fetch_;
};

}  // namespace tessera::oauth
