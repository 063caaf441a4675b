// The pure parts: targets, heads, addresses, forwarded headers, routes.
#include <gtest/gtest.h>

#include <tessera/http/router.hpp>

#include <tessera/base/ip_address.hpp>
#include "http/forwarded.hpp"
#include "http/head_scan.hpp"
#include "http/host_rule.hpp"
#include "http/input_buffer.hpp"
#include "http/target.hpp"
#include "http/text.hpp"

namespace tessera::http {
namespace {

TEST(TargetTest, DecodesThePathOnceAndKeepsTheQuery) {
  const auto target = parse_target("/a%20b/%25-%7e?x=%2F&y=a/../b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/%-~");
  EXPECT_EQ(target->query, "x=%2F&y=a/../b");
  EXPECT_EQ(parse_target("/?")->query, "");
  EXPECT_EQ(parse_target("/a...b/.c/d..")->path, "/a...b/.c/d..");
}

TEST(TargetTest, RefusesWhatTwoReadersReadDifferently) {
  for (const char* bad :
       {"",        "a",        "*",         "http://a/", "/.",         "/..",    "/a/.",
        "/a/../b", "/%2e%2E/", "/a%2fb",    "/a%2Fb",    "/%00",       "/%5c",   "/a\\b",
        "/%",      "/%1",      "/%g0",      "/%1g",      "/#a",        "/a b",   "/\x7f",
        "/%7f",    "/%0a",     "/\xc3\xa4", "/%c0%af",   "/%ed%a0%80", "/?\x01", "/%f5%80%80%80"})
    EXPECT_FALSE(parse_target(bad)) << bad;
  EXPECT_TRUE(parse_target("/%C3%A4"));
}

TEST(InputBufferTest, WipesWhatWasUsed) {
  InputBuffer input;
  const auto room = input.prepare(100);
  std::memcpy(room.data(), "password&next", 13);
  input.commit(13);
  const char* first = input.view().data();
  input.consume(8);
  EXPECT_EQ(std::string_view(first, 8), std::string(8, '\0'));
  EXPECT_EQ(input.view(), "&next");
  input.consume(0);
  EXPECT_EQ(input.view(), "&next");
  input.consume(5);
  EXPECT_TRUE(input.empty());
  EXPECT_EQ(std::string_view(first, 13), std::string(13, '\0'));
}

TEST(HeadScanTest, FindsTheEndHoweverTheBytesCome) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  HeadScan scan;
  for (std::size_t n = 0; n < head.size(); ++n)
    EXPECT_EQ(scan.scan(head.substr(0, n)), HeadScan::State::need_more) << n;
  EXPECT_EQ(scan.scan(head + "rest"), HeadScan::State::complete);
  EXPECT_EQ(scan.size(), head.size());
  HeadScan at_once;
  EXPECT_EQ(at_once.scan(head + "\n x"), HeadScan::State::complete);
}

TEST(HeadScanTest, RefusesFoldsAndBareLineFeeds) {
  EXPECT_EQ(HeadScan().scan("GET / HTTP/1.1\r\nA: b\r\n c"), HeadScan::State::folded);
  EXPECT_EQ(HeadScan().scan("GET / HTTP/1.1\n"), HeadScan::State::bare_line_feed);
  EXPECT_EQ(HeadScan().scan("\n"), HeadScan::State::bare_line_feed);
}

TEST(AddressTest, KindsAndGroups) {
  const auto kind = [](const char* text) { return std::string(parse_ip_address(text)->kind()); };
  EXPECT_EQ(kind("127.9.9.9"), "loopback");
  EXPECT_EQ(kind("::1"), "loopback");
  EXPECT_EQ(kind("::ffff:127.0.0.1"), "loopback");
  EXPECT_EQ(kind("172.31.255.255"), "private");
  EXPECT_EQ(kind("172.32.0.0"), "public");
  EXPECT_EQ(kind("fd12::1"), "private");
  EXPECT_EQ(kind("2001:db8::1"), "public");
  EXPECT_EQ(parse_ip_address("2001:db8:1:2:3::4")->group().text(), "2001:db8:1:2::");
  EXPECT_EQ(parse_ip_address("::ffff:192.0.2.1")->text(), "192.0.2.1");
  for (const char* bad :
       {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "[::1]", "::1%eth0", "1.2.3.4:5", "a"})
    EXPECT_FALSE(parse_ip_address(bad)) << bad;
}

TEST(AddressTest, Networks) {
  const auto in = [](const char* network, const char* address) {
    return parse_ip_network(network)->contains(*parse_ip_address(address));
  };
  EXPECT_TRUE(in("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(in("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(in("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(in("0.0.0.0/0", "203.0.113.1"));
  EXPECT_FALSE(in("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(in("::/0", "2001:db8::1"));
  EXPECT_TRUE(in("192.0.2.1", "::ffff:192.0.2.1"));
  EXPECT_FALSE(in("192.0.2.1", "192.0.2.2"));
  for (const char* bad :
       {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "::/129", "x/8"})
    EXPECT_FALSE(parse_ip_network(bad)) << bad;
}

TEST(ForwardedTest, Grammar) {
  const auto hops = parse_forwarded(
      "for=192.0.2.60;proto=http;by=203.0.113.43, FOR=\"[2001:db8:cafe::17]:4711\" ,for=unknown, "
      "for=\"_se\\cret\"");
  ASSERT_TRUE(hops);
  ASSERT_EQ(hops->size(), 4u);
  EXPECT_EQ((*hops)[0].address->text(), "192.0.2.60");
  EXPECT_EQ((*hops)[0].proto, "http");
  EXPECT_EQ((*hops)[1].address->text(), "2001:db8:cafe::17");
  EXPECT_FALSE((*hops)[2].address);
  EXPECT_FALSE((*hops)[3].address);
  for (const char* bad : {"", "for", "for=", "for=\"", "for=\"a", "for=1.2.3.4,", "for=1.2.3.4 x",
                          "for=1.2.3.4;;", "for=999.1.1.1", "for=\"[::1\"", "for=\"[::1]x\"", "=a"})
    EXPECT_FALSE(parse_forwarded(bad)) << bad;
}

TEST(ForwardedTest, UnknownHopStopsTheWalkAtTheProxyBeforeIt) {
  const auto trusted = std::vector{*parse_ip_network("10.0.0.0/8")};
  const auto client =
      decide_client(*parse_ip_address("10.0.0.1"),
                    {.forwarded = "for=203.0.113.1, for=unknown, for=10.0.0.2"}, trusted);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->address.text(), "10.0.0.2");
}

TEST(HostRuleTest, PortsAndSchemes) {
  EXPECT_TRUE(HostRule("https://a.example:8443").allows("a.example:8443"));
  EXPECT_FALSE(HostRule("https://a.example:8443").allows("a.example"));
  EXPECT_TRUE(HostRule("https://a.example:443").allows("a.example"));
  EXPECT_TRUE(HostRule("http://[::1]:80").allows("[::1]"));
  EXPECT_TRUE(HostRule("https://[::1]:8443").allows("[::1]:8443"));
  EXPECT_FALSE(HostRule("https://localhost:8443").is_name());
  EXPECT_FALSE(HostRule("https://192.0.2.1").is_name());
  EXPECT_TRUE(HostRule("https://a.example").is_name());
  for (const char* bad :
       {"", "a.example", "ftp://a.example", "https://a.example/path", "https://a.example?x"})
    EXPECT_THROW(HostRule{bad}, std::runtime_error) << bad;
}

TEST(RouterTest, AddingTwiceIsAnError) {
  Router router;
  router.add(Method::get, "/a/{x}", {});
  EXPECT_THROW(router.add(Method::get, "/a/{x}", {}), std::logic_error);
  EXPECT_NO_THROW(router.add(Method::post, "/a/{x}", {}));
  EXPECT_EQ(router.find(Method::put, "/a/1").allow, "GET, HEAD, POST");
  EXPECT_EQ(router.find(Method::get, "/a/1/").route, nullptr);
  EXPECT_EQ(router.find(Method::get, "/").route, nullptr);
  EXPECT_EQ(router.find(Method::post, "/a/1").params.front().second, "1");
}

TEST(TextTest, Tokens) {
  EXPECT_TRUE(has_token("keep-alive, Close", "close"));
  EXPECT_FALSE(has_token("closed", "close"));
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace tessera::http
