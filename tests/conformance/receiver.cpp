#include "tests/conformance/receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <stdexcept>

#include "tests/support/program.hpp"

namespace tessera::conformance {
namespace {

namespace fs = std::filesystem;

using SslRef = std::unique_ptr<SSL, decltype(&SSL_free)>;

// certs/receiver.crt and .key for localhost, of the folder's CA.
void make_certificate(const fs::path& certs) {
  const auto file = [&](const char* name) { return (certs / name).string(); };
  const std::vector<std::vector<std::string>> steps{
      {"/usr/bin/openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
       "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
       "-keyout", file("receiver.key"), "-out", file("receiver.csr")},
      {"/usr/bin/openssl", "x509", "-req", "-in", file("receiver.csr"), "-CA", file("ca.crt"),
       "-CAkey", file("ca.key"), "-days", "2", "-copy_extensions", "copy", "-out",
       file("receiver.crt")}};
  for (const auto& step : steps) {
    const auto run = test::run_program({.argv = step});
    if (run.code != 0) throw std::runtime_error("openssl: " + run.err);
  }
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Head and body by Content-Length: what an HTTP/1.1 client with a known body sends.
std::optional<std::string> read_request(SSL* ssl) {
  std::string in;
  char piece[4096];
  std::size_t wanted = std::string::npos;
  while (wanted == std::string::npos || in.size() < wanted) {
    const int n = SSL_read(ssl, piece, sizeof piece);
    if (n <= 0) return std::nullopt;
    in.append(piece, static_cast<std::size_t>(n));
    const auto head = in.find("\r\n\r\n");
    if (head == std::string::npos || wanted != std::string::npos) continue;
    const auto at = lower(in.substr(0, head)).find("\r\ncontent-length:");
    wanted = head + 4 + (at == std::string::npos ? 0 : std::stoul(in.substr(at + 17)));
  }
  return in;
}

Call parse(const std::string& in) {
  Call out;
  const auto head = in.find("\r\n\r\n");
  out.body = in.substr(head + 4);
  const auto first = in.substr(0, in.find("\r\n"));
  out.method = first.substr(0, first.find(' '));
  out.path = first.substr(out.method.size() + 1);
  out.path = out.path.substr(0, out.path.find(' '));
  for (auto at = in.find("\r\n"); at < head;) {
    const auto end = in.find("\r\n", at + 2);
    const auto line = in.substr(at + 2, end - at - 2);
    const auto colon = line.find(": ");
    if (colon != std::string::npos)
      out.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    at = end;
  }
  return out;
}

std::string render(const Reply& reply) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " -\r\nConnection: close\r\n";
  if (!reply.location.empty()) out += "Location: " + reply.location + "\r\n";
  if (reply.status != 204)
    out += "Content-Type: " + reply.type +
           "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n";
  return out + "\r\n" + (reply.status == 204 ? "" : reply.body);
}

}  // namespace

Receiver::Receiver(const fs::path& certs) {
  std::signal(SIGPIPE, SIG_IGN);  // a client that does not trust us hangs up
  make_certificate(certs);
  context_ = SSL_CTX_new(TLS_server_method());
  const bool good = SSL_CTX_use_certificate_file(context_, (certs / "receiver.crt").c_str(),
                                                 SSL_FILETYPE_PEM) == 1 &&
                    SSL_CTX_use_PrivateKey_file(context_, (certs / "receiver.key").c_str(),
                                                SSL_FILETYPE_PEM) == 1;
  if (!good) throw std::runtime_error("the receiver has no certificate");
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof name;
  auto* generic = reinterpret_cast<sockaddr*>(&name);
  if (bind(fd_, generic, sizeof name) != 0 || listen(fd_, 64) != 0 ||
      getsockname(fd_, generic, &length) != 0)
    throw std::runtime_error("the receiver cannot listen");
  port_ = ntohs(name.sin_port);
  thread_ = std::thread([this] { run(); });
}

Receiver::~Receiver() {
  ending_ = true;
  thread_.join();
  close(fd_);
  SSL_CTX_free(context_);
}

std::string Receiver::url(const std::string& path) const {
  return "https://localhost:" + std::to_string(port_) + path;
}

void Receiver::serve(const std::string& path, Reply reply) {
  const std::scoped_lock lock(mutex_);
  replies_[path] = std::move(reply);
}

void Receiver::serve_first(const std::string& path, std::deque<Reply> replies) {
  const std::scoped_lock lock(mutex_);
  first_[path] = std::move(replies);
}

std::vector<Call> Receiver::wait_for(const std::string& path, std::size_t count, Duration limit) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, limit, [&] { return calls_[path].size() >= count; });
  return calls_[path];
}

std::size_t Receiver::calls(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  return calls_[path].size();
}

void Receiver::run() {
  while (!ending_) {
    pollfd wait{fd_, POLLIN, 0};
    if (poll(&wait, 1, 20) <= 0) continue;
    const int peer = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    answer_one(peer);
    close(peer);
  }
}

void Receiver::answer_one(int fd) {
  const SslRef ssl(SSL_new(context_), SSL_free);
  SSL_set_fd(ssl.get(), fd);
  if (SSL_accept(ssl.get()) != 1) return;
  const auto in = read_request(ssl.get());
  if (!in) return;
  auto call = parse(*in);
  call.tls = SSL_get_version(ssl.get());
  call.cipher = SSL_get_cipher(ssl.get());
  const auto out = render(take(std::move(call)));
  SSL_write(ssl.get(), out.data(), static_cast<int>(out.size()));
  SSL_shutdown(ssl.get());
}

Reply Receiver::take(Call call) {
  const std::scoped_lock lock(mutex_);
  const auto path = call.path;
  calls_[path].push_back(std::move(call));
  came_.notify_all();
  if (auto& first = first_[path]; !first.empty()) {
    auto reply = std::move(first.front());
    first.pop_front();
    return reply;
  }
  const auto found = replies_.find(path);
  return found == replies_.end() ? Reply{.status = 404, .body = "{}"} : found->second;
}

}  // namespace tessera::conformance
