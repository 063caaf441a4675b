// A server for one test: one thread, one connection after the other, a script per connection.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tessera::outbound::test {

class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}
  int fd() const { return fd_; }
  void send(const std::string& text) { ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Up to and with the mark; shorter at the end of the stream.
  std::string read_until(const std::string& mark) {
    std::string out;
    char c = 0;
    while (!out.ends_with(mark) && ::recv(fd_, &c, 1, 0) == 1) out += c;
    return out;
  }
  std::string read(std::size_t n) {
    std::string out;
    char c = 0;
    while (out.size() < n && ::recv(fd_, &c, 1, 0) == 1) out += c;
    return out;
  }

 private:
  int fd_;
};

class LocalServer {
 public:
  explicit LocalServer(std::function<void(Peer&)> script) : script_(std::move(script)) {
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name);
    listen(fd_, 8);
    socklen_t length = sizeof name;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &length);
    port_ = std::to_string(ntohs(name.sin_port));
    thread_ = std::thread([this] { run(); });
  }
  ~LocalServer() {
    ending_ = true;
    thread_.join();
    close(fd_);
  }
  const std::string& port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void run() {
    while (!ending_) {
      pollfd wait{fd_, POLLIN, 0};
      if (poll(&wait, 1, 20) <= 0) continue;
      const int peer_fd = accept(fd_, nullptr, nullptr);
      ++connections_;
      Peer peer(peer_fd);
      script_(peer);
      close(peer_fd);
    }
  }

  std::function<void(Peer&)> script_;
  int fd_ = -1;
  std::string port_;
  std::atomic<bool> ending_ = false;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace tessera::outbound::test
