#include <tessera/outbound/address_guard.hpp>

#include <gtest/gtest.h>

namespace tessera::outbound {
namespace {

bool open(const char* text) {
  return is_public(parse_ip_address(text).value());
}

TEST(AddressGuardTest, PublicAddresses) {
  for (const char* text :
       {"1.1.1.1",         "9.255.255.255",    "11.0.0.0",       "100.63.255.255",
        "100.128.0.0",     "126.255.255.255",  "128.0.0.1",      "169.253.255.255",
        "169.255.0.0",     "172.15.255.255",   "172.32.0.0",     "192.0.1.0",
        "192.167.255.255", "192.169.0.0",      "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111",  "2a00:1450::1",   "2001:4860:4860::8888",
        "::ffff:1.1.1.1",  "64:ff9b::101:101", "2002:101:101::1"})
    EXPECT_TRUE(open(text)) << text;
}

TEST(AddressGuardTest, EverythingElseIsRefused) {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::127.0.0.1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::ffff:169.254.169.254",
                           "64:ff9b::7f00:1",
                           "64:ff9b::a00:1",
                           "64:ff9b::a9fe:a9fe",
                           "64:ff9b:1::1",
                           "64:ff9b:1::101:101",
                           "2002:7f00:1::1",
                           "2002:a00:1::1",
                           "2001::1",
                           "2001:db8::1",
                           "3fff::1",
                           "fc00::1",
                           "fd00::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "100::1",
                           "4000::1"})
    EXPECT_FALSE(open(text)) << text;
}

TEST(AddressGuardTest, AllowedNetworksAreReachedInEveryForm) {
  const AddressGuard guard({*parse_ip_network("10.1.0.0/16"), *parse_ip_network("::1/128")});
  const auto allows = [&](const char* text) { return guard.allows(*parse_ip_address(text)); };
  EXPECT_TRUE(allows("10.1.2.3"));
  EXPECT_TRUE(allows("::ffff:10.1.2.3"));
  EXPECT_TRUE(allows("64:ff9b::a01:203"));
  EXPECT_TRUE(allows("::1"));
  EXPECT_TRUE(allows("1.1.1.1"));
  EXPECT_FALSE(allows("10.2.0.1"));
  EXPECT_FALSE(allows("127.0.0.1"));
  EXPECT_FALSE(AddressGuard().allows(*parse_ip_address("10.1.2.3")));
}

}  // namespace
}  // namespace tessera::outbound
