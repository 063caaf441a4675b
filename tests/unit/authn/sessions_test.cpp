#include "authn/sessions/sessions.hpp"

#include <gtest/gtest.h>

#include "authn/sessions/session_cookie.hpp"
#include "authn/sessions/session_rules.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

class SessionsTest : public testing::Test {
 protected:
  // A signed-in person: row and record, and the cookie.
  std::string sign_in(Acr acr = Acr::aal2, bool staff = false) {
    SessionRecord record;
    record.session.id = make_uuid4(random_);
    record.session.person = person_;
    record.session.acr = acr;
    record.session.created = record.session.auth_time = record.session.last_seen = clock_.now();
    const auto limits = limits_of(acr, staff);
    record.session.expires = clock_.now() + limits.overall;
    record.idle = limits.idle;
    record.staff = staff;
    const Secret secret(random_.bytes(32));
    record.secret_hash = hash_secret(secret);
    last_ = record.session.id;
    store_.rows[last_] = record;
    await(sessions_.publish(record, clock_.now()));
    return render_session_cookie(last_, secret, *keys_.get());
  }
  bool lives(const std::string& cookie) {
    return await(sessions_.load(cookie, clock_.now())).has_value();
  }
  RequestContext context() {
    RequestContext context;
    context.received = clock_.now();
    context.address = "203.0.113.7";
    return context;
  }

  SeededRandom random_{3};
  FakeClock clock_;
  crypto::KeyringHolder keys_{make_ring()};
  FakeSessionStore store_;
  FakeSessionCache cache_;
  Sessions sessions_{store_, cache_, keys_, clock_, random_};
  Uuid person_ = make_uuid4(random_);
  Uuid last_;
};

TEST_F(SessionsTest, LivesUntilIdleAndNeverBeyondTheOverallLimit) {
  const auto cookie = sign_in();
  for (int i = 0; i < 25; ++i) {
    EXPECT_TRUE(lives(cookie)) << i;
    clock_.advance(minutes{55});
  }
  clock_.advance(hours{1});
  EXPECT_FALSE(lives(cookie));
  const auto idle = sign_in();
  clock_.advance(minutes{59});
  EXPECT_TRUE(lives(idle));
  clock_.advance(minutes{60});
  EXPECT_FALSE(lives(idle));
  EXPECT_FALSE(await(sessions_.is_live(last_, clock_.now())));
}

TEST_F(SessionsTest, AMissIsReadBackFromTheRow) {
  const auto cookie = sign_in();
  cache_.records.clear();
  EXPECT_TRUE(lives(cookie));
  EXPECT_TRUE(cache_.records.contains(last_));
  cache_.records.clear();
  EXPECT_TRUE(await(sessions_.is_live(last_, clock_.now())));
  EXPECT_EQ(store_.loads, 2);
  EXPECT_TRUE(lives(cookie));
  EXPECT_EQ(store_.loads, 2);
}

TEST_F(SessionsTest, LosingRedisRevivesNothing) {
  const auto cookie = sign_in();
  EXPECT_TRUE(await(sessions_.end(last_, person_, "signed_out", context())));
  cache_.records.clear();
  cache_.graves.clear();
  EXPECT_FALSE(lives(cookie));
  EXPECT_FALSE(await(sessions_.is_live(last_, clock_.now())));
  const auto idle = sign_in();
  clock_.advance(hours{2});
  cache_.records.clear();
  EXPECT_FALSE(lives(idle));
}

TEST_F(SessionsTest, AFailOverInUseLosesNothing) {
  const auto cookie = sign_in();
  for (int i = 0; i < 10; ++i) {
    clock_.advance(minutes{8});
    EXPECT_TRUE(lives(cookie));
    cache_.records.clear();
    clock_.advance(minutes{50});
    EXPECT_TRUE(lives(cookie)) << i;
  }
  EXPECT_GT(store_.touches, 5);
}

TEST_F(SessionsTest, RedisAwayIsUnavailableAndNotSignedOut) {
  const auto cookie = sign_in();
  cache_.away = true;
  EXPECT_THROW(lives(cookie), Unavailable);
  cache_.away = false;
  EXPECT_TRUE(lives(cookie));
  EXPECT_FALSE(lives("nonsense"));
}

TEST_F(SessionsTest, AnEndThatRedisMissedIsMendedByTheNextOneAndByTheMessage) {
  const auto cookie = sign_in();
  cache_.away = true;
  EXPECT_THROW(await(sessions_.end(last_, person_, "signed_out", context())), Unavailable);
  cache_.away = false;
  EXPECT_TRUE(lives(cookie));  // nothing was promised: the answer was 503
  EXPECT_EQ(await(sessions_.end_all(person_, std::nullopt, "signed_out", context())), 0);
  EXPECT_FALSE(lives(cookie));

  const auto another = sign_in();
  cache_.away = true;
  EXPECT_THROW(await(sessions_.end(last_, person_, "signed_out", context())), Unavailable);
  cache_.away = false;
  const auto handlers = make_ended_messages(sessions_, clock_, random_);
  await(handlers->on_session_ended(store_.messages.back().payload));
  EXPECT_FALSE(lives(another));
}

TEST_F(SessionsTest, EndsOnlyOnesOwnAndWritesItOnce) {
  const auto cookie = sign_in();
  EXPECT_FALSE(await(sessions_.end(last_, make_uuid4(random_), "signed_out", context())));
  EXPECT_TRUE(lives(cookie));
  EXPECT_TRUE(await(sessions_.end(last_, person_, "signed_out", context())));
  EXPECT_FALSE(await(sessions_.end(last_, person_, "signed_out", context())));
  ASSERT_EQ(store_.events.size(), 1U);
  EXPECT_EQ(store_.events[0].type, "session.revoked");
  EXPECT_EQ(store_.events[0].reason, "signed_out");
  ASSERT_EQ(store_.messages.size(), 1U);
  EXPECT_EQ(store_.messages[0].kind, "session_ended");
}

TEST_F(SessionsTest, EndAllKeepsTheOneInUse) {
  const auto first = sign_in();
  const auto second = sign_in();
  EXPECT_EQ(await(sessions_.end_all(person_, last_, "ended_by_person", context())), 1);
  EXPECT_FALSE(lives(first));
  EXPECT_TRUE(lives(second));
  EXPECT_EQ(await(sessions_.list(person_)).size(), 1U);
}

TEST_F(SessionsTest, RotationRetiresTheOldSecretAndAStaleRecord) {
  const auto old = sign_in(Acr::aal1);
  auto record = store_.rows[last_];
  const auto stale = cache_.records[last_];
  const Secret secret(random_.bytes(32));
  record.secret_hash = hash_secret(secret);
  record.session.acr = Acr::aal2;
  record.version = 2;
  store_.rows[last_] = record;
  await(sessions_.publish(record, clock_.now()));
  const auto rotated = render_session_cookie(last_, secret, *keys_.get());
  EXPECT_TRUE(lives(rotated));
  EXPECT_FALSE(lives(old));
  cache_.records[last_] = stale;  // a fail-over lost the newer record
  EXPECT_TRUE(lives(rotated));
  EXPECT_FALSE(lives(old));
}

TEST_F(SessionsTest, ARotationThatRedisMissedIsAnError) {
  static_cast<void>(sign_in());
  auto record = store_.rows[last_];
  cache_.away = true;
  EXPECT_NO_THROW(await(sessions_.publish(record, clock_.now())));
  record.version = 2;
  EXPECT_THROW(await(sessions_.publish(record, clock_.now())), Unavailable);
}

TEST_F(SessionsTest, ARestoreRefusesWhatIsOlder) {
  const auto cookie = sign_in();
  EXPECT_TRUE(lives(cookie));
  store_.not_before = clock_.now() + seconds{1};
  clock_.advance(minutes{1});
  EXPECT_FALSE(lives(cookie));
  EXPECT_FALSE(await(sessions_.is_live(last_, clock_.now())));
  EXPECT_TRUE(lives(sign_in()));
}

TEST_F(SessionsTest, TheMarkIsNeverGuessed) {
  const auto cookie = sign_in();
  store_.away = true;
  EXPECT_THROW(lives(cookie), Unavailable);
  store_.away = false;
  EXPECT_TRUE(lives(cookie));
  store_.away = true;
  clock_.advance(minutes{5});
  EXPECT_TRUE(lives(cookie));  // read before; PostgreSQL away costs nobody his session
}

TEST_F(SessionsTest, TheConcurrentLimitEndsTheOldest) {
  std::vector<std::string> cookies;
  for (int i = 0; i < 4; ++i) {
    clock_.advance(minutes{1});
    cookies.push_back(sign_in(Acr::aal2, true));
  }
  await(sessions_.end_surplus(store_.rows[last_], 3, context()));
  EXPECT_FALSE(lives(cookies[0]));
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(lives(cookies[static_cast<std::size_t>(i)])) << i;
  EXPECT_EQ(store_.events.back().reason, "limit");
}

TEST_F(SessionsTest, TheConcurrentLimitIsThatOfThePopulation) {
  const PrivilegeCheck always = [](const Uuid&, TimePoint) -> Task<bool> { co_return true; };
  Sessions privileged(store_, cache_, keys_, clock_, random_, {}, always);
  SessionRecord citizen;
  SessionRecord servant;
  servant.staff = true;
  const auto now = clock_.now();
  EXPECT_EQ(await(sessions_.limit_for(citizen, now)), 10U);
  EXPECT_EQ(await(sessions_.limit_for(servant, now)), 3U);
  EXPECT_EQ(await(privileged.limit_for(servant, now)), 1U);
  EXPECT_EQ(await(privileged.limit_for(citizen, now)), 10U);
}

// Staff end them for a reason, which the events name with who did it; the person is told once.
TEST_F(SessionsTest, StaffEndSessionsInTheirOwnName) {
  const auto first = sign_in();
  const auto second = sign_in();
  const EndedByStaff by{.by = {.kind = "person", .id = Uuid{{7}}, .role = "person_admin"},
                        .reference = "T-1",
                        .notices = {{.id = Uuid{{1}}, .kind = "notice", .payload = {}}}};
  EXPECT_EQ(await(sessions_.end_by_staff(person_, std::nullopt, by, context())), 2);
  EXPECT_FALSE(lives(first));
  EXPECT_FALSE(lives(second));
  const auto& event = store_.events.back();
  EXPECT_EQ(event.reason, "ended_by_staff");
  EXPECT_EQ(event.actor, (Uuid{{7}}));
  EXPECT_EQ(event.details.at("reference").as_string(), "T-1");
  EXPECT_EQ(std::ranges::count(store_.messages, "notice", &OutboxMessage::kind), 1);
}

TEST_F(SessionsTest, LapsedSessionsAreEndedOnceWithEventAndMessage) {
  const auto cookie = sign_in();
  clock_.advance(minutes{64});
  EXPECT_EQ(await(sessions_.end_lapsed(clock_.now())), 0);
  clock_.advance(minutes{1});
  EXPECT_EQ(await(sessions_.end_lapsed(clock_.now())), 1);
  EXPECT_EQ(await(sessions_.end_lapsed(clock_.now())), 0);
  ASSERT_EQ(store_.events.size(), 1U);
  EXPECT_EQ(store_.events[0].type, "session.expired");
  EXPECT_EQ(store_.messages.back().kind, "session_ended");
}

TEST_F(SessionsTest, ALaggingRowEndsNoLiveSession) {
  const auto cookie = sign_in();
  cache_.records[last_].session.last_seen = clock_.now() + minutes{50};
  clock_.advance(minutes{70});
  EXPECT_EQ(await(sessions_.end_lapsed(clock_.now())), 0);
  EXPECT_EQ(store_.touches, 1);
  EXPECT_TRUE(lives(cookie));
}

TEST_F(SessionsTest, FoundIdleIsOverForGood) {
  const auto cookie = sign_in();
  clock_.advance(minutes{61});
  EXPECT_FALSE(lives(cookie));
  cache_.records.clear();
  cache_.graves.clear();
  EXPECT_FALSE(lives(cookie));
  EXPECT_EQ(store_.events.back().type, "session.expired");
}

TEST_F(SessionsTest, MessagesEndWhatTheyName) {
  const auto handlers = make_ended_messages(sessions_, clock_, random_);
  const auto citizen = sign_in();
  const auto staff = sign_in(Acr::aal2, true);
  const auto payload = to_bytes("{\"person\":\"" + to_string(person_) + "\"}");
  await(handlers->on_affiliation_ended(payload));
  EXPECT_TRUE(lives(citizen));
  EXPECT_FALSE(lives(staff));
  await(handlers->on_person_ended(payload));
  await(handlers->on_person_ended(payload));
  EXPECT_FALSE(lives(citizen));
  EXPECT_EQ(store_.events.back().actor_kind, "system");
  EXPECT_NO_THROW(await(handlers->on_person_ended(to_bytes("not json"))));
}

}  // namespace
}  // namespace tessera::authn
