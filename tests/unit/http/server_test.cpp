// What a well-behaved client sees.
#include <thread>

#include "tests/unit/http/fixture.hpp"

namespace tessera::http::test {
namespace {

TEST_F(ServerTest, PageCarriesTheSecurityHeadersAndIds) {
  start();
  auto client = connect();
  const auto reply = client.ask(get("/hello"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "<p>hello");
  EXPECT_EQ(reply.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  EXPECT_EQ(reply.header("content-security-policy"),
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
            "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(reply.header("referrer-policy"), "same-origin");
  EXPECT_EQ(reply.header("cross-origin-opener-policy"), "same-origin");
  EXPECT_NE(reply.header("permissions-policy"), "");
  EXPECT_EQ(reply.header("strict-transport-security"), "") << "not over plain";
  EXPECT_EQ(reply.header("x-request-id").size(), 36u);
  EXPECT_EQ(reply.header("x-request-id")[14], '7');
  EXPECT_EQ(reply.header("traceparent").size(), 55u);
  EXPECT_NE(reply.header("date"), "");
}

TEST_F(ServerTest, TraceOfTheCallerIsKeptAndABrokenOneIsNot) {
  start();
  auto client = connect();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  auto reply = client.ask(get("/hello", "traceparent: 00-" + trace + "-00f067aa0ba902b7-01\r\n"));
  EXPECT_EQ(reply.header("traceparent").substr(3, 32), trace);
  reply = client.ask(get("/hello", "traceparent: 00-" + trace + "-0000000000000000-01\r\n"));
  EXPECT_NE(reply.header("traceparent").substr(3, 32), trace);
}

TEST_F(ServerTest, HandlerHeadersReplaceDefaultsAndSharedBodyIsSent) {
  start();
  auto client = connect();
  const auto reply = client.ask(get("/ready"));
  EXPECT_EQ(reply.body, *shared);
  EXPECT_EQ(reply.header("cache-control"), "public, max-age=3600");
  EXPECT_EQ(reply.header("access-control-allow-origin"), "*");
  const auto preflight = client.ask(
      "OPTIONS /ready HTTP/1.1\r\nHost: login.example.gov\r\nOrigin: https://a.example\r\n\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("access-control-allow-methods"), "GET, HEAD");
}

TEST_F(ServerTest, HeadHasTheLengthAndNoBody) {
  start();
  auto client = connect();
  const auto head = client.ask("HEAD /hello HTTP/1.1\r\nHost: login.example.gov\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "8");
  EXPECT_EQ(client.ask(get("/hello")).body, "<p>hello") << "nothing was left over";
  const auto large = client.ask("HEAD /download HTTP/1.1\r\nHost: login.example.gov\r\n\r\n");
  EXPECT_EQ(large.header("content-length"), "500000");
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST_F(ServerTest, UnknownPathIs404AndOtherMethodIs405WithAllow) {
  start();
  auto client = connect();
  EXPECT_EQ(client.ask(get("/nowhere")).status, 404);
  const auto other = client.ask("DELETE /hello HTTP/1.1\r\nHost: login.example.gov\r\n\r\n");
  EXPECT_EQ(other.status, 405);
  EXPECT_EQ(other.header("allow"), "GET, HEAD");
  EXPECT_EQ(client.ask(get("/who/a/of")).status, 404);
  EXPECT_EQ(client.ask(get("/who//of/x")).status, 404);
}

TEST_F(ServerTest, ParametersAreDecodedOnceAndLiteralsWin) {
  start();
  auto client = connect();
  EXPECT_EQ(client.ask(get("/who/J%C3%BCrg%2541/of/a%20b?x=1")).body,
            "Jürg%41 of a b 127.0.0.1 loopback - public");
  EXPECT_EQ(client.ask(get("/who/me/of/us")).body, "me of us");
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  auto client = connect();
  client.send(get("/hello") + post("/echo", "one") + get("/ready") + post("/echo", "two"));
  EXPECT_EQ(client.read_reply().body, "<p>hello");
  EXPECT_EQ(client.read_reply().body, "one");
  EXPECT_EQ(client.read_reply().body, *shared);
  EXPECT_EQ(client.read_reply().body, "two");
}

TEST_F(ServerTest, BytesMayComeOneByOne) {
  start();
  auto client = connect();
  for (const char c : post("/echo", "slowly but surely")) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_reply().body, "slowly but surely");
}

TEST_F(ServerTest, ChunkedBodyIsDecoded) {
  start();
  auto client = connect();
  EXPECT_EQ(client
                .ask("POST /echo HTTP/1.1\r\nHost: login.example.gov\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
                .body,
            "hello world");
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST_F(ServerTest, EmptyChunkedBodyMayComeByteByByte) {
  start();
  auto client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: login.example.gov\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const char c : std::string_view("0\r\n\r\n")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    client.send(std::string_view(&c, 1));
  }
  const auto reply = client.read_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "");
}

TEST_F(ServerTest, ExpectContinueIsAnswered) {
  start();
  auto client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: login.example.gov\r\nExpect: 100-continue\r\n"
      "Content-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 100);
  EXPECT_EQ(client.ask("body").body, "body");
  const auto other = client.ask(
      "POST /echo HTTP/1.1\r\nHost: login.example.gov\r\nExpect: tea\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(other.status, 417);
}

TEST_F(ServerTest, ConnectionCloseAndHttp10AreClosed) {
  start();
  {
    auto client = connect();
    const auto reply = client.ask(get("/hello", "Connection: close\r\n"));
    EXPECT_EQ(reply.header("connection"), "close");
    EXPECT_TRUE(client.closed());
  }
  {
    auto client = connect();
    const auto reply = client.ask("GET /hello HTTP/1.0\r\nHost: login.example.gov\r\n\r\n");
    EXPECT_EQ(reply.header("connection"), "close");
    EXPECT_TRUE(client.closed());
  }
  auto client = connect();
  const std::string kept =
      "GET /hello HTTP/1.0\r\nHost: login.example.gov\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(client.ask(kept).header("connection"), "keep-alive");
  EXPECT_EQ(client.ask(kept).status, 200);
}

TEST_F(ServerTest, DownloadsWithAndWithoutLength) {
  start();
  auto client = connect();
  const auto known = client.ask(get("/download"));
  EXPECT_EQ(known.header("content-length"), "500000");
  EXPECT_EQ(known.body.size(), 500'000u);
  EXPECT_EQ(known.body.front(), 'e');
  EXPECT_EQ(known.body.back(), 'a');
  const auto unknown = client.ask(get("/stream"));
  EXPECT_EQ(unknown.header("transfer-encoding"), "chunked");
  EXPECT_EQ(unknown.body, known.body);
  EXPECT_EQ(client.ask(get("/large")).body, *large);
}

TEST_F(ServerTest, StreamedUploadComesInPieces) {
  start();
  auto client = connect();
  const auto reply = client.ask(post("/upload", std::string(900'000, 'e'), "image/png"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.substr(0, 10), "900000 in ");
  EXPECT_LE(largest_piece, 256u * 1024 + 64 * 1024);
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST_F(ServerTest, UnavailableIs503InTheStyleOfTheRoute) {
  start();
  auto client = connect();
  const auto token = client.ask(post("/token", "grant_type=x"));
  EXPECT_EQ(token.status, 503);
  EXPECT_EQ(token.header("retry-after"), "7");
  EXPECT_EQ(token.header("set-cookie"), "");
  EXPECT_EQ(token.body.find("away"), std::string::npos);
  EXPECT_NE(token.body.find("\"error\":\"temporarily_unavailable\""), std::string::npos);
  const auto api = client.ask(get("/api/broken"));
  EXPECT_EQ(api.status, 500);
  EXPECT_EQ(api.header("content-type"), "application/problem+json");
  EXPECT_EQ(api.body.find("secret cause"), std::string::npos);
  EXPECT_NE(api.body.find(api.header("x-request-id")), std::string::npos);
}

TEST_F(ServerTest, PagesAreRenderedByTheErrorPageHook) {
  config.error_page = [](int status, const std::string& id, const RequestContext& context) {
    return "page " + std::to_string(status) + " " + id + " " + context.locale;
  };
  config.context_hook = [](Request& request) { request.context.locale = "cy"; };
  start();
  auto client = connect();
  EXPECT_EQ(client.ask(get("/page/broken")).body, "page 500 http.internal cy");
  EXPECT_EQ(client.ask(get("/nope", "Accept: text/html\r\n")).body, "page 404 http.not_found cy");
  EXPECT_EQ(client.ask(get("/nope")).header("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(client.ask(get("/api/nope")).header("content-type"), "application/problem+json");
}

TEST_F(ServerTest, HeaderInjectionByAHandlerIs500) {
  start();
  auto client = connect();
  const auto reply = client.ask(get("/injected"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.head.find("evil"), std::string::npos);
}

TEST_F(ServerTest, MetricsKnowTheTemplateNotThePath) {
  start();
  auto client = connect();
  client.ask(get("/who/planted-name/of/x"));
  client.ask(get("/nowhere-planted"));
  const auto text = runtime::render_metrics();
  EXPECT_NE(
      text.find("tessera_http_request_duration_seconds_count{method=\"GET\",outcome=\"SUCCESS\","
                "status=\"200\",uri=\"/who/{name}/of/{unit}\"}"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("status=\"404\",uri=\"none\""), std::string::npos);
  EXPECT_EQ(text.find("planted"), std::string::npos);
}

TEST_F(ServerTest, DrainLetsTheRunningRequestEndAndClosesTheIdle) {
  start();
  auto idle = connect();
  idle.ask(get("/hello"));
  auto busy = connect();
  busy.send(get("/slow"));
  while (slow_started == 0) std::this_thread::yield();
  std::thread drain([&] { server->drain(seconds{5}); });
  EXPECT_TRUE(idle.closed(1000));
  const auto reply = busy.read_reply();
  EXPECT_EQ(reply.body, "slow");
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_TRUE(busy.closed());
  drain.join();
  EXPECT_THROW(connect(), std::runtime_error);
}

TEST_F(ServerTest, DrainCutsWhatTakesTooLong) {
  slow_time = std::chrono::milliseconds(60'000);
  start();
  auto busy = connect();
  busy.send(get("/slow"));
  while (slow_started == 0) std::this_thread::yield();
  const auto begin = std::chrono::steady_clock::now();
  server->drain(milliseconds{100});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_TRUE(busy.closed());
}

TEST_F(ServerTest, StartNamesListenerAndCause) {
  config.listeners[0].address = "192.0.2.1:1";
  try {
    start();
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("192.0.2.1:1"), std::string::npos) << e.what();
  }
}

TEST_F(ServerTest, PlainOffLoopbackNeedsTrustedProxies) {
  config.listeners[0].address = "0.0.0.0:0";
  EXPECT_THROW(start(), std::runtime_error);
}

}  // namespace
}  // namespace tessera::http::test
