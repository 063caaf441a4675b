// Everything around a handler: request id, trace, client address, host rule, routing, body limits,
// the one catch, security headers, metrics and the access log. One per listener; all io threads use
// it.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/http/router.hpp>
#include <tessera/http/server.hpp>

#include "http/exchange.hpp"
#include "http/failure.hpp"
#include "http/host_rule.hpp"
#include "http/refusal.hpp"
#include "http/refusals.hpp"

namespace tessera::http {

// What all listeners share; stays as long as any connection.
struct Settings {
  Settings(ServerConfig c, const Clock& time)
      : config(std::move(c)), host(config.public_url), clock(time) {}
  const ServerConfig config;
  const HostRule host;
  const Clock& clock;
};

class Pipeline {
 public:
  struct Listener {
    std::string name;
    bool tls = false;
    bool unix_socket = false;
    std::vector<IpNetwork> trusted_proxies;
    bool trusts_unix_peers = false;
    std::string public_url;    // "": that of the server
    bool one_request = false;  // per connection
  };
  Pipeline(std::shared_ptr<const Settings> settings, Listener listener, const Router& router);

  [[nodiscard]] const Listener& listener() const { return listener_; }
  [[nodiscard]] const Refusals& refusals() const { return refusals_; }
  [[nodiscard]] const Limits& limits() const { return config_.limits; }

  // When the head is there: id and time of the request, the address as far as it is known.
  void begin(Exchange& exchange, const Peer& peer, Random& random) const;
  // After the head was parsed: true if the body may be read and the handler run; otherwise
  // exchange.response is the answer.
  [[nodiscard]] bool admit(Exchange& exchange, const Peer& peer, Random& random) const;
  // Makes the refusal the answer, and counts it.
  void refuse(Exchange& exchange, const Refusal& refusal) const;
  // Runs the handler. Whatever it throws ends here.
  [[nodiscard]] Task<> handle(Exchange& exchange) const;
  // Replaces a response whose headers cannot be sent.
  void settle(Exchange& exchange) const;
  // Appends the head of the response.
  struct Framing {
    bool keep_alive = true;
    bool http_10 = false;
    bool chunked = false;
    std::optional<std::uint64_t> content_length;
  };
  void render(std::string& out, const Exchange& exchange, const Framing& framing) const;
  // When the response is out: metrics and access log.
  void finish(const Exchange& exchange, std::uint64_t bytes) const;
  [[nodiscard]] Duration deadline_of(const Exchange& exchange) const;

 private:
  [[nodiscard]] bool check_host(const Request& request) const;
  [[nodiscard]] bool find_client(Exchange& exchange, const Peer& peer) const;
  [[nodiscard]] bool find_route(Exchange& exchange) const;
  void limit_body(Exchange& exchange) const;
  void answer(Exchange& exchange, const Failure& failure) const;
  [[nodiscard]] RouteOptions::Style style_of(const Exchange& exchange) const;
  [[nodiscard]] RouteStats& stats_of(const Route* route, Method method) const;

  std::shared_ptr<const Settings> settings_;
  const ServerConfig& config_;
  const HostRule host_;
  Listener listener_;
  const Router& router_;
  Refusals refusals_;
  // Filled by the constructor; HEAD on a GET route and "no route" have their own.
  std::unordered_map<const Route*, std::unique_ptr<RouteStats>> stats_;
  std::unordered_map<const Route*, std::unique_ptr<RouteStats>> head_stats_;
  std::unordered_map<int, std::unique_ptr<RouteStats>> unrouted_;
};

}  // namespace tessera::http
