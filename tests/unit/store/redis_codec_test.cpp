#include "store/redis/codec.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "store/redis/errors.hpp"

namespace tessera::store::redis {
namespace {

TEST(RedisCodec, CommandsAreLengthsAndBytes) {
  std::string out;
  const std::vector<std::string> args{"SET", std::string("a\0b", 3), ""};
  append_command(out, args);
  EXPECT_EQ(out, std::string("*3\r\n$3\r\nSET\r\n$3\r\na\0b\r\n$0\r\n\r\n", 28));
}

// Whatever the cuts between reads, the replies are the same.
TEST(RedisCodec, RepliesMayComeByteByByte) {
  const std::string bytes =
      "+OK\r\n:-5\r\n$-1\r\n*2\r\n$1\r\nx\r\n*2\r\n-ERR no\r\n:1\r\n$0\r\n\r\n";
  Reader reader;
  std::vector<Reply> replies;
  for (const char c : bytes) {
    reader.feed({&c, 1});
    while (auto reply = reader.next()) replies.push_back(std::move(*reply));
  }
  ASSERT_EQ(replies.size(), 5U);
  EXPECT_EQ(replies[0].type, Reply::Type::status);
  EXPECT_EQ(replies[1].integer, -5);
  EXPECT_TRUE(replies[2].is_nil());
  ASSERT_EQ(replies[3].items.size(), 2U);
  EXPECT_EQ(replies[3].items[0].text, "x");
  EXPECT_EQ(replies[3].items[1].items[0].type, Reply::Type::error);
  EXPECT_EQ(replies[3].items[1].items[1].integer, 1);
  EXPECT_EQ(replies[4].type, Reply::Type::text);
}

TEST(RedisCodec, OtherProtocolsAreRefused) {
  Reader reader;
  reader.feed("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_THROW((void)reader.next(), std::runtime_error);
}

TEST(RedisErrors, TheFirstWordDecides) {
  EXPECT_EQ(refusal_of("READONLY You can't write against a read only replica."), Refusal::unusable);
  EXPECT_EQ(refusal_of("LOADING Redis is loading the dataset in memory"), Refusal::busy);
  EXPECT_EQ(refusal_of("OOM command not allowed"), Refusal::busy);
  EXPECT_EQ(refusal_of("NOREPLICAS Not enough good replicas to write."), Refusal::busy);
  EXPECT_EQ(refusal_of("ERR READONLY is not the first word"), Refusal::none);
  EXPECT_EQ(refusal_of("WRONGTYPE Operation against a key"), Refusal::none);
}

}  // namespace
}  // namespace tessera::store::redis
