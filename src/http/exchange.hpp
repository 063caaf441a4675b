// One request on its way through the transport: who asks, what for, what is answered.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tessera/base/peer_certificate.hpp>
#include <tessera/http/router.hpp>

#include <tessera/base/ip_address.hpp>
#include "http/route_stats.hpp"

namespace tessera::http {

// The other end of a connection.
struct Peer {
  IpAddress address;            // 127.0.0.1 on unix sockets: it is this machine
  std::optional<unsigned> uid;  // unix sockets only
  bool trusted_proxy = false;
  PeerCertificateRef certificate{};
};

struct Exchange {
  Request request;
  const Route* route = nullptr;
  RouteStats* stats = nullptr;
  Response response;
  std::chrono::steady_clock::time_point begin;
  std::uint64_t max_body = 0;
  std::string_view max_body_reason;  // label if it is exceeded
  bool secure = false;               // the client speaks https, to us or to a trusted proxy
  bool public_cors = false;
  bool expired = false;  // the deadline passed while the handler ran
};

}  // namespace tessera::http
