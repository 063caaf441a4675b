// Raw bytes that a lenient parser would let through, one by one; and that the next client is fine.
#include "tests/unit/http/fixture.hpp"

namespace tessera::http::test {
namespace {

struct Probe {
  const char* name;
  std::string bytes;
  int status;
};

const std::string kHost = "Host: login.example.gov\r\n";

class ProbeTest : public ServerTest, public testing::WithParamInterface<Probe> {};

TEST_P(ProbeTest, IsRefusedWithItsStatusAndClosed) {
  start();
  {
    auto client = connect();
    const auto reply = client.ask(GetParam().bytes);
    EXPECT_EQ(reply.status, GetParam().status) << reply.body;
    EXPECT_FALSE(reply.body.empty());
    EXPECT_EQ(reply.header("connection"), "close");
    EXPECT_EQ(reply.header("x-request-id").size(), 36u);
    EXPECT_TRUE(client.closed()) << "nothing that follows may be read as a request";
  }
  auto other = connect();
  EXPECT_EQ(other.ask(get("/hello")).status, 200);
}

const std::string kPost = "POST /echo HTTP/1.1\r\n" + kHost;

INSTANTIATE_TEST_SUITE_P(
    Raw, ProbeTest,
    testing::Values(
        Probe{"missing_host", "GET /hello HTTP/1.1\r\nAccept: */*\r\n\r\n", 400},
        Probe{"two_hosts", "GET /hello HTTP/1.1\r\n" + kHost + kHost + "\r\n", 400},
        Probe{"folded_header", "GET /hello HTTP/1.1\r\n" + kHost + "X-A: b\r\n c\r\n\r\n", 400},
        Probe{"folded_by_tab", "GET /hello HTTP/1.1\r\n" + kHost + "X-A: b\r\n\tc\r\n\r\n", 400},
        Probe{"bare_line_feeds", "GET /hello HTTP/1.1\nHost: login.example.gov\n\n", 400},
        Probe{"bare_line_feed_inside", "GET /hello HTTP/1.1\r\n" + kHost + "X-A: b\nX-B: c\r\n\r\n",
              400},
        Probe{"space_before_colon", "GET /hello HTTP/1.1\r\nHost : login.example.gov\r\n\r\n", 400},
        Probe{"nul_in_header",
              std::string("GET /hello HTTP/1.1\r\n") + kHost + "X-A: b" + std::string(1, '\0') +
                  "\r\n\r\n",
              400},
        Probe{"odd_transfer_encoding", kPost + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        Probe{"gzip_and_chunked", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        Probe{"chunked_twice_in_one",
              kPost + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400},
        Probe{"transfer_encoding_twice",
              kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              400},
        Probe{"transfer_encoding_identity", kPost + "Transfer-Encoding: identity\r\n\r\n", 400},
        Probe{"transfer_encoding_in_http_10",
              "POST /echo HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              400},
        Probe{"length_and_chunked",
              kPost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Probe{"chunked_and_length",
              kPost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
        Probe{"length_twice", kPost + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
        Probe{"two_lengths", kPost + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
        Probe{"length_list", kPost + "Content-Length: 3, 3\r\n\r\nabc", 400},
        Probe{"length_with_plus", kPost + "Content-Length: +3\r\n\r\nabc", 400},
        Probe{"length_negative", kPost + "Content-Length: -1\r\n\r\n", 400},
        Probe{"length_too_long_for_a_number",
              kPost + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
        Probe{"absolute_form", "GET http://login.example.gov/hello HTTP/1.1\r\n" + kHost + "\r\n",
              400},
        Probe{"asterisk_form", "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"lower_case_method", "get /hello HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"unknown_method", "BREW /hello HTTP/1.1\r\n" + kHost + "\r\n", 501},
        Probe{"connect", "CONNECT login.example.gov:443 HTTP/1.1\r\n" + kHost + "\r\n", 501},
        Probe{"http_1_2", "GET /hello HTTP/1.2\r\n" + kHost + "\r\n", 505},
        Probe{"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        Probe{"trailers", kPost + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n",
              400},
        Probe{"announced_trailers",
              kPost + "Trailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 400},
        Probe{"bad_chunk_size", kPost + "Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n0\r\n\r\n",
              400},
        Probe{"chunk_without_its_end",
              kPost + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400},
        Probe{"dot_segments", "GET /a/../hello HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"encoded_dot_segments", "GET /a/%2e%2e/hello HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"encoded_slash", "GET /who/a%2Fb/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"encoded_nul", "GET /who/a%00/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"backslash", "GET /who/a\\b/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"encoded_backslash", "GET /who/a%5cb/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"bad_percent_encoding", "GET /who/a%zz/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"cut_percent_encoding", "GET /hello%4 HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"no_utf8", "GET /who/%ff%fe/of/c HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"fragment", "GET /hello#x HTTP/1.1\r\n" + kHost + "\r\n", 400},
        Probe{"two_cookies",
              "GET /hello HTTP/1.1\r\n" + kHost + "Cookie: a=1\r\nCookie: a=2\r\n\r\n", 400},
        Probe{"two_authorizations",
              "GET /hello HTTP/1.1\r\n" + kHost + "Authorization: a\r\nAuthorization: b\r\n\r\n",
              400},
        Probe{"large_header",
              "GET /hello HTTP/1.1\r\n" + kHost + "X: " + std::string(17'000, 'a') + "\r\n\r\n",
              431},
        Probe{"endless_header",
              "GET /hello HTTP/1.1\r\n" + kHost + "X: " + std::string(40'000, 'a'), 431},
        Probe{"endless_target", "GET /" + std::string(40'000, 'a'), 431},
        Probe{"many_headers",
              [] {
                std::string all = "GET /hello HTTP/1.1\r\n" + kHost;
                for (int i = 0; i < 150; ++i) all += "X-" + std::to_string(i) + ": a\r\n";
                return all + "\r\n";
              }(),
              431},
        Probe{"large_form",
              kPost + "Content-Type: application/x-www-form-urlencoded\r\n"
                      "Content-Length: 70000\r\n\r\n",
              413},
        Probe{"large_chunked_body",
              kPost + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" + std::string(0x20000, 'a') +
                  "\r\n0\r\n\r\n",
              413},
        Probe{"no_http_at_all", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
              400}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(ServerTest, HeaderJustBelowTheLimitIsTaken) {
  start();
  auto client = connect();
  const auto shell = get("/hello", "X: \r\n").size();
  EXPECT_EQ(client.ask(get("/hello", "X: " + std::string(16 * 1024 - shell, 'a') + "\r\n")).status,
            200);
  EXPECT_EQ(
      client.ask(get("/hello", "X: " + std::string(16 * 1024 - shell + 1, 'a') + "\r\n")).status,
      431);
}

TEST_F(ServerTest, EmptyLineBeforeARequestIsSkipped) {
  start();
  auto client = connect();
  EXPECT_EQ(client.ask("\r\n" + get("/hello")).status, 200);
}

}  // namespace
}  // namespace tessera::http::test
