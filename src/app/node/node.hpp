// One running node: backends, rooms, listeners, jobs, and the order in which they start and end.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <tessera/http/router.hpp>
#include <tessera/http/server.hpp>
#include <tessera/runtime/jobs.hpp>

#include "app/config/settings.hpp"
#include "app/node/backends.hpp"
#include "app/node/rooms.hpp"
#include "endpoints/management/health.hpp"

namespace tessera::app {

struct NodeOptions {
  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  std::optional<std::filesystem::path> outbox_folder;  // tessera dev: mails shown at /dev/outbox
};

class Node {
 public:
  // Touches no network. Throws std::runtime_error for a configuration that cannot work.
  Node(Settings settings, NodeOptions options);
  ~Node();  // stop()
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Listens and begins to open: until the backends are there, pages and APIs answer 503 and the
  // node is not ready; it keeps trying. Throws if a listener cannot bind.
  void start();
  // False if it did not open in time. why() says what is missing.
  [[nodiscard]] bool wait_until_open(Duration limit);
  [[nodiscard]] std::string why() const;
  // A fault that waiting does not mend (a superuser's database role): the process should end.
  [[nodiscard]] bool has_fault() const { return fault_; }
  // SIGHUP. A certificate that cannot be used is logged and the one in force stays.
  void reload_certificates();
  // Not ready from now on, but serving as before, so that balancers look away first: for
  // server.drain_delay, or until another signal. Call from the main thread.
  void retire();
  // Not ready from now on; open requests end; then everything stops.
  void stop();

  [[nodiscard]] Backends& backends() { return backends_; }
  [[nodiscard]] Rooms& rooms() { return rooms_; }
  [[nodiscard]] std::string address_of(const std::string& listener) const {
    return server_.bound_address(listener);
  }

 private:
  void build_routers();
  [[nodiscard]] const http::Router& router_of(const ListenerSetting& listener) const;
  [[nodiscard]] Task<> keep_opening();
  [[nodiscard]] Task<Result<void>> open();
  void set_why(std::string reason);
  [[nodiscard]] std::vector<endpoints::Check> checks();

  Settings settings_;
  NodeOptions options_;
  Backends backends_;
  Rooms rooms_;
  endpoints::Readiness readiness_;
  http::Router public_router_;
  http::Router management_router_;
  http::Router admin_router_;
  http::Router client_router_;
  http::Router card_router_;
  http::Server server_;
  runtime::Jobs jobs_;
  std::atomic<bool> open_ = false;
  std::atomic<bool> fault_ = false;
  std::atomic<bool> stopped_ = false;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string why_ = "starting";
};

}  // namespace tessera::app
