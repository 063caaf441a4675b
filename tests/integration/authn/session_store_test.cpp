#include "authn/sessions/session_rules.hpp"
#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {
namespace {

class SessionsOnBackends : public Stack {
 protected:
  void flush() {
    run([&]() -> Task<> { static_cast<void>(co_await redis().command({"FLUSHALL"})); });
  }
};

TEST_F(SessionsOnBackends, LosingRedisLosesAndRevivesNothing) {
  const auto anna = make_person("anna@example.org", false);
  const auto kept = sign_in(anna);
  const auto ended = sign_in(anna);
  const auto now = context();
  EXPECT_TRUE(
      run([&] { return authn_->sessions().end(ended.session.id, anna.id, "signed_out", now); }));
  EXPECT_FALSE(lives(ended.session_cookie, 1));
  flush();
  EXPECT_TRUE(lives(kept.session_cookie));
  EXPECT_FALSE(lives(ended.session_cookie));
  EXPECT_FALSE(run([&] { return authn_->sessions().is_live(ended.session.id, clock.now()); }));
  flush();
  EXPECT_TRUE(run([&] { return authn_->sessions().is_live(kept.session.id, clock.now()); }));
  EXPECT_TRUE(lives(kept.session_cookie));
}

TEST_F(SessionsOnBackends, ARecordReadBackKeepsEveryField) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  flush();
  const auto read =
      *run([&] { return authn_->sessions().load(signed_in.session_cookie, clock.now()); });
  const auto cached =
      *run([&] { return authn_->sessions().load(signed_in.session_cookie, clock.now()); });
  for (const auto& session : {read, cached}) {
    EXPECT_EQ(session.id, signed_in.session.id);
    EXPECT_EQ(session.person, anna.id);
    EXPECT_EQ(session.acr, Acr::aal2);
    EXPECT_EQ(session.amr, signed_in.session.amr);
    EXPECT_EQ(session.auth_time, signed_in.session.auth_time);
    EXPECT_EQ(session.created, signed_in.session.created);
    EXPECT_EQ(session.user_agent, "Firefox on Linux");
    EXPECT_EQ(session.address_class, "public");
    EXPECT_EQ(std::chrono::floor<seconds>(session.expires),
              std::chrono::floor<seconds>(signed_in.session.expires));
  }
}

TEST_F(SessionsOnBackends, IdleAndOverallLimitsHoldOnTheServer) {
  const auto anna = make_person("anna@example.org");
  const auto level = [&](const SignedIn& signed_in) {
    const auto now = clock.now();
    const auto found = run([&] { return authn_->sessions().load(signed_in.session_cookie, now); });
    return found ? found->acr : Acr::none;
  };
  const auto idle = sign_in(anna);
  clock.advance(minutes{59});
  EXPECT_EQ(level(idle), Acr::aal2);
  clock.advance(minutes{61});
  EXPECT_EQ(level(idle), Acr::aal1) << "the level rested too long, the session did not";
  EXPECT_EQ(level(idle), Acr::aal1) << "and looking at it revives nothing";
  flush();
  EXPECT_EQ(level(idle), Acr::aal1) << "nor does losing Redis";
  clock.advance(hours{24});
  EXPECT_EQ(level(idle), Acr::none);
  flush();
  EXPECT_EQ(level(idle), Acr::none);
  const auto long_one = sign_in(anna);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(level(long_one), i < 29 ? Acr::aal2 : Acr::aal1) << i;
    clock.advance(minutes{50});
  }
  for (int i = 0; i < 12; ++i) {
    static_cast<void>(level(long_one));
    clock.advance(hours{12});
  }
  EXPECT_EQ(level(long_one), Acr::none) << "seven days";
}

TEST_F(SessionsOnBackends, TheDurableLastSeenFollowsCoarsely) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  const auto seen = [&] { return sql("select last_seen from session")[0].time(0); };
  const auto first = seen();
  clock.advance(minutes{2});
  EXPECT_TRUE(lives(signed_in.session_cookie));
  EXPECT_EQ(seen(), first);
  clock.advance(minutes{5});
  EXPECT_TRUE(lives(signed_in.session_cookie));
  EXPECT_EQ(seen(), clock.now());
}

TEST_F(SessionsOnBackends, ATombstoneStandsAgainstALateRecord) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  const auto row = *run([&] { return session_store_.load(signed_in.session.id); });
  const auto now = context();
  EXPECT_EQ(
      run([&] { return authn_->sessions().end_all(anna.id, std::nullopt, "signed_out", now); }), 1);
  EXPECT_FALSE(run([&] { return cache_.put(row, clock.now()); }, 1));
  EXPECT_FALSE(lives(signed_in.session_cookie));
}

TEST_F(SessionsOnBackends, AnOlderVersionDoesNotReplaceANewerOne) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  auto row = *run([&] { return session_store_.load(signed_in.session.id); });
  row.version = 5;
  EXPECT_TRUE(run([&] { return cache_.put(row, clock.now()); }));
  row.version = 4;
  EXPECT_FALSE(run([&] { return cache_.put(row, clock.now()); }));
}

TEST_F(SessionsOnBackends, EndsAreWrittenWithEventAndMessageOnce) {
  const auto anna = make_person("anna@example.org", false);
  const auto one = sign_in(anna);
  const auto ended = at_once(6, [&](std::size_t i) {
    const auto now = context();
    return run([&] { return authn_->sessions().end(one.session.id, anna.id, "signed_out", now); },
               i % 2);
  });
  EXPECT_EQ(std::ranges::count(ended, true), 1);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'session.revoked'"), 1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'session_ended'"), 1);
}

TEST_F(SessionsOnBackends, NoRequestAfterTheAnswerIsServed) {
  const auto anna = make_person("anna@example.org", false);
  for (int round = 0; round < 20; ++round) {
    const auto one = sign_in(anna);
    std::atomic<bool> answered = false;
    std::atomic<int> served_late = 0;
    auto reader = std::async(std::launch::async, [&] {
      for (int i = 0; i < 40; ++i) {
        const bool late = answered;
        if (i % 10 == 0) flush();
        if (lives(one.session_cookie, 1) && late) ++served_late;
      }
    });
    const auto now = context();
    EXPECT_TRUE(
        run([&] { return authn_->sessions().end(one.session.id, anna.id, "signed_out", now); }));
    answered = true;
    reader.get();
    EXPECT_EQ(served_late, 0);
  }
}

TEST_F(SessionsOnBackends, ARestoreMarkRefusesOlderSessions) {
  const auto anna = make_person("anna@example.org", false);
  const auto old = sign_in(anna);
  EXPECT_TRUE(lives(old.session_cookie));
  clock.advance(seconds{1});
  sql("insert into setting values ('issue_not_before', '" + std::to_string(to_unix(clock.now())) +
      "', now())");
  sql("update setting set value = to_char(to_timestamp(value::bigint) at time zone 'UTC', "
      "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  clock.advance(minutes{1});
  EXPECT_FALSE(lives(old.session_cookie));
  EXPECT_TRUE(lives(sign_in(anna).session_cookie));
}

}  // namespace
}  // namespace tessera::authn
