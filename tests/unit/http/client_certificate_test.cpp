// Listeners that ask for a certificate (RFC 8705): real handshakes.
#include <cstdlib>

#include "tests/unit/http/fixture.hpp"

namespace tessera::http::test {
namespace {

class ClientCertificateTest : public ServerTest {
 protected:
  ClientCertificateTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "tessera_http_XXXXXX").string();
    dir = mkdtemp(pattern.data());
    make_server();
    router.add(Method::get, "/peer", [](Request& request) -> Task<Response> {
      const auto& shown = request.peer_certificate;
      co_return html((shown == nullptr ? std::string("nobody")
                      : shown->trusted ? std::string("trusted ")
                                       : std::string("known ")) +
                     (shown ? std::to_string(shown->der.size()) : "") + " " +
                     std::string(request.base_url));
    });
  }
  ~ClientCertificateTest() override {
    server.reset();
    std::filesystem::remove_all(dir);
  }
  void shell(const std::string& command) {
    ASSERT_EQ(std::system(("cd " + dir + " && (" + command + ") >/dev/null 2>&1").c_str()), 0)
        << command;
  }
  void make_server() {
    shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=login.example.gov -keyout key.pem -out cert.pem");
    shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=authority -keyout ca.key -out ca.pem");
  }
  void make_client(const std::string& purpose, const std::string& days = "2") {
    shell(
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=portal "
        "-keyout client.key -out client.csr && echo extendedKeyUsage=" +
        purpose + " > ext && openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -days " +
        days + " -extfile ext -out client.pem");
  }
  void make_self_signed() {
    shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=portal -keyout client.key -out client.pem");
  }
  void listen(ClientCertificate use, const std::string& ca = "/ca.pem") {
    config.listeners.push_back({.name = "mtls",
                                .address = "127.0.0.1:0",
                                .tls = true,
                                .certificate_file = dir + "/cert.pem",
                                .private_key_file = dir + "/key.pem",
                                .client_certificate = use,
                                .client_ca_file = ca.empty() ? "" : dir + ca,
                                .public_url = "https://mtls.example.gov"});
    start();
  }
  static std::string request() { return "GET /peer HTTP/1.1\r\nHost: mtls.example.gov\r\n\r\n"; }
  std::string peer(int version = 0, bool show = true) {
    auto client = connect("mtls");
    client.start_tls(version, show ? dir : "");
    return client.ask(request()).body;
  }
  std::string dir;
};

TEST_F(ClientCertificateTest, OneOfTheAuthorityIsTrusted) {
  make_client("clientAuth");
  listen(ClientCertificate::optional);
  EXPECT_TRUE(peer().starts_with("trusted "));
  EXPECT_TRUE(peer(TLS1_2_VERSION).starts_with("trusted "));
  EXPECT_EQ(peer(0, false), "nobody https://mtls.example.gov");
}

TEST_F(ClientCertificateTest, ASelfSignedOneIsShownButNotTrusted) {
  make_self_signed();
  listen(ClientCertificate::optional);
  EXPECT_TRUE(peer().starts_with("known "));
}

TEST_F(ClientCertificateTest, WithoutAnchorsNothingIsTrusted) {
  make_client("clientAuth");
  listen(ClientCertificate::optional, "");
  EXPECT_TRUE(peer().starts_with("known "));
}

TEST_F(ClientCertificateTest, OneForServersIsNotTrusted) {
  make_client("serverAuth");
  listen(ClientCertificate::optional);
  EXPECT_TRUE(peer().starts_with("known "));
}

TEST_F(ClientCertificateTest, AnotherAuthorityIsNotTrusted) {
  make_client("clientAuth");
  shell(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
      "-subj /CN=authority -keyout other.key -out other.pem");
  listen(ClientCertificate::optional, "/other.pem");
  EXPECT_TRUE(peer().starts_with("known "));
}

TEST_F(ClientCertificateTest, WhereItIsRequiredNobodyGetsInWithout) {
  make_client("clientAuth");
  listen(ClientCertificate::required);
  EXPECT_TRUE(peer().starts_with("trusted "));
  auto client = connect("mtls");
  bool refused = false;
  try {  // with TLS 1.3 the client learns of it with the first bytes
    client.start_tls();
    client.send(request());
    refused = client.ask("").status == 0;
  } catch (const std::runtime_error&) {
    refused = true;
  }
  EXPECT_TRUE(refused);
}

TEST_F(ClientCertificateTest, AListenerHasANameOfItsOwn) {
  make_client("clientAuth");
  listen(ClientCertificate::optional);
  auto client = connect("mtls");
  client.start_tls();
  EXPECT_EQ(client.ask("GET /peer HTTP/1.1\r\nHost: login.example.gov\r\n\r\n").status, 421);
  EXPECT_EQ(connect().ask(get("/peer")).body, "nobody https://login.example.gov")
      << "no other listener asks for a certificate";
}

TEST_F(ClientCertificateTest, AMissingAnchorFileIsNamed) {
  make_client("clientAuth");
  EXPECT_THROW(listen(ClientCertificate::optional, "/absent.pem"), std::runtime_error);
}

TEST_F(ClientCertificateTest, APlainListenerCannotAsk) {
  config.listeners.push_back({.name = "mtls",
                              .address = "127.0.0.1:0",
                              .tls = false,
                              .client_certificate = ClientCertificate::optional});
  EXPECT_THROW(start(), std::runtime_error);
}

class CardListenerTest : public ClientCertificateTest {
 protected:
  void listen_for_cards(std::vector<std::string> files) {
    listen_config(files);
    start();
  }
  void listen_config(const std::vector<std::string>& files) {
    ListenerConfig listener{.name = "mtls",
                            .address = "127.0.0.1:0",
                            .tls = true,
                            .certificate_file = dir + "/cert.pem",
                            .private_key_file = dir + "/key.pem",
                            .client_certificate = ClientCertificate::optional,
                            .public_url = "https://mtls.example.gov",
                            .reads_cards = true};
    for (const auto& file : files) listener.authority_files.push_back(dir + file);
    config.listeners.push_back(listener);
  }
  static bool can_resume(Client& client) {
    return SSL_SESSION_is_resumable(SSL_get0_session(client.ssl())) == 1;
  }
};

TEST_F(CardListenerTest, NothingIsResumed) {
  make_client("clientAuth");
  listen_for_cards({"/ca.pem"});
  for (const int version : {0, TLS1_2_VERSION}) {
    auto client = connect("mtls");
    client.start_tls(version, dir);
    EXPECT_TRUE(client.ask(request()).body.starts_with("known "));
    EXPECT_FALSE(can_resume(client)) << "the card has to sign each time";
  }
}

TEST_F(CardListenerTest, OtherListenersDoResume) {
  make_client("clientAuth");
  listen(ClientCertificate::optional);
  auto client = connect("mtls");
  client.start_tls(0, dir);
  EXPECT_TRUE(client.ask(request()).body.starts_with("trusted "));
  EXPECT_TRUE(can_resume(client));
}

TEST_F(CardListenerTest, AConnectionServesOneRequest) {
  make_client("clientAuth");
  listen_for_cards({"/ca.pem"});
  auto client = connect("mtls");
  client.start_tls(0, dir);
  EXPECT_EQ(client.ask(request()).header("connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(CardListenerTest, TheBrowserIsToldTheAuthorities) {
  make_client("clientAuth");
  listen_for_cards({"/ca.pem"});
  auto client = connect("mtls");
  client.start_tls(0, dir);
  const auto* names = SSL_get0_peer_CA_list(client.ssl());
  ASSERT_EQ(sk_X509_NAME_num(names), 1);
  char line[128] = {};
  X509_NAME_oneline(sk_X509_NAME_value(names, 0), line, sizeof line);
  EXPECT_STREQ(line, "/CN=authority");
  EXPECT_TRUE(client.ask(request()).body.starts_with("known "));
}

TEST_F(CardListenerTest, WithoutACardThereIsAnAnswerToo) {
  listen_for_cards({"/ca.pem"});
  EXPECT_EQ(peer(0, false), "nobody https://mtls.example.gov");
}

TEST_F(CardListenerTest, AMissingAuthorityFileIsNamed) {
  listen_config({"/absent.pem"});
  EXPECT_THROW(start(), std::runtime_error);
}

}  // namespace
}  // namespace tessera::http::test
