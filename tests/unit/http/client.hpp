// A client for tests that sends exactly the bytes it is given, over TCP, TLS or a unix socket.
#pragma once

#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tessera::http::test {

struct Reply {
  int status = 0;
  std::string head;
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by "|"
  std::string body;
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class Client {
 public:
  explicit Client(const std::string& address) {
    if (address.starts_with("unix:")) {
      fd_ = socket(AF_UNIX, SOCK_STREAM, 0);
      sockaddr_un name{};
      name.sun_family = AF_UNIX;
      std::strncpy(name.sun_path, address.c_str() + 5, sizeof name.sun_path - 1);
      check(connect(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name));
    } else {
      fd_ = socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in name{};
      name.sin_family = AF_INET;
      const auto colon = address.rfind(':');
      name.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
      inet_pton(AF_INET, address.substr(0, colon).c_str(), &name.sin_addr);
      check(connect(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name));
    }
  }
  Client(const Client&) = delete;
  ~Client() {
    if (ssl_ != nullptr) SSL_free(ssl_);
    if (context_ != nullptr) SSL_CTX_free(context_);
    close(fd_);
  }

  int fd() const { return fd_; }
  SSL* ssl() const { return ssl_; }

  // With a folder: shows client.pem and its key client.key from there.
  void start_tls(int max_version = 0, const std::string& folder = {}) {
    context_ = SSL_CTX_new(TLS_client_method());
    if (!folder.empty()) {
      SSL_CTX_use_certificate_file(context_, (folder + "/client.pem").c_str(), SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context_, (folder + "/client.key").c_str(), SSL_FILETYPE_PEM);
    }
    if (max_version != 0) SSL_CTX_set_max_proto_version(context_, max_version);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    if (SSL_connect(ssl_) != 1) throw std::runtime_error("TLS handshake failed");
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;  // the server may have said its last word already
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  // "" at the end of the stream; throws after `ms` without a byte.
  std::string read_some(int ms = 5000) {
    char piece[65536];
    if (ssl_ == nullptr || SSL_pending(ssl_) == 0) {
      pollfd wait{fd_, POLLIN, 0};
      if (poll(&wait, 1, ms) == 0) throw std::runtime_error("no answer in time");
    }
    const auto n =
        ssl_ != nullptr ? SSL_read(ssl_, piece, sizeof piece) : ::recv(fd_, piece, sizeof piece, 0);
    return n > 0 ? std::string(piece, static_cast<std::size_t>(n)) : std::string();
  }

  bool closed(int ms = 5000) { return read_some(ms).empty(); }

  Reply read_reply(bool head_only = false) {
    auto end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      const auto piece = read_some();
      if (piece.empty()) throw std::runtime_error("closed before an answer: '" + buffer_ + "'");
      buffer_ += piece;
    }
    Reply reply;
    reply.head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    parse_head(reply);
    if (head_only || reply.status < 200 || reply.status == 204 || reply.status == 304) return reply;
    if (reply.header("transfer-encoding") == "chunked") {
      read_chunks(reply);
    } else {
      take(std::stoul("0" + reply.header("content-length")), reply.body);
    }
    return reply;
  }

  Reply ask(std::string_view bytes) {
    send(bytes);
    return read_reply(bytes.starts_with("HEAD "));
  }

 private:
  static void check(int result) {
    if (result != 0) throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
  }

  static void parse_head(Reply& reply) {
    reply.status = std::stoi(reply.head.substr(9, 3));
    for (auto at = reply.head.find("\r\n") + 2; at + 2 < reply.head.size();) {
      const auto end = reply.head.find("\r\n", at);
      const auto colon = reply.head.find(':', at);
      std::string name = reply.head.substr(at, colon - at);
      for (auto& c : name) c = static_cast<char>(std::tolower(c));
      auto& value = reply.headers[name];
      value += (value.empty() ? "" : "|") + reply.head.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
  }

  void take(std::size_t n, std::string& into) {
    while (buffer_.size() < n) {
      const auto piece = read_some();
      if (piece.empty()) throw std::runtime_error("closed inside a body");
      buffer_ += piece;
    }
    into += buffer_.substr(0, n);
    buffer_.erase(0, n);
  }

  void read_chunks(Reply& reply) {
    for (;;) {
      while (buffer_.find("\r\n") == std::string::npos) {
        const auto piece = read_some();
        if (piece.empty()) throw std::runtime_error("closed inside a chunk");
        buffer_ += piece;
      }
      const auto size = std::stoul(buffer_, nullptr, 16);
      buffer_.erase(0, buffer_.find("\r\n") + 2);
      take(size, reply.body);
      std::string end;
      take(2, end);
      if (size == 0) return;
    }
  }

  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  std::string buffer_;
};

}  // namespace tessera::http::test
