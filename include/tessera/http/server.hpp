// The transport: listeners, connections, the pipeline around every request.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/http/message.hpp>
#include <tessera/http/router.hpp>

namespace tessera::runtime {
class IoThreads;
}

namespace tessera::http {

inline constexpr std::string_view kUnixPeer = "unix";

// Whether the TLS handshake asks for a certificate of the client, and ends without one (ADR 21).
enum class ClientCertificate { none, optional, required };

struct ListenerConfig {
  std::string name;     // "public", "management", "admin-socket"
  std::string address;  // "127.0.0.1:8443", "[::1]:8443", "localhost:8443", "unix:/path"
  bool tls = true;
  std::string certificate_file;  // PEM chain; reloaded on SIGHUP by reload_tls()
  std::string private_key_file;
  // CIDRs, and "unix" for whoever may open a unix path; forwarded headers are read from these only.
  std::vector<std::string> trusted_proxies;
  ClientCertificate client_certificate = ClientCertificate::none;
  std::string client_ca_file;  // PEM anchors for `trusted` of a peer's certificate; or empty
  std::string public_url;      // of this listener; "": the server's
  // Reads cards of people: no connection is resumed and each serves one request, so that a
  // certificate is proven anew each time; a browser is told the authorities in these PEM files and
  // offers no others.
  bool reads_cards = false;
  std::vector<std::string> authority_files;
};

// What is refused for them is counted in tessera_http_refused_total{reason}. A body is bounded by
// its route and by its media type: form_bytes, json_bytes, evidence_bytes on routes that stream.
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t form_bytes = 64 * 1024;
  std::size_t json_bytes = 1024 * 1024;
  std::size_t evidence_bytes = 8 * 1024 * 1024;
  Duration header_time = seconds{10};
  Duration request_time = seconds{30};
  Duration idle_time = seconds{60};
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 200;  // IPv6: per /64; not for unix and trusted proxies
  std::size_t uploads = 4;                    // requests at once on routes that stream their body
};

// Renders what no handler did: 404, 405, 413, 503, 500. Given by app from ui.
using ErrorPage =
    std::function<std::string(int status, const std::string& error_id, const RequestContext&)>;
// Called once per request, before the handler: fills locale and device from cookies.
using ContextHook = std::function<void(Request&)>;

struct ServerConfig {
  std::string public_url;  // "https://login.example.gov": Host must match, URLs come from it alone
  std::vector<ListenerConfig> listeners;
  Limits limits;
  ErrorPage error_page;
  ContextHook context_hook;
  bool access_log = true;
};

// Host must match public_url (RFC 9110 7.2; 421 otherwise) but on "admin-socket" and "management"
// (ADR 21 says why). Plain listeners off loopback need trusted_proxies. Threads: the members
// are called from one thread that is not an io thread.
class Server {
 public:
  Server(runtime::IoThreads& io, ServerConfig config, const Clock& clock, Random& random);
  ~Server();
  // One router per listener name; must outlive the server.
  void serve(const std::string& listener, const Router& router);
  // Binds and starts accepting. Throws std::runtime_error naming the listener, address and cause.
  void start();
  // The bound address of a listener ("127.0.0.1:43211"), for port 0.
  [[nodiscard]] std::string bound_address(const std::string& listener) const;
  void reload_tls();
  // Stops accepting, lets requests end for at most `grace`, then closes.
  void drain(Duration grace);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::http
