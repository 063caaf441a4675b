// rediss:// against a real server with a certificate of its own.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "app/cluster/child.hpp"
#include "store/redis/client.hpp"
#include "tests/support/backends.hpp"
#include "tests/support/free_port.hpp"

namespace tessera::store::redis {
namespace fs = std::filesystem;
namespace {

class RedisTlsTest : public test::Backends {
 protected:
  RedisTlsTest() {
    std::string name = "/tmp/tessera-tls-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
    folder_ = name;
    app::Child openssl = app::Child::start(
        {.argv = {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file("key.pem"), "-out",
                  file("cert.pem"), "-days", "2", "-subj", "/CN=localhost", "-addext",
                  "subjectAltName=DNS:localhost"},
         .log = folder_ / "openssl.log"});
    if (openssl.wait_for(seconds{30}) != 0) throw std::runtime_error("openssl failed");
    // Read once per process, by the first TLS connection.
    setenv("SSL_CERT_FILE", file("cert.pem").c_str(), 1);
    server_ = app::Child::start(
        {.argv = {"/usr/bin/redis-server", "--port", "0", "--tls-port", port_, "--bind",
                  "127.0.0.1", "--save", "", "--dir", folder_.string(), "--tls-cert-file",
                  file("cert.pem"), "--tls-key-file", file("key.pem"), "--tls-auth-clients", "no"},
         .log = folder_ / "redis.log",
         .death_signal = SIGKILL});
  }
  ~RedisTlsTest() override {
    server_.signal(SIGKILL);
    (void)server_.wait_for(seconds{5});
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string file(const char* name) const { return (folder_ / name).string(); }
  bool answers(Client& client) {
    try {
      const std::vector<std::string> ping{"PING"};
      return run([&] { return client.command(ping); }).text == "PONG";
    } catch (const Unavailable&) {
      return false;
    }
  }
  fs::path folder_;
  std::string port_ = test::free_port();
  app::Child server_;
};

TEST_F(RedisTlsTest, SpeaksOnlyToTheServerThatTheCertificateNames) {
  Client named(io(), {.url = "rediss://localhost:" + port_});
  EXPECT_TRUE(app::wait_until([&] { return answers(named); }, seconds{10}));
  Client other(io(), {.url = "rediss://127.0.0.1:" + port_});
  EXPECT_FALSE(answers(other));
  EXPECT_FALSE(answers(other));
}

}  // namespace
}  // namespace tessera::store::redis
