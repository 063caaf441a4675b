// Documents of clients over HTTPS, from a real TLS server on this machine.
#include <tessera/outbound/fetch.hpp>

#include <openssl/ssl.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/oauth/client_keys.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

using test::LocalServer;
using test::Peer;

// One request per connection, answered by a fixed text over TLS.
class TlsScript {
 public:
  TlsScript(const std::string& dir, std::string reply) : reply_(std::move(reply)) {
    std::signal(SIGPIPE, SIG_IGN);  // a client that trusts us not hangs up within the handshake
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_file(context_, (dir + "/cert.pem").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_, (dir + "/key.pem").c_str(), SSL_FILETYPE_PEM);
  }
  ~TlsScript() { SSL_CTX_free(context_); }
  TlsScript(const TlsScript&) = delete;
  TlsScript& operator=(const TlsScript&) = delete;
  void operator()(Peer& peer) const {
    SSL* ssl = SSL_new(context_);
    SSL_set_fd(ssl, peer.fd());
    if (SSL_accept(ssl) == 1) {
      std::string seen;
      char piece[2048];
      while (seen.find("\r\n\r\n") == std::string::npos) {
        const int n = SSL_read(ssl, piece, sizeof piece);
        if (n <= 0) break;
        seen.append(piece, static_cast<std::size_t>(n));
      }
      SSL_write(ssl, reply_.data(), static_cast<int>(reply_.size()));
      SSL_shutdown(ssl);
    }
    SSL_free(ssl);
  }

 private:
  std::string reply_;
  SSL_CTX* context_ = nullptr;
};

std::string document(
    const std::string& body, const std::string& status = "200 OK",
    const std::string& more = "Content-Type: Application/JSON; charset=utf-8\r\n") {
  return "HTTP/1.1 " + status + "\r\n" + more + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

class FetchTest : public testing::Test {
 protected:
  FetchTest() {
    io.start();
    auto pattern = (std::filesystem::temp_directory_path() / "tessera_fetch_XXXXXX").string();
    dir = mkdtemp(pattern.data());
    const auto made = std::system(
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
         "/CN=local -addext subjectAltName=IP:127.0.0.1 -keyout " +
         dir + "/key.pem -out " + dir + "/cert.pem 2>/dev/null")
            .c_str());
    EXPECT_EQ(made, 0);
  }
  ~FetchTest() override { std::filesystem::remove_all(dir); }

  HttpClientOptions options() const {
    return {.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}),
            .ca_file = dir + "/cert.pem",
            .threads = 1};
  }
  Result<oauth::FetchedDocument> get(const HttpClientOptions& how, const std::string& url,
                                     std::size_t most = 1000) {
    HttpClient client(how);
    Fetch fetch(client);
    std::optional<Result<oauth::FetchedDocument>> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await fetch.get(url, most); });
    return std::move(*out);
  }
  std::string refused(const HttpClientOptions& how, const std::string& url) {
    const auto got = get(how, url);
    return got ? "fetched" : got.error().id;
  }
  static std::string url_of(const LocalServer& server, const std::string& host = "127.0.0.1") {
    return "https://" + host + ":" + server.port() + "/jwks";
  }
  runtime::IoThreads io{1};
  std::string dir;
};

TEST_F(FetchTest, ADocumentComesByHttps) {
  const TlsScript script(dir, document("{}"));
  LocalServer server(std::ref(script));
  const auto got = get(options(), url_of(server));
  ASSERT_TRUE(got) << got.error().id << " " << got.error().detail;
  EXPECT_EQ(got->media_type, "application/json");
  EXPECT_EQ(got->body, "{}");
}

TEST_F(FetchTest, TheServerMustProveItsName) {
  const TlsScript script(dir, document("{}"));
  LocalServer server(std::ref(script));
  auto strangers = options();
  strangers.ca_file.clear();
  EXPECT_EQ(refused(strangers, url_of(server)), "fetch.failed") << "an unknown authority";
  EXPECT_EQ(refused(options(), url_of(server, "localhost")), "fetch.failed") << "another name";
}

TEST_F(FetchTest, OnlyHttpsToAllowedAddresses) {
  const TlsScript script(dir, document("{}"));
  LocalServer server(std::ref(script));
  auto strict = options();
  strict.guard = AddressGuard();
  EXPECT_EQ(refused(strict, url_of(server)), "fetch.address");
  EXPECT_EQ(refused(strict, url_of(server, "localhost")), "fetch.address") << "after resolution";
  EXPECT_EQ(refused(strict, url_of(server, "[::ffff:127.0.0.1]")), "fetch.address");
  for (const auto* url : {"http://127.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "jwks",
                          "https://user@127.0.0.1/", ""})
    EXPECT_EQ(refused(options(), url), "fetch.url") << url;
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(FetchTest, NeitherRedirectsNorErrorsAreDocuments) {
  for (const auto* status : {"302 Found", "307 Temporary Redirect", "404 Not Found", "204 Empty",
                             "500 Internal Server Error"}) {
    const TlsScript script(dir, document("", status, "Location: https://127.0.0.1:1/\r\n"));
    LocalServer server(std::ref(script));
    EXPECT_EQ(refused(options(), url_of(server)), "fetch.status") << status;
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST_F(FetchTest, ALargeDocumentIsCutOff) {
  const TlsScript script(dir, document(std::string(2000, 'x')));
  LocalServer server(std::ref(script));
  EXPECT_EQ(refused(options(), url_of(server)), "fetch.failed");
  EXPECT_TRUE(get(options(), url_of(server), 2000));
}

TEST_F(FetchTest, AFullQueueOfOurOwnIsUnavailable) {
  auto full = options();
  full.threads = 0;
  full.queue = 0;
  EXPECT_THROW(get(full, "https://127.0.0.1:1/"), Unavailable);
  EXPECT_EQ(refused(options(), "https://127.0.0.1:1/"), "fetch.failed") << "away, but asked";
}

TEST_F(FetchTest, KeysBehindAJwksUriVerify) {
  const auto key = crypto::Key::generate(crypto::KeyType::ec_p256);
  const TlsScript script(dir, document(boost::json::serialize(boost::json::object{
                                  {"keys", boost::json::array{jose::to_jwk(key, "k")}}})));
  LocalServer server(std::ref(script));
  HttpClient client(options());
  Fetch fetch(client);
  const auto keys = oauth::make_client_keys(fetch);
  oauth::ClientRecord record;
  record.client.registration.jwks_uri = url_of(server);
  const auto entry = std::make_shared<const oauth::ClientEntry>(oauth::make_entry(record, {}));
  const auto text = jose::sign_jws(key, crypto::SignAlg::es256,
                                   jose::encode_header(crypto::SignAlg::es256, "k", "JWT"), "{}");
  bool good = false;
  io.run_and_wait(0, [&]() -> Task<> {
    const jose::JwsRules rules{.algorithms = {crypto::SignAlg::es256}};
    good = (co_await keys->verify(entry, text, rules, TimePoint{seconds{1}})).has_value();
  });
  EXPECT_TRUE(good);
}

}  // namespace
}  // namespace tessera::outbound
