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

// Whether the chain leads to an anchor is remembered, not enforced: a self-signed certificate still
// proves its key, and who may do what with it is decided by the registration (RFC 8705 2.2).
int remember_verdict(X509_STORE_CTX* chain, void*) {
  X509_verify_cert(chain);
  return 1;
}

int trust_nothing(X509_STORE_CTX* chain, void*) {
  X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_UNTRUSTED);
  return 1;
}

// A card is asked for its signature at every handshake: a ticket would let a browser go on without
// it. Whether the certificate is to be believed is decided by the room that knows whose it is.
void read_cards(SSL_CTX* context, const ListenerConfig& listener) {
  constexpr long kLongestChain = 64 * 1024;
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_max_cert_list(context, kLongestChain);
  SSL_CTX_set_cert_verify_callback(context, trust_nothing, nullptr);
  auto* names = sk_X509_NAME_new_null();
  for (const auto& file : listener.authority_files) {
    if (SSL_add_file_cert_subjects_to_stack(names, file.c_str()) == 1) continue;
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    throw std::runtime_error("authorities of smart cards: " + file + " cannot be read");
  }
  SSL_CTX_set_client_CA_list(context, names);
}

void ask_for_certificate(SSL_CTX* context, const ListenerConfig& listener) {
  if (listener.client_certificate == ClientCertificate::none) return;
  if (listener.reads_cards) read_cards(context, listener);
  const bool required = listener.client_certificate == ClientCertificate::required;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
  if (listener.reads_cards) return;
  SSL_CTX_set_cert_verify_callback(context, remember_verdict, nullptr);
  // No list of acceptable authorities is sent: some clients would keep a self-signed one back.
  const auto& file = listener.client_ca_file;
  if (!file.empty() && SSL_CTX_load_verify_file(context, file.c_str()) != 1)
    throw std::runtime_error("client_ca_file " + file + " cannot be read");
}

Bytes der_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  if (length <= 0) return {};
  Bytes out(der, der + length);
  OPENSSL_free(der);
  return out;
}

}  // namespace

PeerCertificateRef peer_certificate_of(ssl_st* connection) {
  X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr) return nullptr;
  auto out = std::make_shared<PeerCertificate>();
  out->der = der_of(certificate);
  if (out->der.empty()) return nullptr;
  out->trusted = SSL_get_verify_result(connection) == X509_V_OK;
  out->resumed = SSL_session_reused(connection) == 1;
  // the first one is the certificate itself
  const auto* chain = SSL_get_peer_cert_chain(connection);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    auto* each = sk_X509_value(chain, i);
    if (X509_cmp(each, certificate) != 0) out->chain.push_back(der_of(each));
  }
  return out;
}

std::shared_ptr<ssl::context> load_tls_context(const ListenerConfig& listener) {
  const auto& certificate_file = listener.certificate_file;
  const auto& private_key_file = listener.private_key_file;
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
  ask_for_certificate(context->native_handle(), listener);
  return context;
}

void TlsHolder::load() {
  auto fresh = load_tls_context(listener_);
  const std::lock_guard lock(mutex_);
  context_ = std::move(fresh);
}

std::shared_ptr<ssl::context> TlsHolder::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

}  // namespace tessera::http
