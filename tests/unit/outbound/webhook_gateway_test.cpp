#include <tessera/outbound/webhook_gateway.hpp>

#include <optional>

#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
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

}  // namespace
}  // namespace tessera::outbound
