// The outbox table: claims, leases, follow-ups, and what is left of a delivered message.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "store/postgres/outbox_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera::outbound {
namespace {

class OutboxTest : public test::Backends {
 protected:
  OutboxMessage message(const std::string& kind, const std::string& payload) {
    return {.id = make_uuid7(clock.now(), random),
            .kind = kind,
            .payload = to_bytes(payload),
            .due = {}};
  }
  std::vector<ClaimedMessage> claim(Duration lease = seconds{60}) {
    return run([&] {
      return outbox.claim({"mail", "session_ended", "backchannel_logout", "other"}, clock.now(), 10,
                          lease);
    });
  }
  void add(const OutboxMessage& message) {
    run([&] { return outbox.add({message}, clock.now()); });
  }
  store::postgres::OutboxStore outbox{pool()};
};

TEST_F(OutboxTest, AClaimedMessageIsNobodyElsesUntilItsLeaseEnds) {
  const auto sent = message("mail", std::string("a\0b\xff", 4));
  add(sent);
  add(sent);
  const auto first = claim(milliseconds{300});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].id, sent.id);
  EXPECT_EQ(first[0].kind, "mail");
  EXPECT_EQ(first[0].payload, sent.payload);
  EXPECT_EQ(first[0].attempts, 1);
  EXPECT_TRUE(claim().empty());
  sql("select pg_sleep(0.4)");
  const auto again = claim();
  ASSERT_EQ(again.size(), 1u) << "its holder may be dead";
  EXPECT_EQ(again[0].attempts, 2);
}

TEST_F(OutboxTest, OnlyTheKindsAskedForAreClaimed) {
  const auto sent = message("mail", "x");
  add(sent);
  add(message("backchannel_logout", "y"));
  const auto of = [&](const std::string& kind) {
    const std::vector<std::string> kinds{kind};
    return run([&] { return outbox.claim(kinds, clock.now(), 10, seconds{60}); });
  };
  EXPECT_TRUE(of("session_ended").empty());
  const auto mails = of("mail");
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].id, sent.id);
  EXPECT_EQ(of("backchannel_logout").size(), 1u);
}

TEST_F(OutboxTest, WhatIsDueLaterIsNotClaimedNow) {
  auto later = message("mail", "x");
  later.due = clock.now() + minutes{5};
  add(later);
  EXPECT_TRUE(claim().empty());
  clock.advance(minutes{6});
  EXPECT_EQ(claim().size(), 1u);
}

TEST_F(OutboxTest, DoneWritesTheFollowUpsOnceAndEmptiesThePayload) {
  const auto cause = message("session_ended", "{}");
  const auto effect = message("backchannel_logout", "personal");
  add(cause);
  ASSERT_EQ(claim().size(), 1u);
  for (int i = 0; i < 2; ++i)
    run([&] { return outbox.save_done(cause.id, {effect, message("other", "y")}, clock.now()); });
  const auto next = claim();
  EXPECT_EQ(next.size(), 2u) << "the second time adds nothing";
  for (const auto& one : next) run([&] { return outbox.save_done(one.id, {}, clock.now()); });
  EXPECT_EQ(sql("select count(*) from outbox where octet_length(payload) > 0")[0].integer(0), 0);
  EXPECT_EQ(sql("select count(*) from outbox")[0].integer(0), 3);
  EXPECT_TRUE(claim().empty());
}

TEST_F(OutboxTest, PutOffComesBackAndBuriedStaysAway) {
  const auto a = message("mail", "a");
  const auto b = message("mail", "b");
  add(a);
  add(b);
  ASSERT_EQ(claim().size(), 2u);
  run([&] { return outbox.put_off(a.id, clock.now() + seconds{30}, "451"); });
  run([&] { return outbox.bury(b.id, clock.now(), "550"); });
  EXPECT_TRUE(claim().empty());
  const auto count = run([&] { return outbox.count(clock.now()); });
  EXPECT_EQ(count.waiting, 1);
  EXPECT_EQ(count.dead, 1);
  EXPECT_EQ(count.oldest_seconds, -30);
  clock.advance(seconds{31});
  const auto back = claim();
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].id, a.id);
  EXPECT_EQ(back[0].attempts, 2);
}

TEST_F(OutboxTest, TwoNodesNeverClaimTheSame) {
  std::vector<OutboxMessage> many;
  for (int i = 0; i < 200; ++i) many.push_back(message("mail", "x"));
  run([&] { return outbox.add(many, clock.now()); });
  std::atomic<int> claimed = 0;
  std::atomic<int> ended = 0;
  const std::vector<std::string> kinds{"mail"};
  const auto node = [&]() -> Task<> {
    for (;;) {
      const auto batch = co_await outbox.claim(kinds, clock.now(), 7, seconds{60});
      if (batch.empty()) break;
      claimed += static_cast<int>(batch.size());
    }
    ++ended;
  };
  for (std::size_t i = 0; i < 4; ++i) io().spawn(i % 2, node);
  while (ended < 4) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(claimed, 200);
}

TEST_F(OutboxTest, MonthsAheadArePartitions) {
  run([&] { return outbox.add_months(clock.now() + days{62}); });
  const auto rows = sql("select count(*) from pg_inherits where inhparent = 'outbox'::regclass");
  EXPECT_GE(rows[0].integer(0), 6);
}

}  // namespace
}  // namespace tessera::outbound
