#include <tessera/outbound/handlers.hpp>

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

class FakeTransport final : public MailTransport {
 public:
  Task<Result<void>> send(Mail mail) override {
    sent.push_back(std::move(mail));
    co_return answer;
  }
  std::vector<Mail> sent;
  Result<void> answer;
};

class FakeLogout final : public oauth::LogoutService {
 public:
  using Outcome = oauth::LogoutOutcome;
  using Session = std::optional<authn::Session>;
  Task<Outcome> start(const codec::Form&, const Session&, const RequestContext&) override {
    throw unused;
  }
  Task<std::variant<std::string, oauth::LogoutError>> start_by_post(
      const codec::Form&, const RequestContext&) override {
    throw unused;
  }
  Task<Outcome> resume(std::string_view, const Session&, const RequestContext&) override {
    throw unused;
  }
  Task<Outcome> confirm(std::string_view, const Session&, const RequestContext&) override {
    throw unused;
  }
  Task<std::vector<std::string>> sign_out(const authn::Session&, const RequestContext&) override {
    co_return std::vector<std::string>{};
  }
  Task<std::vector<OutboxMessage>> expand_session_ended(const Uuid& session) override {
    calls += "expand " + to_string(session) + ";";
    std::vector<OutboxMessage> out(2);
    co_return out;
  }
  Task<> end_person(const Uuid& person, std::string reason) override {
    calls += "end " + to_string(person) + " " + reason + ";";
    co_return;
  }
  Task<std::optional<Delivery>> logout_delivery(BytesView) override { co_return delivery; }

  std::logic_error unused{"not used here"};
  std::string calls;
  std::optional<Delivery> delivery;
};

class FakeSessions final : public authn::EndedMessages {
 public:
  Task<> on_person_ended(BytesView) override {
    calls += "person;";
    co_return;
  }
  Task<> on_affiliation_ended(BytesView) override {
    calls += "affiliation;";
    co_return;
  }
  Task<> on_authenticator_ended(BytesView) override {
    calls += "authenticator;";
    co_return;
  }
  Task<> on_session_ended(BytesView) override {
    calls += "session;";
    co_return;
  }
  std::string calls;
};

struct HandlersTest : testing::Test {
  HandlersTest() { io.start(); }
  Delivered run(const DeliveryHandler& handler, Bytes payload) {
    const ClaimedMessage message{
        .id = id, .kind = "x", .payload = std::move(payload), .created = {}};
    std::optional<Delivered> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await handler(message); });
    return std::move(*out);
  }
  Bytes sealed(std::string_view text) { return sealed(text, outbox_context(id)); }
  Bytes sealed(std::string_view text, const std::string& context) {
    return keyring.get()->seal(crypto::kPurposeSecretBox, as_bytes(text), context, random);
  }

  Uuid id = *parse_uuid("0190a5c0-0000-7000-8000-000000000001");
  SeededRandom random{3};
  crypto::KeyringHolder keyring{std::make_shared<const crypto::Keyring>(
      std::vector<crypto::PurposeKey>{{.id = 1,
                                       .purpose = std::string(crypto::kPurposeSecretBox),
                                       .key = Secret(Bytes(32, 7))}})};
  FakeTransport transport;
  FakeLogout logout;
  FakeSessions sessions;
  runtime::IoThreads io{1};
};

TEST_F(HandlersTest, MailIsOpenedRenderedAndSentUnderTheIdOfItsRow) {
  const auto handler = make_mail_handler(
      keyring,
      [](std::string_view name, const boost::json::object& data, std::string_view locale) {
        return MailText{std::string(name) + " " + std::string(locale),
                        boost::json::serialize(data)};
      },
      transport);
  EXPECT_TRUE(run(
      handler,
      sealed(R"({"to":"jo@example.org","template":"code","locale":"cy","data":{"code":"123"}})")));
  ASSERT_EQ(transport.sent.size(), 1u);
  EXPECT_EQ(transport.sent[0].id, id);
  EXPECT_EQ(transport.sent[0].to, "jo@example.org");
  EXPECT_EQ(transport.sent[0].subject, "code cy");
  EXPECT_EQ(transport.sent[0].text, R"({"code":"123"})");
  transport.answer = fail(Errc::invalid, "mail.refused");
  EXPECT_EQ(
      run(handler, sealed(R"({"to":"a@b","template":"t","locale":"en","data":{}})")).error().id,
      "mail.refused");
}

TEST_F(HandlersTest, MailThatIsNotOursIsFinal) {
  const auto handler =
      make_mail_handler(keyring, [](auto, const auto&, auto) { return MailText{}; }, transport);
  EXPECT_FALSE(run(handler, to_bytes("{}")));
  EXPECT_FALSE(run(handler, sealed("{}", "another context")));
  const auto good = R"({"to":"a@b","template":"t","locale":"en","data":{}})";
  EXPECT_FALSE(run(handler, sealed(good, outbox_context(make_uuid7({}, random)))))
      << "the payload of another row";
  EXPECT_EQ(run(handler, sealed("no json")).error().id, "outbox.payload");
  EXPECT_EQ(run(handler, sealed(R"({"to":"a@b"})")).error().id, "outbox.payload");
  EXPECT_TRUE(transport.sent.empty());
}

TEST_F(HandlersTest, BackChannelLogoutByStatus) {
  std::string status;
  std::string seen;
  test::LocalServer server([&](test::Peer& peer) {
    const auto head = peer.read_until("\r\n\r\n");
    seen = head + peer.read(std::stoul(head.substr(head.find("Content-Length: ") + 16)));
    peer.send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
  });
  HttpClient client(
      {.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}), .allow_http = true});
  const auto handler = make_logout_handler(logout, client);
  EXPECT_TRUE(run(handler, {})) << "the client is gone: nothing to deliver";
  logout.delivery = {.uri = "http://127.0.0.1:" + server.port() + "/bc", .body = "logout_token=t"};
  for (const char* good : {"200 OK", "204 No Content"}) {
    status = good;
    EXPECT_TRUE(run(handler, {})) << good;
  }
  EXPECT_TRUE(seen.ends_with("\r\n\r\nlogout_token=t")) << seen;
  status = "400 Bad Request";
  EXPECT_EQ(run(handler, {}).error().id, "outbound.logout_refused");
  for (const char* passing : {"500 No", "503 No", "302 Found", "404 Not Found"}) {
    status = passing;
    EXPECT_THROW(static_cast<void>(run(handler, {})), Unavailable) << passing;
  }
}

TEST_F(HandlersTest, EndedMessagesReachTheirRooms) {
  const std::string text = to_string(id);
  const auto session = run(make_session_ended_handler(sessions, logout),
                           to_bytes(R"({"session":")" + text + R"("})"));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->size(), 2u) << "one message per client follows";
  const auto person = to_bytes(R"({"person":")" + text + R"("})");
  EXPECT_TRUE(run(make_person_ended_handler(sessions, logout), person));
  EXPECT_TRUE(run(make_affiliation_ended_handler(sessions, logout), person));
  EXPECT_TRUE(run(make_authenticator_ended_handler(sessions), person));
  EXPECT_EQ(sessions.calls, "session;person;affiliation;authenticator;");
  EXPECT_EQ(logout.calls, "expand " + text + ";end " + text + " person_ended;end " + text +
                              " affiliation_ended;");
  EXPECT_FALSE(run(make_person_ended_handler(sessions, logout), to_bytes("{}")));
  EXPECT_FALSE(run(make_session_ended_handler(sessions, logout), to_bytes(R"({"session":"x"})")));
}

}  // namespace
}  // namespace tessera::outbound
