#include <tessera/outbound/http_client.hpp>

#include <optional>

#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

using test::LocalServer;
using test::Peer;

struct HttpClientTest : testing::Test {
  HttpClientTest() { io.start(); }
  static HttpClientOptions local() {
    return {.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}),
            .allow_http = true,
            .total_time = milliseconds{800},
            .response_bytes = 1000,
            .threads = 1};
  }
  Result<HttpReply> post(HttpClientOptions options, const std::string& url,
                         const std::string& body = "a=b") {
    HttpClient client(std::move(options));
    std::optional<Result<HttpReply>> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await client.post_form(url, body); });
    return std::move(*out);
  }
  runtime::IoThreads io{1};
};

std::function<void(Peer&)> answer(std::string reply, std::string* seen = nullptr) {
  return [reply = std::move(reply), seen](Peer& peer) {
    auto all = peer.read_until("\r\n\r\n");
    const auto at = all.find("Content-Length: ");
    if (at != std::string::npos) all += peer.read(std::stoul(all.substr(at + 16)));
    if (seen != nullptr) *seen = all;
    peer.send(reply);
  };
}

TEST_F(HttpClientTest, PostsAFormAndGivesStatusAndBody) {
  std::string seen;
  LocalServer server(answer("HTTP/1.1 204 No Content\r\n\r\n", &seen));
  const auto reply =
      post(local(), "http://127.0.0.1:" + server.port() + "/logout?x=1", "logout_token=abc.def");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 204);
  EXPECT_TRUE(seen.starts_with("POST /logout?x=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Content-Type: application/x-www-form-urlencoded\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\nlogout_token=abc.def"));
}

TEST_F(HttpClientTest, LoopbackIsRefusedBeforeAnyConnection) {
  LocalServer server(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  auto options = local();
  options.guard = AddressGuard();
  for (const std::string host :
       {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"}) {
    const auto reply = post(options, "http://" + host + ":" + server.port() + "/");
    ASSERT_FALSE(reply) << host;
    EXPECT_EQ(reply.error().id, "outbound.address") << host;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, OtherSchemesAreRefused) {
  auto options = local();
  options.allow_http = false;
  for (const char* url : {"http://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
                          "ftp://127.0.0.1/", "https://user@127.0.0.1/", "no url"})
    EXPECT_EQ(post(options, url).error().id, "outbound.url") << url;
}

TEST_F(HttpClientTest, RedirectIsAReplyAndNotFollowed) {
  LocalServer inside(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  LocalServer server(answer("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:" +
                            inside.port() + "/\r\nContent-Length: 0\r\n\r\n"));
  const auto reply = post(local(), "http://127.0.0.1:" + server.port() + "/");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 307);
  EXPECT_EQ(inside.connections(), 0);
}

TEST_F(HttpClientTest, TooLargeTooSlowAndAwayAreTriedAgainLater) {
  LocalServer large(
      answer("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x')));
  EXPECT_THROW(static_cast<void>(post(local(), "http://127.0.0.1:" + large.port() + "/")),
               Unavailable);
  LocalServer slow([](Peer& peer) {
    peer.read_until("\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THROW(static_cast<void>(post(local(), "http://127.0.0.1:" + slow.port() + "/")),
               Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1400));
  EXPECT_THROW(static_cast<void>(post(local(), "http://127.0.0.1:1/")), Unavailable);
}

TEST_F(HttpClientTest, ProxiesOfTheEnvironmentAreNotAsked) {
  LocalServer proxy(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  LocalServer server(answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  setenv("http_proxy", ("http://127.0.0.1:" + proxy.port()).c_str(), 1);
  const auto reply = post(local(), "http://127.0.0.1:" + server.port() + "/");
  unsetenv("http_proxy");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "ok");
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace
}  // namespace tessera::outbound
