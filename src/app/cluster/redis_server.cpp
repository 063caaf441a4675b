#include "app/cluster/redis_server.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace tessera::app {
namespace fs = std::filesystem;
namespace {

constexpr const char* kServer = "/usr/bin/redis-server";

// It answers PING with an error until the append-only file is loaded.
bool answers_ping(const fs::path& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  std::array<char, 64> reply{};
  const timeval limit{.tv_sec = 0, .tv_usec = 200'000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  constexpr std::string_view kPing = "PING\r\n";
  const bool pong = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                    send(fd, kPing.data(), kPing.size(), MSG_NOSIGNAL) > 0 &&
                    recv(fd, reply.data(), reply.size(), 0) > 0 && reply[0] == '+';
  close(fd);
  return pong;
}

}  // namespace

void RedisServer::begin() {
  if (access(kServer, X_OK) != 0) {
    throw std::runtime_error(std::string("Redis is not installed: no ") + kServer);
  }
  end_leftover();
  fs::create_directories(place_.data);
  if (place_.user && chown(place_.data.c_str(), place_.user->uid, place_.user->gid) != 0) {
    throw std::runtime_error("cannot give " + place_.data.string() + " to user " +
                             place_.user->name);
  }
  std::vector<std::string> argv{kServer,
                                "--port",
                                "0",
                                "--unixsocket",
                                socket().string(),
                                "--unixsocketperm",
                                "700",
                                "--dir",
                                place_.data.string(),
                                "--daemonize",
                                "no",
                                "--save",
                                "",
                                "--maxmemory-policy",
                                "noeviction",
                                "--appendonly",
                                place_.durable ? "yes" : "no",
                                "--appendfsync",
                                "everysec"};
  child_ = Child::start(
      {.argv = std::move(argv), .log = place_.log, .death_signal = SIGTERM, .user = place_.user});
}

void RedisServer::end_leftover() {
  const auto left = [this] { return find_leftovers("redis", place_.data); };
  for (const pid_t pid : left()) kill(pid, SIGTERM);
  if (!wait_until([&] { return left().empty(); }, seconds{60})) {
    throw std::runtime_error("an earlier Redis still uses " + place_.data.string() +
                             " and does not stop");
  }
}

void RedisServer::await_ready(Duration limit) {
  wait_until([this] { return answers_ping(socket()) || !child_.running(); }, limit);
  if (!child_.running() || !answers_ping(socket())) {
    throw std::runtime_error("Redis does not start: see " + place_.log.string());
  }
}

void RedisServer::stop() {
  child_.signal(SIGTERM);
  if (child_.pid() > 0) (void)child_.wait_for(seconds{60});
}

std::string RedisServer::url() const {
  return "unix:" + socket().string();
}

}  // namespace tessera::app
