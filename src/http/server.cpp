#include <tessera/http/server.hpp>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/log.hpp>

#include "http/acceptor.hpp"

namespace tessera::http {

namespace {

// Where a handler does not end although everything was closed: it sits in a blocking pool, whose
// jobs have their own time limit.
constexpr seconds kLastWait{10};

std::vector<IpNetwork> parse_networks(const ListenerConfig& listener) {
  std::vector<IpNetwork> out;
  for (const auto& text : listener.trusted_proxies) {
    if (text == kUnixPeer) continue;
    const auto network = parse_ip_network(text);
    if (!network)
      throw std::runtime_error("listener " + listener.name + ": trusted_proxies: '" + text +
                               "' is not a network");
    out.push_back(*network);
  }
  return out;
}

void check_plain(const ListenerConfig& listener, const BoundSocket& bound) {
  if (listener.tls || bound.loopback || !listener.trusted_proxies.empty()) return;
  throw std::runtime_error("listener " + listener.name + ": " + bound.address +
                           " is plain and not on loopback: set trusted_proxies, or tls");
}

// Every connection is a descriptor; the soft limit is often 1,024. Some are left for the backends.
void raise_descriptor_limit(std::size_t connections) {
  const rlim_t wanted = connections + 512;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted)
    runtime::log(runtime::Level::warn, "http.few_descriptors",
                 {{"limit", static_cast<std::uint64_t>(limit.rlim_cur)},
                  {"wanted", static_cast<std::uint64_t>(wanted)}});
}

}  // namespace

struct Server::Impl {
  Impl(runtime::IoThreads& threads, ServerConfig c, const Clock& time, Random& random)
      : io(threads), settings(std::make_shared<const Settings>(std::move(c), time)) {
    for (std::size_t i = 0; i < io.size(); ++i)
      transport.workers.push_back(std::make_shared<Worker>(io.context(i), random));
    const auto& limits = settings->config.limits;
    transport.admission =
        std::make_shared<Admission>(limits.connections, limits.connections_per_address);
    transport.uploads = std::make_shared<std::atomic<std::size_t>>(0);
    transport.draining = std::make_shared<std::atomic<bool>>(false);
  }

  struct Listener {
    std::string bound;
    std::shared_ptr<TlsHolder> tls;
    std::vector<std::shared_ptr<Acceptor>> acceptors;
    std::string unix_path;
  };

  void open(const ListenerConfig& listener) {
    const auto router = routers.find(listener.name);
    if (router == routers.end())
      throw std::runtime_error("listener " + listener.name + " has no routes");
    auto bound = bind_address(listener.address);
    try {
      open_bound(listener, *router->second, bound);
    } catch (...) {
      for (const auto& socket : bound)
        if (socket.fd >= 0) ::close(socket.fd);
      throw;
    }
  }

  void open_bound(const ListenerConfig& listener, const Router& router,
                  std::vector<BoundSocket>& bound) {
    auto& opened = listeners[listener.name];
    for (const auto& socket : bound) check_plain(listener, socket);
    const bool is_unix = bound.front().unix_socket;
    if (listener.client_certificate != ClientCertificate::none && (!listener.tls || is_unix))
      throw std::runtime_error("listener " + listener.name +
                               ": client_certificate needs a tls listener");
    if (listener.tls && !is_unix) {
      opened.tls = std::make_shared<TlsHolder>(listener);
      opened.tls->load();
    }
    opened.bound = bound.front().address;
    if (is_unix) opened.unix_path = listener.address.substr(5);
    Pipeline::Listener rules{
        .name = listener.name,
        .tls = opened.tls != nullptr,
        .unix_socket = is_unix,
        .trusted_proxies = parse_networks(listener),
        .trusts_unix_peers = std::ranges::count(listener.trusted_proxies, kUnixPeer) > 0,
        .public_url = listener.public_url,
        .one_request = listener.reads_cards};
    const auto pipeline = std::make_shared<const Pipeline>(settings, std::move(rules), router);
    for (auto& socket : bound) {
      opened.acceptors.push_back(
          std::make_shared<Acceptor>(socket, transport, pipeline, opened.tls));
      socket.fd = -1;
    }
  }

  void stop_accepting() {
    for (auto& [name, listener] : listeners) {
      for (auto& acceptor : listener.acceptors) acceptor->stop();
      listener.acceptors.clear();
      if (!listener.unix_path.empty()) ::unlink(listener.unix_path.c_str());
      listener.unix_path.clear();
    }
  }

  void on_every_worker(void (Worker::*verb)()) {
    for (const auto& worker : transport.workers)
      boost::asio::post(worker->context(), [worker, verb] { (*worker.*verb)(); });
  }

  // False if connections are left when the time is over. Stopped io threads never end any.
  bool wait_for_end(Duration within) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (transport.admission->count() > 0 && !io.context(0).stopped()) {
      if (std::chrono::steady_clock::now() >= end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
  }

  runtime::IoThreads& io;
  std::shared_ptr<const Settings> settings;
  Transport transport;
  std::map<std::string, const Router*> routers;
  std::map<std::string, Listener> listeners;
};

Server::Server(runtime::IoThreads& io, ServerConfig config, const Clock& clock, Random& random)
    : impl_(std::make_unique<Impl>(io, std::move(config), clock, random)) {}

Server::~Server() {
  drain(Duration{0});
}

void Server::serve(const std::string& listener, const Router& router) {
  impl_->routers[listener] = &router;
}

void Server::start() {
  raise_descriptor_limit(impl_->settings->config.limits.connections);
  for (const auto& listener : impl_->settings->config.listeners) impl_->open(listener);
  for (auto& [name, listener] : impl_->listeners) {
    for (auto& acceptor : listener.acceptors) acceptor->start();
    runtime::log(runtime::Level::info, "http.listening",
                 {{"listener", name}, {"address", listener.bound}});
  }
}

std::string Server::bound_address(const std::string& listener) const {
  const auto found = impl_->listeners.find(listener);
  return found == impl_->listeners.end() ? std::string() : found->second.bound;
}

void Server::reload_tls() {
  for (auto& [name, listener] : impl_->listeners)
    if (listener.tls) listener.tls->load();
}

void Server::drain(Duration grace) {
  *impl_->transport.draining = true;
  impl_->stop_accepting();
  impl_->on_every_worker(&Worker::drain_all);
  if (impl_->wait_for_end(grace)) return;
  impl_->on_every_worker(&Worker::close_all);
  if (!impl_->wait_for_end(kLastWait))
    runtime::log(runtime::Level::error, "http.handlers_left",
                 {{"count", impl_->transport.admission->count()}});
}

}  // namespace tessera::http
