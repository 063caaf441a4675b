// What is done with the messages of backchannel authentication.
#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/outbound/handlers.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "tests/unit/outbound/local_server.hpp"

namespace tessera::outbound {
namespace {

class FakeCiba final : public oauth::CibaService {
 public:
  Task<Result<std::string>> start(const oauth::ClientCredentials&, const RequestContext&) override {
    co_return std::string("{}");
  }
  Task<std::vector<OutboxMessage>> expand_request(BytesView) override {
    std::vector<OutboxMessage> out(1);
    co_return out;
  }
  Task<std::optional<oauth::CibaPing>> ping(BytesView) override { co_return next; }
  std::optional<oauth::CibaPing> next;
};

struct CibaHandlers : testing::Test {
  CibaHandlers() { io.start(); }
  Delivered run(const DeliveryHandler& handler) {
    const ClaimedMessage message{.id = {}, .kind = "x", .payload = {}, .created = {}};
    std::optional<Delivered> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await handler(message); });
    return std::move(*out);
  }
  FakeCiba ciba;
  runtime::IoThreads io{1};
};

TEST_F(CibaHandlers, ARequestIsFollowedByItsMail) {
  EXPECT_EQ(run(make_ciba_request_handler(ciba))->size(), 1u);
}

// CIBA 10.2
TEST_F(CibaHandlers, APingIsJsonUnderTheClientsOwnTokenAndEndsByStatus) {
  std::string status;
  std::string seen;
  test::LocalServer server([&](test::Peer& peer) {
    const auto head = peer.read_until("\r\n\r\n");
    seen = head + peer.read(std::stoul(head.substr(head.find("Content-Length: ") + 16)));
    const bool empty = status.starts_with("204");
    peer.send("HTTP/1.1 " + status + "\r\nLocation: https://elsewhere.test/\r\n" +
              (empty ? "\r\n" : "Content-Length: 4\r\n\r\nbody"));
  });
  HttpClient client(
      {.guard = AddressGuard({*parse_ip_network("127.0.0.0/8")}), .allow_http = true});
  const auto handler = make_ciba_ping_handler(ciba, client);
  EXPECT_TRUE(run(handler)) << "nobody waits for it any more";
  EXPECT_EQ(server.connections(), 0);
  ciba.next = {.uri = "http://127.0.0.1:" + server.port() + "/ping",
               .bearer = "8d67dc78-7faa-4d41-aabd-67707b374255",
               .body = R"({"auth_req_id":"a1"})"};
  for (const char* good : {"200 OK", "204 No Content"}) {
    status = good;
    EXPECT_TRUE(run(handler)) << good;
  }
  EXPECT_NE(seen.find("Authorization: Bearer 8d67dc78-7faa-4d41-aabd-67707b374255\r\n"),
            std::string::npos);
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with(R"({"auth_req_id":"a1"})")) << seen;
  for (const char* final : {"302 Found", "401 Unauthorized", "403 Forbidden", "404 Not Found"}) {
    status = final;
    EXPECT_EQ(run(handler).error().id, "outbound.ping_refused") << final;
  }
  for (const char* passing : {"500 No", "503 No", "429 Slow"}) {
    status = passing;
    EXPECT_THROW(static_cast<void>(run(handler)), Unavailable) << passing;
  }
}

TEST_F(CibaHandlers, APingGoesToNoAddressThatIsNotAllowed) {
  HttpClient client({.guard = AddressGuard({}), .allow_http = true});
  ciba.next = {.uri = "http://127.0.0.1:1/ping", .bearer = "t", .body = "{}"};
  EXPECT_EQ(run(make_ciba_ping_handler(ciba, client)).error().id, "outbound.address");
}

}  // namespace
}  // namespace tessera::outbound
