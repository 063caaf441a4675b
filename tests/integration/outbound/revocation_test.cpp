// Revocation as it is in the field: a real OCSP responder (openssl ocsp) and lists over http,
// through the guarded client.
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include <tessera/authn/revocation.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/outbound/revocation_fetch.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "app/cluster/child.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/test_authority.hpp"
#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

using authn::RevocationRules;
using authn::Standing;
using tessera::test::TestAuthority;
using tessera::test::TestCertificate;
using Word = Standing::Word;

constexpr Duration kStartLimit = seconds{20};

class RevocationFetchTest : public testing::Test {
 protected:
  RevocationFetchTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "tessera_ocsp_XXXXXX").string();
    dir = mkdtemp(pattern.data());
    io.start();
  }
  ~RevocationFetchTest() override {
    if (responder.pid() > 1) {
      responder.signal(SIGTERM);
      static_cast<void>(responder.wait_for(kStartLimit));
    }
    io.stop();
    io.join();
    std::filesystem::remove_all(dir);
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(dir + "/" + name) << text;
  }
  static std::string line_of(const TestCertificate& card, bool revoked) {
    const auto serial = crypto::to_text(crypto::read_x509(card.der())->serial);
    std::string hex = serial.size() % 2 == 0 ? serial : "0" + serial;
    for (auto& c : hex) c = static_cast<char>(std::toupper(c));
    return std::string(revoked ? "R\t301231235959Z\t260101000000Z" : "V\t301231235959Z\t") + "\t" +
           hex + "\tunknown\t/CN=card\n";
  }
  // The responder of `authority`, which signs its answers with `signer`.
  std::string start_responder(const TestAuthority& authority, const TestCertificate& signer,
                              const std::string& index) {
    write("ca.pem", authority.pem());
    write("signer.pem", signer.pem());
    write("signer.key", signer.key_pem());
    write("index.txt", index);
    const auto port = tessera::test::free_port();
    responder = app::Child::start(
        {.argv = {"/usr/bin/openssl", "ocsp", "-port", port, "-index", dir + "/index.txt", "-CA",
                  dir + "/ca.pem", "-rsigner", dir + "/signer.pem", "-rkey", dir + "/signer.key",
                  "-nmin", "60"},
         .log = dir + "/ocsp.log",
         .death_signal = SIGKILL});
    EXPECT_TRUE(app::wait_until([&] { return waits(); }, kStartLimit));
    return "http://127.0.0.1:" + port + "/";
  }
  // It serves one connection after the other, so nothing else may connect to see whether it does.
  bool waits() const {
    std::ifstream log(dir + "/ocsp.log");
    const std::string text{std::istreambuf_iterator<char>(log), {}};
    return text.find("waiting for OCSP client connections") != std::string::npos;
  }
  Word ask(const TestCertificate& card, const RevocationRules& rules) {
    const auto checker = authn::make_revocation_checker(fetch, random);
    Standing out;
    io.run_and_wait(0, [&]() -> Task<> {
      out = co_await checker->check({card.der(), root.der()}, rules, SystemClock().now());
    });
    return out.word;
  }

  std::string dir;
  runtime::IoThreads io{1};
  crypto::SystemRandom random;
  HttpClient http{{.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}), .allow_http = true}};
  RevocationFetch fetch{http};
  TestAuthority root;
  TestCertificate good = root.issue(), revoked = root.issue(), unknown = root.issue();
  app::Child responder;
};

TEST_F(RevocationFetchTest, AResponderSaysGoodRevokedAndUnknown) {
  const auto url =
      start_responder(root, root.certificate(), line_of(good, false) + line_of(revoked, true));
  const RevocationRules rules{.ocsp = url, .nonce_required = true};
  EXPECT_EQ(ask(good, rules), Word::good);
  EXPECT_EQ(ask(revoked, rules), Word::revoked);
  EXPECT_EQ(ask(unknown, rules), Word::revoked) << "what it does not know was not issued";
}

TEST_F(RevocationFetchTest, AStrangersResponderSaysNothing) {
  const TestAuthority stranger;
  const auto url = start_responder(root, stranger.certificate(), line_of(good, false));
  EXPECT_EQ(ask(good, {.ocsp = url}), Word::unknown);
}

TEST_F(RevocationFetchTest, ARespondersEndFailsClosed) {
  const auto url = start_responder(root, root.certificate(), line_of(good, false));
  EXPECT_EQ(ask(good, {.ocsp = url}), Word::good);
  responder.signal(SIGTERM);
  ASSERT_TRUE(responder.wait_for(kStartLimit));
  responder = {};
  EXPECT_EQ(ask(good, {.ocsp = url}), Word::unknown);
}

TEST_F(RevocationFetchTest, AListIsFetchedByHttp) {
  const auto now = std::chrono::floor<seconds>(SystemClock().now());
  const auto crl = root.make_crl(
      {.revoked = {102}, .this_update = now - minutes{1}, .next_update = now + hours{1}});
  test::LocalServer server([&](test::Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: " +
              std::to_string(crl.size()) + "\r\n\r\n" + std::string(as_text(crl)));
  });
  RevocationRules rules{.crls = {"http://127.0.0.1:" + server.port() + "/a.crl"}};
  EXPECT_EQ(ask(good, rules), Word::good);
  EXPECT_EQ(ask(revoked, rules), Word::revoked);
  rules.crl_bytes = crl.size() - 1;
  EXPECT_EQ(ask(good, rules), Word::unknown) << "larger than allowed";
}

}  // namespace
}  // namespace tessera::outbound
