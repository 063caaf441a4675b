// The server side of the suite: documents that clients publish, and endpoints that the provider
// calls. HTTPS on loopback, with a certificate of the development CA.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/browser.hpp"

namespace tessera::conformance {

// What came.
struct Call {
  std::string method;
  std::string path;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string tls;     // "TLSv1.3"
  std::string cipher;  // as OpenSSL names it
};

// What is answered.
struct Reply {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  std::string location;  // of a redirect
};

class Receiver {
 public:
  // A folder of `tessera dev`: its certs/ca.crt and ca.key make the certificate.
  explicit Receiver(const std::filesystem::path& certs);
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  // path begins with "/". Paths are unique per test, so that tests do not meet.
  [[nodiscard]] std::string url(const std::string& path) const;
  // From now on; a path that was never named is 404.
  void serve(const std::string& path, Reply reply);
  // These first, one per call, then what serve() said.
  void serve_first(const std::string& path, std::deque<Reply> replies);
  // The calls so far, once there are that many; fewer if the time is over.
  [[nodiscard]] std::vector<Call> wait_for(const std::string& path, std::size_t count,
                                           Duration limit = seconds{20});
  [[nodiscard]] std::size_t calls(const std::string& path);

 private:
  void run();
  void answer_one(int fd);
  [[nodiscard]] Reply take(Call call);

  SSL_CTX* context_ = nullptr;
  int fd_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::string, Reply> replies_;
  std::map<std::string, std::deque<Reply>> first_;
  std::map<std::string, std::vector<Call>> calls_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace tessera::conformance
