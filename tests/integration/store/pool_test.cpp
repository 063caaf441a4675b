#include "store/postgres/pool.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "store/postgres/connection.hpp"
#include "store/postgres/watchdog.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class PoolTest : public test::Backends {
 protected:
  PoolTest() {
    sql("create table sample (id int primary key, name text unique, at timestamptz, raw bytea);"
        "grant all on sample to tessera_app");
  }
  std::int64_t one_plus(std::int64_t n) {
    const Query query{.name = "one_plus", .text = "select 1 + $1::bigint"};
    return run([&] {
      return pool().run([&](Connection& c) { return c.exec(query, {n})[0].integer(0); });
    });
  }
};

TEST_F(PoolTest, EveryTypeComesBackAsItWent) {
  const Query query{
      .name = "types",
      .text =
          "select $1::text, $2::bigint, $3::bool, $4::uuid, $5::timestamptz, $6::bytea,"
          " $7::text[], $8::uuid[], $9::text"};
  const Uuid id = make_uuid4(random);
  const TimePoint time{Duration{1'800'000'000'123'456}};
  Bytes raw(256);
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(i);
  const std::vector<std::string> texts{"plain", "", "a\"b\\c,{d}", "NULL", "é\n"};
  run([&] {
    return pool().run([&](Connection& c) {
      const Rows rows =
          c.exec(query, {"it's", std::int64_t{-9'007'199'254'740'993}, true, id, time, raw, texts,
                         std::vector<Uuid>{id}, std::optional<std::string>()});
      const Row& row = rows[0];
      EXPECT_EQ(row.string(0), "it's");
      EXPECT_EQ(row.integer(1), -9'007'199'254'740'993);
      EXPECT_TRUE(row.boolean(2));
      EXPECT_EQ(row.uuid(3), id);
      EXPECT_EQ(row.time(4), time);
      EXPECT_EQ(row.bytes(5), raw);
      EXPECT_EQ(row.texts(6), texts);
      EXPECT_EQ(row.texts(7), std::vector{to_string(id)});
      EXPECT_TRUE(row.is_null(8));
      EXPECT_EQ(row.opt_string(8), std::nullopt);
      EXPECT_THROW((void)row.integer(0), std::logic_error);
      EXPECT_THROW((void)row.text(8), std::logic_error);
      EXPECT_THROW((void)row.text(9), std::logic_error);
    });
  });
}

TEST_F(PoolTest, TimesOfEveryKindKeepTheirMicroseconds) {
  const Query query{.name = "echo_time", .text = "select $1::timestamptz"};
  pool().run_here([&](Connection& c) {
    for (const std::int64_t us :
         {0LL, -1LL, 1LL, 951'782'399'999'999LL, 253'402'300'799'999'999LL}) {
      const TimePoint t{Duration{us}};
      EXPECT_EQ(c.exec(query, {t})[0].time(0), t) << us;
    }
    EXPECT_EQ(c.exec(query, {TimePoint::max()})[0].time(0), TimePoint::max());
  });
}

TEST_F(PoolTest, AConstraintIsNamed) {
  const Query insert{.name = "insert_sample",
                     .text = "insert into sample (id, name) values ($1, $2)"};
  pool().run_here([&](Connection& c) {
    EXPECT_EQ(c.exec(insert, {1, "a"}).affected(), 1U);
    try {
      c.exec(insert, {2, "a"});
      FAIL() << "a second row with the name of the first";
    } catch (const ConstraintViolation& e) {
      EXPECT_TRUE(e.is_unique());
      EXPECT_EQ(e.constraint(), "sample_name_key");
      EXPECT_THAT(e.what(), testing::Not(testing::HasSubstr("(a)"))) << "quotes the row";
    }
    EXPECT_EQ(c.exec(insert, {2, "b"}).affected(), 1U) << "the connection must stay usable";
  });
}

TEST_F(PoolTest, ATransactionIsWholeOrNothing) {
  const Query insert{.name = "insert_sample",
                     .text = "insert into sample (id, name) values ($1, $2)"};
  const Query count{.name = "count_sample", .text = "select count(*) from sample"};
  pool().run_here([&](Connection& c) {
    EXPECT_THROW(c.transaction([&] {
      c.exec(insert, {1, "a"});
      c.exec(insert, {1, "b"});
    }),
                 ConstraintViolation);
    EXPECT_EQ(c.exec(count)[0].integer(0), 0);
    c.transaction([&] { c.exec(insert, {1, "a"}); });
    EXPECT_EQ(c.exec(count)[0].integer(0), 1);
    EXPECT_THROW(c.transaction([&] { c.transaction([] {}); }), std::logic_error);
  });
}

TEST_F(PoolTest, ANulIsRefusedAndNotCut) {
  const Query query{.name = "echo_text", .text = "select $1::text"};
  pool().run_here([&](Connection& c) {
    EXPECT_THROW(c.exec(query, {std::string("a\0b", 3)}), std::invalid_argument);
  });
}

TEST_F(PoolTest, ValuesThatPostgresRefusesAreNotQuoted) {
  const Query query{.name = "to_uuid", .text = "select $1::text::uuid"};
  pool().run_here([&](Connection& c) {
    try {
      c.exec(query, {"canary-4711"});
      FAIL();
    } catch (const std::runtime_error& e) {
      EXPECT_THAT(e.what(), testing::HasSubstr("22P02"));
      EXPECT_THAT(e.what(), testing::Not(testing::HasSubstr("canary")));
    }
  });
}

TEST_F(PoolTest, ALongStatementIsEndedAndTheConnectionLives) {
  Pool brief({.url = database_url(), .connections = 1, .statement_timeout = milliseconds{50}});
  const Query nap{.name = "nap", .text = "select pg_sleep(10)::text"};
  const Query pid{.name = "pid", .text = "select pg_backend_pid()"};
  const auto ask_pid = [&] {
    return run([&] { return brief.run([&](Connection& c) { return c.exec(pid)[0].integer(0); }); });
  };
  const auto before = ask_pid();
  EXPECT_THROW(run([&] { return brief.run([&](Connection& c) { c.exec(nap); }); }), Unavailable);
  EXPECT_EQ(ask_pid(), before);
}

// The server's time limit is no limit of a server that is frozen.
TEST_F(PoolTest, AFrozenServerIsUnavailableInBoundedTime) {
  Pool brief({.url = database_url(), .connections = 1, .statement_timeout = milliseconds{50}});
  const Query process{.name = "process", .text = "select pg_backend_pid()"};
  const auto ask = [&] {
    return run([&] {
      return brief.run([&](Connection& c) { return c.exec(process, {})[0].integer(0); });
    });
  };
  const auto frozen = static_cast<pid_t>(ask());
  ASSERT_EQ(kill(frozen, SIGSTOP), 0);
  EXPECT_THROW(ask(), Unavailable);
  ASSERT_EQ(kill(frozen, SIGCONT), 0);
  EXPECT_NE(ask(), frozen) << "by a new connection";
}

TEST(WatchdogTest, WhatIsOverdueIsCutAndNothingElse) {
  int pair[2], other[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
  Watchdog dog(milliseconds{10});
  {
    const Watchdog::Watch ended(&dog, other[0]);
  }
  const Watchdog::Watch watch(&dog, pair[0]);
  const Watchdog::Watch none(nullptr, other[0]);
  char byte = 0;
  EXPECT_EQ(recv(pair[0], &byte, 1, 0), 0) << "it was waiting and is told";
  EXPECT_EQ(send(other[0], "x", 1, MSG_NOSIGNAL), 1);
  for (const int fd : {pair[0], pair[1], other[0], other[1]}) close(fd);
}

TEST_F(PoolTest, ALostConnectionIsUnavailableOnceAndReplaced) {
  Pool small({.url = database_url(), .connections = 1});
  const Query kill{.name = "kill_self", .text = "select pg_terminate_backend(pg_backend_pid())"};
  const Query one{.name = "one", .text = "select 1"};
  EXPECT_THROW(run([&] { return small.run([&](Connection& c) { c.exec(kill); }); }), Unavailable);
  EXPECT_EQ(
      run([&] { return small.run([&](Connection& c) { return c.exec(one)[0].integer(0); }); }), 1);
}

TEST_F(PoolTest, ALostConnectionWithinATransactionLeavesNothing) {
  Pool small({.url = database_url(), .connections = 1});
  const Query insert{.name = "insert_sample", .text = "insert into sample (id) values ($1)"};
  const Query kill{.name = "kill_self", .text = "select pg_terminate_backend(pg_backend_pid())"};
  const Query count{.name = "count_sample", .text = "select count(*) from sample"};
  const auto work = [&](Connection& c) {
    c.transaction([&] {
      c.exec(insert, {1});
      c.exec(kill);
    });
  };
  EXPECT_THROW(small.run_here(work), Unavailable);
  EXPECT_EQ(small.run_here([&](Connection& c) { return c.exec(count)[0].integer(0); }), 0);
}

TEST_F(PoolTest, AStatementThatAMigrationOutdatedIsPreparedAnew) {
  Pool small({.url = database_url(), .connections = 1});
  const Query all{.name = "all_samples", .text = "select * from sample"};
  const auto read = [&](Connection& c) { return c.exec(all).size(); };
  EXPECT_EQ(small.run_here(read), 0U);
  sql("alter table sample add column more int");
  EXPECT_THROW(small.run_here(read), Unavailable);
  EXPECT_EQ(small.run_here(read), 0U);
}

TEST_F(PoolTest, TwoThatWaitForEachOtherAreUnavailableNotBroken) {
  sql("insert into sample (id) values (1), (2)");
  const Query touch{.name = "touch", .text = "update sample set name = null where id = $1"};
  std::latch both(2);
  std::atomic<int> failed = 0;
  const auto cross = [&](int first, int second) {
    try {
      pool().run_here([&](Connection& c) {
        c.transaction([&] {
          c.exec(touch, {first});
          both.arrive_and_wait();
          c.exec(touch, {second});
        });
      });
    } catch (const Unavailable&) {
      ++failed;
    }
  };
  std::jthread other([&] { cross(2, 1); });
  cross(1, 2);
  other.join();
  EXPECT_EQ(failed, 1);
}

TEST_F(PoolTest, AnIdleConnectionThatWasClosedIsReplacedWithoutAnError) {
  ASSERT_EQ(one_plus(1), 2);
  sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
      "'tessera-test'"
      " and datname = current_database()");
  sql("do $$ begin while exists (select from pg_stat_activity where application_name = "
      "'tessera-test' and "
      "datname = current_database()) loop perform pg_sleep(0.005); perform "
      "pg_stat_clear_snapshot(); end "
      "loop; end $$");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(one_plus(i), i + 1);
}

TEST_F(PoolTest, AStandbyIsNotTaken) {
  sql("alter database " + sql("select current_database()")[0].string(0) +
      " set default_transaction_read_only = on");
  EXPECT_THROW(one_plus(1), Unavailable);
}

TEST_F(PoolTest, WithoutServerItFailsAtOnceAndRecovers) {
  const std::string nowhere = "host=/tmp/tessera-no-such-folder dbname=x user=y";
  Pool away({.url = nowhere, .connections = 1});
  const auto try_it = [&] { run([&] { return away.run([](Connection&) {}); }); };
  EXPECT_THROW(try_it(), Unavailable);
  EXPECT_THROW(try_it(), Unavailable);
  EXPECT_THROW(Pool({.url = "postgresql://[broken"}), std::invalid_argument);
}

TEST_F(PoolTest, AFullQueueIsUnavailable) {
  Pool small({.url = database_url(), .connections = 1, .queue = 1});
  std::latch running(1);
  std::latch release(1);
  std::latch ended(2);
  const auto occupy = [&](bool first) {
    boost::asio::co_spawn(
        io().context(1),
        [&, first]() -> Task<> {
          co_await small.run([&, first](Connection&) {
            if (first) running.count_down();
            release.wait();
          });
          ended.count_down();
        },
        boost::asio::detached);
  };
  occupy(true);
  running.wait();
  occupy(false);
  const auto third = [&] { run([&] { return small.run([](Connection&) {}); }, 1); };
  EXPECT_THROW(third(), Unavailable);
  release.count_down();
  ended.wait();
}

TEST_F(PoolTest, TheApplicationRoleMayNotDoWhatOnlyTheOwnerMay) {
  const Query drop{.name = "drop_it", .text = "drop table lease"};
  const Query erase{.name = "erase_key", .text = "delete from crypto_key"};
  pool().run_here([&](Connection& c) {
    EXPECT_THROW(c.exec(drop), std::runtime_error);
    EXPECT_THROW(c.exec(erase), std::runtime_error);
  });
}

TEST_F(PoolTest, AMarkedStatementIsPlannedOncePerConnectionAndTheOthersAreNot) {
  const std::string text = "select current_setting('plan_cache_mode')";
  const Query marked{.name = "marked", .text = "-- plan: generic\n" + text};
  const Query plain{.name = "plain", .text = text};
  run([&] {
    return pool().run([&](Connection& c) {
      EXPECT_EQ(c.exec(plain)[0].string(0), "auto");
      EXPECT_EQ(c.exec(marked)[0].string(0), "force_generic_plan");
      EXPECT_EQ(c.exec(marked)[0].string(0), "force_generic_plan");
      EXPECT_EQ(c.exec(plain)[0].string(0), "auto");
      EXPECT_EQ(c.exec(marked)[0].string(0), "force_generic_plan");
      c.transaction([&] { EXPECT_EQ(c.exec(marked)[0].string(0), "auto"); });
      return 0;
    });
  });
}

}  // namespace
}  // namespace tessera::store::postgres
