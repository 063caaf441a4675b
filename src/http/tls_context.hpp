// The certificate and TLS settings of a listener; replaced as a whole, connections keep theirs.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <tessera/base/peer_certificate.hpp>
#include <tessera/http/server.hpp>

struct ssl_st;
namespace boost::asio::ssl {
class context;
}

namespace tessera::http {

// TLS 1.2 with ephemeral keys and AEAD only, TLS 1.3 preferred; session tickets under keys that
// live in memory and go with the context. A client's certificate is asked for as the listener says;
// it is never a reason to end the handshake, only `trusted` or not. Throws std::runtime_error
// naming the file.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> load_tls_context(
    const ListenerConfig& listener);

// What the other end showed in the handshake; nullptr if nothing.
[[nodiscard]] PeerCertificateRef peer_certificate_of(ssl_st* connection);

class TlsHolder {
 public:
  explicit TlsHolder(ListenerConfig listener) : listener_(std::move(listener)) {}
  // If it throws, the old context stays in force.
  void load();
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  ListenerConfig listener_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace tessera::http
