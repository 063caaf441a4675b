// TLS, unix sockets, hosts, and what proxies may say.
#include <cstdlib>
#include <fstream>
#include <thread>

#include <sys/stat.h>

#include "tests/unit/http/fixture.hpp"

namespace tessera::http::test {
namespace {

class ListenerTest : public ServerTest {
 protected:
  ListenerTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "tessera_http_XXXXXX").string();
    dir = mkdtemp(pattern.data());
  }
  ~ListenerTest() override {
    server.reset();
    std::filesystem::remove_all(dir);
  }
  void make_certificate(const std::string& name) {
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" +
        name + " -keyout " + dir + "/key.pem -out " + dir + "/cert.pem 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void listen_tls() {
    make_certificate("first.example");
    config.listeners.push_back({.name = "tls",
                                .address = "127.0.0.1:0",
                                .tls = true,
                                .certificate_file = dir + "/cert.pem",
                                .private_key_file = dir + "/key.pem"});
  }
  static std::string subject(Client& client) {
    X509* certificate = SSL_get1_peer_certificate(client.ssl());
    char name[256] = {};
    X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof name);
    X509_free(certificate);
    return name;
  }
  std::string dir;
};

TEST_F(ListenerTest, TlsServesAndSendsHsts) {
  listen_tls();
  start();
  auto client = connect("tls");
  client.start_tls();
  EXPECT_EQ(SSL_version(client.ssl()), TLS1_3_VERSION);
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.ask(get("/hello"));
    EXPECT_EQ(reply.body, "<p>hello");
    EXPECT_EQ(reply.header("strict-transport-security"), "max-age=63072000");
  }
  EXPECT_EQ(client.ask(get("/large")).body, *large);
  EXPECT_EQ(client.ask(post("/upload", std::string(900'000, 'a'), "image/png")).status, 200);
}

TEST_F(ListenerTest, Tls12IsTheOldest) {
  listen_tls();
  start();
  auto modern = connect("tls");
  modern.start_tls(TLS1_2_VERSION);
  EXPECT_EQ(modern.ask(get("/hello")).status, 200);
  auto old = connect("tls");
  EXPECT_THROW(old.start_tls(TLS1_1_VERSION), std::runtime_error);
}

TEST_F(ListenerTest, TlsSessionIsResumedByTicket) {
  listen_tls();
  start();
  auto first = connect("tls");
  first.start_tls();
  first.ask(get("/hello"));
  SSL_SESSION* session = SSL_get1_session(first.ssl());
  ASSERT_TRUE(SSL_SESSION_has_ticket(session));
  Client second(server->bound_address("tls"));
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = SSL_new(context);
  SSL_set_fd(ssl, second.fd());
  SSL_set_session(ssl, session);
  EXPECT_EQ(SSL_connect(ssl), 1);
  EXPECT_EQ(SSL_session_reused(ssl), 1);
  SSL_free(ssl);
  SSL_CTX_free(context);
  SSL_SESSION_free(session);
}

TEST_F(ListenerTest, PlainBytesOnTlsAreDroppedAndCounted) {
  listen_tls();
  start();
  const double before = refused("tls");
  auto client = connect("tls");
  client.send(get("/hello"));
  std::string all;
  for (auto piece = client.read_some(); !piece.empty(); piece = client.read_some()) all += piece;
  EXPECT_EQ(all.find("HTTP/1.1"), std::string::npos);
  EXPECT_EQ(refused("tls"), before + 1);
}

TEST_F(ListenerTest, HandshakeThatNeverComesIsCut) {
  listen_tls();
  config.limits.header_time = milliseconds{200};
  start();
  EXPECT_TRUE(connect("tls").closed(2000));
}

TEST_F(ListenerTest, CertificateIsReloadedAndABadOneKeepsTheOld) {
  listen_tls();
  start();
  auto kept = connect("tls");
  kept.start_tls();
  EXPECT_EQ(subject(kept), "/CN=first.example");
  make_certificate("second.example");
  server->reload_tls();
  auto fresh = connect("tls");
  fresh.start_tls();
  EXPECT_EQ(subject(fresh), "/CN=second.example");
  EXPECT_EQ(kept.ask(get("/hello")).status, 200);
  std::ofstream(dir + "/cert.pem") << "rubbish";
  EXPECT_THROW(server->reload_tls(), std::runtime_error);
  auto again = connect("tls");
  again.start_tls();
  EXPECT_EQ(subject(again), "/CN=second.example");
}

TEST_F(ListenerTest, UnixSocketKnowsThePeerAndTakesAnyHost) {
  config.listeners.push_back(
      {.name = "admin-socket", .address = "unix:" + dir + "/admin.sock", .tls = false});
  start();
  auto client = connect("admin-socket");
  const auto reply = client.ask("GET /who/a/of/b HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(reply.body, "a of b  loopback " + std::to_string(getuid()) + " admin-socket");
  struct stat found{};
  ASSERT_EQ(stat((dir + "/admin.sock").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0660u);
  server.reset();
  EXPECT_NE(stat((dir + "/admin.sock").c_str(), &found), 0) << "removed at the end";
}

TEST_F(ListenerTest, StaleUnixSocketIsReplacedAndALiveOneIsNot) {
  config.listeners.push_back(
      {.name = "admin-socket", .address = "unix:" + dir + "/admin.sock", .tls = false});
  start();
  ServerConfig other = config;
  other.listeners = {config.listeners[1]};
  Server second(io, other, clock, random);
  second.serve("admin-socket", router);
  EXPECT_THROW(second.start(), std::runtime_error);
  EXPECT_EQ(connect("admin-socket").ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ListenerTest, AnotherHostIs421ButNotOnManagement) {
  config.listeners.push_back({.name = "management", .address = "127.0.0.1:0", .tls = false});
  start();
  const auto ask = [&](const std::string& listener, const std::string& host) {
    return connect(listener).ask("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
  };
  const double before = refused("host");
  EXPECT_EQ(ask("public", "login.example.gov"), 200);
  EXPECT_EQ(ask("public", "LOGIN.example.gov:443"), 200);
  EXPECT_EQ(ask("public", "login.example.gov:8443"), 421);
  EXPECT_EQ(ask("public", "login.example.gov:"), 421);
  EXPECT_EQ(ask("public", "evil.example"), 421);
  EXPECT_EQ(ask("public", "login.example.gov.evil.example"), 421);
  EXPECT_EQ(ask("public", ""), 421);
  EXPECT_EQ(ask("public", "login.example.gov@evil.example"), 421);
  EXPECT_EQ(ask("management", "127.0.0.1:9000"), 200);
  EXPECT_EQ(refused("host"), before + 6);
}

TEST_F(ListenerTest, ForwardedHeadersCountOnlyFromTrustedPeers) {
  config.listeners.push_back({.name = "proxied",
                              .address = "127.0.0.1:0",
                              .tls = false,
                              .trusted_proxies = {"127.0.0.0/8", "10.0.0.0/8"}});
  start();
  const auto who = [&](const std::string& listener, const std::string& headers) {
    const auto body = connect(listener).ask(get("/who/a/of/b", headers)).body;
    return body.substr(7, body.find(" -") - 7);
  };
  const std::string xff = "X-Forwarded-For: 203.0.113.7, 10.1.2.3\r\n";
  EXPECT_EQ(who("public", xff), "127.0.0.1 loopback");
  EXPECT_EQ(who("proxied", xff), "203.0.113.7 public");
  EXPECT_EQ(who("proxied", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n"), "203.0.113.7 public")
      << "what stands before the last untrusted hop is the client's own word";
  EXPECT_EQ(who("proxied", "Forwarded: for=\"[2001:db8::1]:4711\";proto=https\r\n"),
            "2001:db8::1 public");
  EXPECT_EQ(who("proxied", "Forwarded: for=192.168.1.1\r\nForwarded: for=10.9.9.9\r\n"),
            "192.168.1.1 private");
  EXPECT_EQ(who("proxied", ""), "127.0.0.1 loopback");
}

TEST_F(ListenerTest, ForwardedHeadersThatDisagreeOrAreMalformedAre400) {
  config.listeners[0].trusted_proxies = {"127.0.0.1"};
  start();
  const auto status = [&](const std::string& headers) {
    return connect().ask(get("/hello", headers)).status;
  };
  const double before = refused("forwarded");
  EXPECT_EQ(status("X-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\n"), 200);
  EXPECT_EQ(status("X-Forwarded-For: 203.0.113.7\r\nForwarded: for=198.51.100.1\r\n"), 400);
  EXPECT_EQ(status("X-Forwarded-For: not an address\r\n"), 400);
  EXPECT_EQ(status("Forwarded: for=\"[2001:db8::1\"\r\n"), 400);
  EXPECT_EQ(refused("forwarded"), before + 3);
}

TEST_F(ListenerTest, ForwardedProtoDecidesHsts) {
  config.listeners[0].trusted_proxies = {"127.0.0.1"};
  start();
  const auto hsts = [&](const std::string& headers) {
    return connect().ask(get("/hello", headers)).header("strict-transport-security");
  };
  EXPECT_NE(hsts("X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"), "");
  EXPECT_EQ(hsts("X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http\r\n"), "");
  EXPECT_EQ(hsts("X-Forwarded-For: 203.0.113.7\r\n"), "");
}

TEST_F(ListenerTest, AUnixPathOfAProxyKnowsItsClientsByTheHeaders) {
  config.listeners.push_back({.name = "proxied",
                              .address = "unix:" + dir + "/public.sock",
                              .tls = false,
                              .trusted_proxies = {"unix", "10.0.0.0/8"}});
  start();
  const auto who = [&](const std::string& headers) {
    return connect("proxied").ask(get("/who/a/of/b", headers));
  };
  const auto seen = who("X-Forwarded-For: 203.0.113.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n");
  EXPECT_NE(seen.body.find("203.0.113.7 public"), std::string::npos) << seen.body;
  EXPECT_NE(seen.header("strict-transport-security"), "");
  EXPECT_NE(who("").body.find("127.0.0.1 loopback"), std::string::npos);
  EXPECT_EQ(who("X-Forwarded-For: nobody knows\r\n").status, 400);
  EXPECT_EQ(connect("proxied").ask("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n").status,
            421);
}

TEST_F(ListenerTest, ConnectionsAreSpreadOverTheIoThreads) {
  std::mutex mutex;
  std::map<std::size_t, int> seen;
  router.add(Method::get, "/thread", [&](Request&) -> Task<Response> {
    const std::lock_guard lock(mutex);
    ++seen[runtime::IoThreads::current_index()];
    co_return html("");
  });
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<Client>(server->bound_address("public")));
    clients.back()->ask(get("/thread"));
  }
  EXPECT_EQ(seen[0], 5);
  EXPECT_EQ(seen[1], 5);
}

TEST_F(ListenerTest, LocalhostListensOnBothFamiliesOnOnePort) {
  config.listeners[0].address = "localhost:0";
  start();
  const auto address = server->bound_address("public");
  EXPECT_TRUE(address.starts_with("127.0.0.1:")) << address;
  EXPECT_EQ(connect().ask(get("/hello")).status, 200);
}

}  // namespace
}  // namespace tessera::http::test
