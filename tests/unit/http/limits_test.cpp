// Every limit with its metric; clients that are slow on purpose cost the others nothing.
#include <algorithm>
#include <thread>

#include "tests/unit/http/fixture.hpp"

namespace tessera::http::test {
namespace {

using std::chrono::steady_clock;

class LimitsTest : public ServerTest {
 protected:
  LimitsTest() {
    config.limits.header_time = milliseconds{300};
    config.limits.request_time = milliseconds{600};
    config.limits.idle_time = milliseconds{400};
    slow_time = std::chrono::milliseconds(10'000);
  }
  // Runs f and says by how much the counter rose.
  double rise(const std::string& reason, const std::function<void()>& f) {
    const double before = refused(reason);
    f();
    return refused(reason) - before;
  }
};

TEST_F(LimitsTest, SlowHeaderIs408) {
  start();
  EXPECT_EQ(rise("header_time",
                 [&] {
                   auto client = connect();
                   client.send("GET /hello HTTP/1.1\r\nHost: lo");
                   EXPECT_EQ(client.read_reply().status, 408);
                   EXPECT_TRUE(client.closed());
                 }),
            1);
}

TEST_F(LimitsTest, HeaderTimeIsForTheWholeHeaderNotForEachByte) {
  start();
  auto client = connect();
  const auto begin = steady_clock::now();
  std::thread drip([&] {
    for (int i = 0; i < 100; ++i) {
      client.send("a");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  client.send("GET /");
  EXPECT_EQ(client.read_reply().status, 408);
  EXPECT_LT(steady_clock::now() - begin, std::chrono::milliseconds(1000));
  drip.join();
}

TEST_F(LimitsTest, SilentConnectionIsClosed) {
  start();
  EXPECT_EQ(rise("header_time", [&] { EXPECT_TRUE(connect().closed(2000)); }), 1);
}

TEST_F(LimitsTest, IdleConnectionIsClosed) {
  start();
  EXPECT_EQ(rise("idle",
                 [&] {
                   auto client = connect();
                   client.ask(get("/hello"));
                   EXPECT_TRUE(client.closed(2000));
                 }),
            1);
}

TEST_F(LimitsTest, SlowBodyIs408) {
  start();
  EXPECT_EQ(
      rise("request_time",
           [&] {
             auto client = connect();
             client.send(
                 "POST /echo HTTP/1.1\r\nHost: login.example.gov\r\nContent-Length: 10\r\n\r\nabc");
             EXPECT_EQ(client.read_reply().status, 408);
             EXPECT_TRUE(client.closed());
           }),
      1);
}

TEST_F(LimitsTest, SlowUploadReachesTheHandlerAsAnError) {
  start();
  EXPECT_EQ(rise("request_time",
                 [&] {
                   auto client = connect();
                   client.send(
                       "POST /upload HTTP/1.1\r\nHost: login.example.gov\r\nContent-Length: "
                       "10\r\n\r\nabc");
                   const auto reply = client.read_reply();
                   EXPECT_EQ(reply.status, 400);
                   EXPECT_NE(reply.body.find("http.body"), std::string::npos);
                   EXPECT_TRUE(client.closed());
                 }),
            1);
}

TEST_F(LimitsTest, SlowHandlerIs503AndTheConnectionEnds) {
  start();
  EXPECT_EQ(rise("request_time",
                 [&] {
                   auto client = connect();
                   const auto begin = steady_clock::now();
                   const auto reply = client.ask(get("/slow"));
                   EXPECT_EQ(reply.status, 503);
                   EXPECT_EQ(reply.header("retry-after"), "1");
                   EXPECT_LT(steady_clock::now() - begin, std::chrono::milliseconds(1500));
                 }),
            1);
}

TEST_F(LimitsTest, SlowReaderIsCutAndCostsTheOthersNothing) {
  start();
  std::vector<std::unique_ptr<Client>> slow;
  EXPECT_GE(rise("slow_reader",
                 [&] {
                   for (int i = 0; i < 20; ++i) {
                     slow.push_back(std::make_unique<Client>(server->bound_address("public")));
                     slow.back()->send(get("/large"));
                   }
                   auto quick = connect();
                   std::vector<steady_clock::duration> took;
                   for (int i = 0; i < 100; ++i) {
                     const auto begin = steady_clock::now();
                     EXPECT_EQ(quick.ask(get("/hello")).status, 200);
                     took.push_back(steady_clock::now() - begin);
                     std::this_thread::sleep_for(std::chrono::milliseconds(12));
                   }
                   std::ranges::sort(took);
                   // one that waited for the slow ones would take their whole 600 ms
                   EXPECT_LT(took[50], std::chrono::milliseconds(50));
                   EXPECT_LT(took[95], std::chrono::milliseconds(500));
                 }),
            20);
}

TEST_F(LimitsTest, SlowHeadersCostTheOthersNothing) {
  start();
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 150; ++i) {
    slow.push_back(std::make_unique<Client>(server->bound_address("public")));
    slow.back()->send("GET /hello HTTP/1.1\r\n");
  }
  auto quick = connect();
  const auto begin = steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(quick.ask(get("/hello")).status, 200);
  EXPECT_LT(steady_clock::now() - begin, std::chrono::milliseconds(1000));
}

TEST_F(LimitsTest, ConnectionsPerAddress) {
  config.limits.connections_per_address = 3;
  start();
  EXPECT_EQ(rise("connections_per_address",
                 [&] {
                   auto a = connect();
                   auto b = connect();
                   a.ask(get("/hello"));
                   b.ask(get("/hello"));
                   {
                     auto c = connect();
                     EXPECT_EQ(c.ask(get("/hello")).status, 200);
                     auto d = connect();
                     EXPECT_EQ(d.read_reply().status, 503);
                     EXPECT_TRUE(d.closed());
                   }
                   a.ask(get("/hello"));
                   std::this_thread::sleep_for(std::chrono::milliseconds(50));
                   auto e = connect();
                   EXPECT_EQ(e.ask(get("/hello")).status, 200)
                       << "a place that was left is free again";
                 }),
            1);
}

TEST_F(LimitsTest, ConnectionsInAll) {
  config.limits.connections = 2;
  start();
  EXPECT_EQ(rise("connections",
                 [&] {
                   auto a = connect();
                   auto b = connect();
                   a.ask(get("/hello"));
                   b.ask(get("/hello"));
                   auto c = connect();
                   EXPECT_EQ(c.read_reply().status, 503);
                 }),
            1);
}

TEST_F(LimitsTest, UploadsAtOnce) {
  config.limits.uploads = 1;
  config.limits.request_time = seconds{20};
  slow_time = std::chrono::milliseconds(400);
  hold_uploads = 1;
  start();
  EXPECT_EQ(rise("uploads",
                 [&] {
                   auto a = connect();
                   a.send(post("/upload", "abc", "image/png"));
                   std::this_thread::sleep_for(std::chrono::milliseconds(150));
                   auto b = connect();
                   EXPECT_EQ(b.ask(post("/upload", "abc", "image/png")).status, 503);
                   EXPECT_EQ(a.read_reply().body, "3 in 1");
                   auto c = connect();
                   EXPECT_EQ(c.ask(post("/upload", "abc", "image/png")).status, 200);
                 }),
            1);
}

TEST_F(LimitsTest, BodiesByMediaType) {
  config.limits.form_bytes = 10;
  config.limits.json_bytes = 20;
  config.limits.evidence_bytes = 30;
  start();
  const auto try_one = [&](const std::string& path, std::size_t size, const std::string& type) {
    return connect().ask(post(path, std::string(size, 'a'), type)).status;
  };
  EXPECT_EQ(rise("form_bytes",
                 [&] {
                   EXPECT_EQ(try_one("/echo", 10, "application/x-www-form-urlencoded"), 200);
                   EXPECT_EQ(
                       try_one("/echo", 11, "application/x-www-form-urlencoded; charset=utf-8"),
                       413);
                 }),
            1);
  EXPECT_EQ(rise("json_bytes",
                 [&] {
                   EXPECT_EQ(try_one("/echo", 20, "application/json"), 200);
                   EXPECT_EQ(try_one("/echo", 21, "Application/Merge-Patch+JSON"), 413);
                 }),
            1);
  EXPECT_EQ(rise("evidence_bytes",
                 [&] {
                   EXPECT_EQ(try_one("/upload", 30, "image/png"), 200);
                   EXPECT_EQ(try_one("/upload", 31, "image/png"), 413);
                 }),
            1);
}

TEST_F(LimitsTest, StreamedChunkedBodyBeyondTheLimitIsAnErrorInTheHandler) {
  start();
  auto client = connect();
  client.send(
      "POST /upload HTTP/1.1\r\nHost: login.example.gov\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) client.send("10000\r\n" + std::string(0x10000, 'a') + "\r\n");
  const auto reply = client.read_reply();
  EXPECT_EQ(reply.status, 413);
  EXPECT_NE(reply.body.find("http.too_large"), std::string::npos);
}

TEST_F(LimitsTest, LargeRefusedBodyStillLeavesAReadableAnswer) {
  start();
  auto client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: login.example.gov\r\nContent-Length: 3000000\r\n\r\n");
  client.send(std::string(3'000'000, 'x'));
  EXPECT_EQ(client.read_reply().status, 413);
}

}  // namespace
}  // namespace tessera::http::test
