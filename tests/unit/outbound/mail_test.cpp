#include <tessera/outbound/mail.hpp>

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

using test::LocalServer;
using test::Peer;

const Uuid kId = *parse_uuid("0190a5c0-0000-7000-8000-000000000001");

TEST(EmlTest, HeadersAreSafeAndTheBodyIsQuoted) {
  const Mail mail{.id = kId,
                  .to = "a@example.org",
                  .subject = "Your code\r\nBcc: evil@example.org",
                  .text = "Grüße = 1\nlast "};
  const auto eml = render_eml(mail, "no-reply@login.example.gov", from_unix(784111777));
  EXPECT_NE(eml.find("\r\nSubject: Your code  Bcc: evil@example.org\r\n"), std::string::npos)
      << eml;
  EXPECT_EQ(eml.find("\r\nBcc:"), std::string::npos);
  EXPECT_NE(eml.find("\r\nDate: Sun, 06 Nov 1994 08:49:37 +0000\r\n"), std::string::npos);
  EXPECT_NE(
      eml.find("\r\nMessage-ID: <0190a5c0-0000-7000-8000-000000000001@login.example.gov>\r\n"),
      std::string::npos);
  EXPECT_TRUE(eml.ends_with("\r\n\r\nGr=C3=BC=C3=9Fe =3D 1\r\nlast=20")) << eml;
}

TEST(EmlTest, LongLinesAndSubjectsAreFolded) {
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += "ä";
  const Mail mail{
      .id = kId, .to = "a@example.org", .subject = subject, .text = std::string(500, 'x')};
  std::istringstream lines(render_eml(mail, "b@example.org", from_unix(0)));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 77u) << line;
}

TEST(EmlTest, Addresses) {
  EXPECT_TRUE(is_mail_address("jo+x.y@sub.example.org"));
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>",
                          "a,b@c", "\"a\"@b", "a@b>", "ä@b", "a@b\x7f"})
    EXPECT_FALSE(is_mail_address(bad)) << bad;
}

struct TransportTest : testing::Test {
  TransportTest() { io.start(); }
  Result<void> send(MailTransport& transport, std::string to = "jo@example.org") {
    Mail mail{.id = kId, .to = std::move(to), .subject = "Hello", .text = "line one\n.dot\nend\n"};
    std::optional<Result<void>> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await transport.send(mail); });
    return std::move(*out);
  }
  std::unique_ptr<MailTransport> smtp(const LocalServer& server, bool allow_plain = true) {
    return make_smtp_transport({.url = "smtp://127.0.0.1:" + server.port(),
                                .from = "no-reply@example.gov",
                                .allow_plain = allow_plain,
                                .total_time = seconds{3}},
                               clock);
  }
  // An SMTP server that answers RCPT as told and keeps what it was sent.
  std::function<void(Peer&)> script(std::string rcpt = "250 ok") {
    return [this, rcpt = std::move(rcpt)](Peer& peer) {
      peer.send("220 test ESMTP\r\n");
      for (;;) {
        const auto line = peer.read_until("\r\n");
        if (line.empty()) return;
        seen += line;
        if (line.starts_with("EHLO"))
          peer.send("250-test\r\n250 8BITMIME\r\n");
        else if (line.starts_with("RCPT"))
          peer.send(rcpt + "\r\n");
        else if (line.starts_with("DATA")) {
          peer.send("354 go\r\n");
          seen += peer.read_until("\r\n.\r\n");
          peer.send("250 queued\r\n");
        } else if (line.starts_with("QUIT")) {
          peer.send("221 bye\r\n");
          return;
        } else
          peer.send("250 ok\r\n");
      }
    };
  }
  FakeClock clock;
  std::string seen;
  runtime::IoThreads io{1};
};

TEST_F(TransportTest, SmtpDeliversTheWholeMail) {
  LocalServer server(script());
  const auto transport = smtp(server);
  EXPECT_TRUE(send(*transport));
  EXPECT_NE(seen.find("MAIL FROM:<no-reply@example.gov>"), std::string::npos) << seen;
  EXPECT_NE(seen.find("RCPT TO:<jo@example.org>"), std::string::npos);
  EXPECT_NE(seen.find("\r\nSubject: Hello\r\n"), std::string::npos);
  EXPECT_NE(seen.find("\r\nline one\r\n..dot\r\nend\r\n"), std::string::npos) << "dots are doubled";
}

TEST_F(TransportTest, SmtpWithoutTlsIsRefusedUnlessConfigured) {
  LocalServer server(script());
  const auto transport = smtp(server, false);
  EXPECT_THROW(static_cast<void>(send(*transport)), Unavailable);
  EXPECT_EQ(seen.find("MAIL FROM"), std::string::npos) << seen;
}

TEST_F(TransportTest, FinalAndPassingRefusalsAreToldApart) {
  {
    LocalServer server(script("550 no such user jo@example.org"));
    const auto transport = smtp(server);
    const auto sent = send(*transport);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().id, "mail.refused");
    EXPECT_EQ(sent.error().detail.find("jo@"), std::string::npos) << "no address in the log";
  }
  LocalServer busy(script("451 later"));
  const auto transport = smtp(busy);
  EXPECT_THROW(static_cast<void>(send(*transport)), Unavailable);
}

TEST_F(TransportTest, BadAddressNeverReachesTheServer) {
  LocalServer server(script());
  const auto transport = smtp(server);
  EXPECT_EQ(send(*transport, "a@b>\r\nRCPT TO:<evil@example.org").error().id, "mail.address");
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(TransportTest, SmtpServerAwayIsUnavailable) {
  const auto transport = make_smtp_transport(
      {.url = "smtp://127.0.0.1:1", .from = "a@example.org", .allow_plain = true}, clock);
  EXPECT_THROW(static_cast<void>(send(*transport)), Unavailable);
  EXPECT_THROW(static_cast<void>(make_smtp_transport({.url = "http://x", .from = "a@b"}, clock)),
               std::runtime_error);
}

TEST_F(TransportTest, FolderKeepsOneFilePerMailForItsOwner) {
  auto pattern = (std::filesystem::temp_directory_path() / "tessera_mail_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const auto transport = make_folder_transport(folder, "no-reply@example.gov", clock);
  EXPECT_TRUE(send(*transport));
  EXPECT_TRUE(send(*transport)) << "a second attempt replaces the file of the first";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    EXPECT_EQ(entry.path().extension(), ".eml");
    struct stat found{};
    ASSERT_EQ(stat(entry.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600u);
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    EXPECT_NE(text.str().find("To: jo@example.org\r\n"), std::string::npos);
  }
  EXPECT_EQ(files, 1);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tessera::outbound
