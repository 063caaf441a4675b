#include <tessera/outbound/webhook_gateway.hpp>

#include <optional>

#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/outbound/handlers.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

using test::LocalServer;
using test::Peer;

class WebhookGatewayTest : public testing::Test {
 protected:
  WebhookGatewayTest() { io_.start(); }

  static std::function<void(Peer&)> answer(std::string reply, std::string* seen = nullptr) {
    return [reply = std::move(reply), seen](Peer& peer) {
      auto all = peer.read_until("\r\n\r\n");
      const auto at = all.find("Content-Length: ");
      if (at != std::string::npos) all += peer.read(std::stoul(all.substr(at + 16)));
      if (seen != nullptr) *seen = all;
      peer.send(reply);
    };
  }
  template <class T, class F>
  T with_gateway(const std::string& port, F call) {
    HttpClient client({.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}),
                       .allow_http = true,
                       .total_time = milliseconds{800},
                       .threads = 1});
    WebhookGateway gateway(client, {.url = "http://127.0.0.1:" + port + "/codes",
                                    .check_url = "http://127.0.0.1:" + port + "/numbers",
                                    .token = Secret(std::string_view("t0k3n"))});
    std::optional<T> out;
    io_.run_and_wait(0, [&]() -> Task<> { out.emplace(co_await call(gateway)); });
    return std::move(*out);
  }
  Result<void> send(const std::string& port) {
    return with_gateway<Result<void>>(port, [](WebhookGateway& gateway) {
      return gateway.send({.channel = "sms",
                           .number = "+491701234567",
                           .code = Secret(std::string_view("7K4Q-93QM-XF")),
                           .locale = "de",
                           .expires = TimePoint{seconds{1'800'000'000}}});
    });
  }
  authn::NumberState check(const std::string& port) {
    return with_gateway<authn::NumberState>(
        port, [](WebhookGateway& gateway) { return gateway.check_number("+491701234567"); });
  }
  runtime::IoThreads io_{1};
};

TEST_F(WebhookGatewayTest, PostsTheCodeWithTheToken) {
  std::string seen;
  LocalServer server(answer("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", &seen));
  EXPECT_TRUE(send(server.port()));
  EXPECT_TRUE(seen.starts_with("POST /codes HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Authorization: Bearer t0k3n\r\n"), std::string::npos);
  EXPECT_NE(seen.find("\"to\":\"+491701234567\""), std::string::npos);
  EXPECT_NE(seen.find("\"code\":\"7K4Q-93QM-XF\""), std::string::npos);
  EXPECT_NE(seen.find("\"expires\":1800000000"), std::string::npos);
}

TEST_F(WebhookGatewayTest, ARefusalIsFinalAndTroubleIsNot) {
  LocalServer refuses(answer("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(send(refuses.port()).error().id, "gateway.refused");
  LocalServer fails(answer("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_THROW((void)send(fails.port()), Unavailable);
}

TEST_F(WebhookGatewayTest, SaysWhatIsKnownOfANumber) {
  const auto reply = [](const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  std::string seen;
  LocalServer settled(answer(reply(R"({"state":"settled"})"), &seen));
  EXPECT_EQ(check(settled.port()), authn::NumberState::settled);
  EXPECT_TRUE(seen.starts_with("POST /numbers HTTP/1.1\r\n"));
  LocalServer changed(answer(reply(R"({"state":"changed"})")));
  EXPECT_EQ(check(changed.port()), authn::NumberState::changed_lately);
  for (const auto* odd : {R"({"state":"fine"})", R"({"state":1})", "[]", "{"}) {
    LocalServer server(answer(reply(odd)));
    EXPECT_EQ(check(server.port()), authn::NumberState::unknown) << odd;
  }
}

class FakeGateway final : public authn::CodeGateway {
 public:
  Task<authn::NumberState> check_number(std::string) override { co_return state; }
  Task<Result<void>> send(authn::GatewayCode code) override {
    sent.push_back(code.number);
    co_return Result<void>{};
  }
  authn::NumberState state = authn::NumberState::settled;
  std::vector<std::string> sent;
};

TEST(GatewayCodes, GoToASettledNumberInTimeOnly) {
  runtime::IoThreads io{1};
  io.start();
  SeededRandom random{1};
  crypto::PurposeKey key;
  key.id = 1;
  key.purpose = std::string(crypto::kPurposeSecretBox);
  key.key = Secret(random.bytes(32));
  std::vector<crypto::PurposeKey> keys;
  keys.push_back(std::move(key));
  crypto::KeyringHolder ring(std::make_shared<const crypto::Keyring>(std::move(keys)));
  FakeClock clock;
  FakeGateway gateway;
  ClaimedMessage message;
  message.id = make_uuid7(clock.now(), random);
  const auto text = R"({"channel":"sms","to":"+49170","code":"7K4Q","locale":"de","expires":)" +
                    std::to_string(to_unix(clock.now() + minutes{10})) + "}";
  message.payload = ring.get()->seal(crypto::kPurposeSecretBox, as_bytes(text),
                                     outbox_context(message.id), random);
  const auto deliver = [&](bool unknown_is_settled) {
    const auto handler = make_gateway_code_handler(ring, gateway, unknown_is_settled, clock);
    std::optional<Delivered> out;
    io.run_and_wait(0, [&]() -> Task<> { out.emplace(co_await handler(message)); });
    return out->has_value() ? std::string() : out->error().id;
  };
  gateway.state = authn::NumberState::changed_lately;
  EXPECT_EQ(deliver(true), "gateway.number_changed");
  gateway.state = authn::NumberState::unknown;
  EXPECT_EQ(deliver(false), "gateway.number_unknown");
  EXPECT_TRUE(gateway.sent.empty());
  EXPECT_EQ(deliver(true), "");
  gateway.state = authn::NumberState::settled;
  EXPECT_EQ(deliver(false), "");
  EXPECT_EQ(gateway.sent, (std::vector<std::string>{"+49170", "+49170"}));
  clock.advance(minutes{10});
  EXPECT_EQ(deliver(false), "gateway.expired");
  EXPECT_EQ(gateway.sent.size(), 2u);
}

}  // namespace
}  // namespace tessera::outbound
