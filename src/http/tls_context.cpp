#include "http/tls_context.hpp"

#include <stdexcept>

#include <boost/asio/ssl/context.hpp>

namespace tessera::http {

namespace {

namespace ssl = boost::asio::ssl;

constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";

// RFC 7301: HTTP/1.1 is all that is spoken here.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* in, unsigned in_length, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  auto* selected = const_cast<unsigned char**>(out);
  const int found =
      SSL_select_next_proto(selected, out_length, ours, sizeof ours - 1, in, in_length);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_cipher_list(context, kTls12Ciphers);
  SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
  // tickets only: a cache of sessions on the server would not be shared by nodes anyway
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  static constexpr unsigned char id[] = "tessera";
  SSL_CTX_set_session_id_context(context, id, sizeof id - 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

std::shared_ptr<ssl::context> load_tls_context(const std::string& certificate_file,
                                               const std::string& private_key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  harden(context->native_handle());
  boost::system::error_code ec;
  context->use_certificate_chain_file(certificate_file, ec);
  if (ec) throw std::runtime_error("certificate " + certificate_file + ": " + ec.message());
  context->use_private_key_file(private_key_file, ssl::context::pem, ec);
  if (ec) throw std::runtime_error("private key " + private_key_file + ": " + ec.message());
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    throw std::runtime_error("private key " + private_key_file + " does not match " +
                             certificate_file);
  return context;
}

void TlsHolder::load() {
  auto fresh = load_tls_context(certificate_file_, private_key_file_);
  const std::lock_guard lock(mutex_);
  context_ = std::move(fresh);
}

std::shared_ptr<ssl::context> TlsHolder::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

}  // namespace tessera::http
