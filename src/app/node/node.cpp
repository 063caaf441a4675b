#include "app/node/node.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/memory.hpp>

#include "app/node/http_config.hpp"
#include "app/node/service_manager.hpp"
#include "app/node/signals.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::app {
namespace {

using store::postgres::Connection;
constexpr auto kTryAgain = std::chrono::milliseconds(200);

// Until the node is open, every public route says 503; the route's style decides how.
void gate(http::Router& router, const std::atomic<bool>& open) {
  for (const auto& route : router.routes()) {
    route->handler = [inner = std::move(route->handler), &open](http::Request& request) {
      if (!open.load(std::memory_order_relaxed))
        throw Unavailable("start", "the node is not open yet");
      return inner(request);
    };
  }
}

Task<std::string> probe_redis(store::redis::Client& redis) {
  co_await redis.command({"SET", "ready:probe", "1", "EX", "60"});
  co_return "";
}

}  // namespace

Node::Node(Settings settings, NodeOptions options)
    : settings_(std::move(settings)),
      options_(std::move(options)),
      backends_(settings_, std::move(options_.clock)),
      rooms_(settings_, backends_),
      readiness_(checks(), *backends_.clock),
      server_(backends_.io, make_http_config(settings_, rooms_), *backends_.clock,
              backends_.random),
      jobs_(backends_.io, backends_.random) {
  build_routers();
}

Node::~Node() {
  stop();
}

void Node::build_routers() {
  rooms_.add_public_routes(public_router_, options_.outbox_folder);
  rooms_.add_admin_routes(admin_router_);
  rooms_.add_client_routes(client_router_);
  rooms_.add_card_routes(card_router_);
  gate(public_router_, open_);
  gate(admin_router_, open_);
  gate(client_router_, open_);
  gate(card_router_, open_);
  endpoints::add_management_routes(management_router_, readiness_);
  for (const auto& listener : settings_.listeners())
    server_.serve(listener.name, router_of(listener));
  server_.serve("management", management_router_);
  if (!settings_.text("management.admin_socket").empty())
    server_.serve("admin-socket", admin_router_);
}

const http::Router& Node::router_of(const ListenerSetting& listener) const {
  if (listener.reads_cards()) return card_router_;
  return listener.public_url.empty() ? public_router_ : client_router_;
}

std::vector<endpoints::Check> Node::checks() {
  return {
      {"database", [this]() -> Task<std::string> { return rooms_.probe_database(); }},
      {"redis", [this]() -> Task<std::string> { return probe_redis(backends_.redis); }},
      {"open", [this]() -> Task<std::string> { co_return open_ ? "" : why(); }},
      {"signing_keys",
       [this]() -> Task<std::string> {
         co_return rooms_.has_signing_keys() ? "" : "no signing key is active";
       }},
      {"schema",
       [this]() -> Task<std::string> {
         const auto ready = co_await backends_.database.run(
             [](Connection& connection) { return store::postgres::readiness(connection); });
         co_return ready ? "" : ready.error().text;
       }},
  };
}

void Node::start() {
  backends_.io.start();
  server_.start();
  tell_service_manager("READY=1\nSTATUS=waiting for the backends");
  backends_.io.spawn(0, [this] { return keep_opening(); });
}

Task<> Node::keep_opening() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (!open_ && !fault_ && !stopped_) {
    std::string reason;
    try {
      if (const auto opened = co_await open(); !opened) {
        reason = opened.error().text;
        fault_ = opened.error().id == "start.privileged_role" ||
                 opened.error().id == "keyring.wrong_master";
      }
    } catch (const Unavailable& error) {
      reason = error.what();
    }
    if (!reason.empty()) set_why(reason);
    if (fault_) ask_to_end();
    if (reason.empty()) break;
    timer.expires_after(kTryAgain);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

Task<Result<void>> Node::open() {
  auto fit = co_await backends_.database.run([](Connection& connection) -> Result<void> {
    if (auto role = store::postgres::check_serving_role(connection); !role) return role;
    return store::postgres::readiness(connection);
  });
  if (!fit) co_return fit;
  if (auto keys = co_await backends_.load_keys(); !keys) co_return keys;
  if (auto rooms = co_await rooms_.open(); !rooms) co_return rooms;
  rooms_.add_jobs(jobs_);
  jobs_.every("keyring", minutes(1), [this]() -> Task<> {
    const auto loaded = co_await backends_.load_keys();
    if (!loaded) {  // the ring in force stays
      runtime::log(runtime::Level::error, "keyring.refused", {{"detail", loaded.error().detail}});
    }
  });
  jobs_.every("memory", seconds(30), [this]() -> Task<> {
    co_await rooms_.oauth.compute.run([](std::size_t) { runtime::give_memory_back(); });
  });
  open_ = true;
  readiness_.set_started();
  set_why("");
  runtime::log(runtime::Level::info, "node.open");
  tell_service_manager("STATUS=serving");
  co_return Result<void>{};
}

void Node::set_why(std::string reason) {
  const std::lock_guard lock(mutex_);
  if (reason != why_ && !reason.empty())
    runtime::log(runtime::Level::warn, "node.waiting", {{"for", reason}});
  why_ = std::move(reason);
  changed_.notify_all();
}

std::string Node::why() const {
  const std::lock_guard lock(mutex_);
  return why_;
}

bool Node::wait_until_open(Duration limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return open_ || fault_; }) && open_;
}

void Node::reload_certificates() {
  try {
    server_.reload_tls();
    runtime::log(runtime::Level::info, "tls.reloaded");
  } catch (const std::exception& error) {
    runtime::log(runtime::Level::error, "tls.reload_failed", {{"detail", error.what()}});
  }
}

void Node::retire() {
  tell_service_manager("STOPPING=1");
  readiness_.set_draining();
  runtime::log(runtime::Level::info, "node.retiring");
  if (open_) wait_for_another(settings_.duration("server.drain_delay"));
}

void Node::stop() {
  if (stopped_.exchange(true)) return;
  readiness_.set_draining();
  server_.drain(settings_.duration("server.drain"));
  jobs_.stop();
  rooms_.close();
  backends_.io.stop();
  backends_.io.join();
  runtime::flush_log();
}

}  // namespace tessera::app
