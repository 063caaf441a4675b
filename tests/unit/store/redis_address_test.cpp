#include "store/redis/address.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace tessera::store::redis {
namespace {

TEST(RedisAddress, EveryFormIsRead) {
  const Address local = parse_address("unix:/run/redis.sock?db=3");
  EXPECT_EQ(local.kind, Address::Kind::unix_socket);
  EXPECT_EQ(local.path, "/run/redis.sock");
  EXPECT_EQ(local.database, 3);

  const Address plain = parse_address("redis://ann:p%40ss@db.example/2");
  EXPECT_EQ(plain.kind, Address::Kind::tcp);
  EXPECT_EQ(plain.server.host, "db.example");
  EXPECT_EQ(plain.server.port, "6379");
  EXPECT_EQ(plain.username, "ann");
  EXPECT_EQ(plain.password, "p@ss");
  EXPECT_EQ(plain.database, 2);

  const Address tls = parse_address("rediss://[::1]:7000");
  EXPECT_EQ(tls.kind, Address::Kind::tls);
  EXPECT_EQ(tls.server.host, "::1");
  EXPECT_EQ(tls.server.port, "7000");

  const Address watched = parse_address("redis+sentinel://a:1,b/main/1");
  EXPECT_EQ(watched.kind, Address::Kind::sentinel);
  ASSERT_EQ(watched.sentinels.size(), 2U);
  EXPECT_EQ(watched.sentinels[0].port, "1");
  EXPECT_EQ(watched.sentinels[1].port, "26379");
  EXPECT_EQ(watched.master, "main");
  EXPECT_EQ(watched.database, 1);
}

TEST(RedisAddress, AnythingElseIsRefusedWithoutQuotingIt) {
  for (const char* wrong :
       {"", "http://x", "unix:", "redis://", "redis://h/x", "redis://h/-1", "redis://[::1",
        "redis+sentinel://a", "redis+sentinel:///m", "redis://u:%zz@h"}) {
    try {
      (void)parse_address(wrong);
      FAIL() << wrong;
    } catch (const std::invalid_argument& e) {
      EXPECT_STREQ(e.what(), "the Redis URL is malformed");
    }
  }
}

}  // namespace
}  // namespace tessera::store::redis
