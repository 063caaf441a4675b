#include "http/bind.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <tessera/base/ip_address.hpp>

namespace tessera::http {

namespace {

constexpr int kBacklog = 1024;
constexpr int kKind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

[[noreturn]] void refuse(const std::string& address, const std::string& cause) {
  throw std::runtime_error("cannot listen on " + address + ": " + cause);
}

struct HostPort {
  std::string host;
  std::string port;
};

HostPort split(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) refuse(address, "the port is missing");
  HostPort out{address.substr(0, colon), address.substr(colon + 1)};
  if (out.host.size() > 2 && out.host.front() == '[')
    out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

IpAddress address_of(const sockaddr_storage& storage) {
  IpAddress out;
  if (storage.ss_family == AF_INET) {
    out = *parse_ip_address("0.0.0.0");
    std::memcpy(out.bytes.data() + 12, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, 4);
  } else {
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, 16);
  }
  return out;
}

std::uint16_t port_of(const sockaddr_storage& storage) {
  return ntohs(storage.ss_family == AF_INET
                   ? reinterpret_cast<const sockaddr_in&>(storage).sin_port
                   : reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
}

void set_port(addrinfo& info, std::uint16_t port) {
  if (info.ai_family == AF_INET) {
    reinterpret_cast<sockaddr_in*>(info.ai_addr)->sin_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in6*>(info.ai_addr)->sin6_port = htons(port);
  }
}

// -1 and errno on failure.
int listen_on(const addrinfo& info) {
  const int fd = socket(info.ai_family, kKind, 0);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (info.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(fd, info.ai_addr, info.ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

BoundSocket describe(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length);
  const auto address = address_of(storage);
  const auto text = storage.ss_family == AF_INET ? address.text() : "[" + address.text() + "]";
  return {.fd = fd,
          .address = text + ":" + std::to_string(port_of(storage)),
          .loopback = address.is_loopback()};
}

std::vector<BoundSocket> bind_tcp(const std::string& address) {
  const auto [host, port] = split(address);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int e = getaddrinfo(host.c_str(), port.c_str(), &hints, &list); e != 0)
    refuse(address, gai_strerror(e));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(list, freeaddrinfo);
  std::vector<BoundSocket> out;
  std::string cause = "no address";
  // IPv4 first, so that bound_address() is the one that every client has
  for (const int family : {AF_INET, AF_INET6}) {
    for (auto* info = list; info != nullptr; info = info->ai_next) {
      if (info->ai_family != family) continue;
      if (!out.empty() && port == "0")
        set_port(*info, static_cast<std::uint16_t>(std::stoi(
                            out.front().address.substr(out.front().address.rfind(':') + 1))));
      const int fd = listen_on(*info);
      if (fd >= 0) {
        out.push_back(describe(fd));
      } else if (errno == EADDRINUSE && out.empty()) {
        refuse(address, std::strerror(errno));
      } else {
        cause = std::strerror(errno);
      }
    }
  }
  if (out.empty()) refuse(address, cause);
  return out;
}

bool is_alive(const sockaddr_un& name) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool alive = connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
  close(fd);
  return alive;
}

std::vector<BoundSocket> bind_unix(const std::string& address) {
  const auto path = address.substr(5);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof name.sun_path) refuse(address, "the path is too long");
  std::memcpy(name.sun_path, path.c_str(), path.size());
  if (is_alive(name)) refuse(address, "another process listens there");
  struct stat found{};
  if (lstat(path.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode))
    refuse(address, "a file that is no socket is in the way");
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, kKind, 0);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
      chmod(path.c_str(), 0660) != 0 || listen(fd, kBacklog) != 0) {
    const int error = errno;
    close(fd);
    refuse(address, std::strerror(error));
  }
  return {{.fd = fd, .address = address, .loopback = true, .unix_socket = true}};
}

}  // namespace

std::vector<BoundSocket> bind_address(const std::string& address) {
  return address.starts_with("unix:") ? bind_unix(address) : bind_tcp(address);
}

}  // namespace tessera::http
