#include "oauth/pending/pending_request.hpp"

#include <gtest/gtest.h>

#include "oauth/grants/polled.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

const TimePoint kNow = from_unix(1'800'000'000);

// RFC 8628 6.1
TEST(UserCode, HasEightLettersThatNobodyMistakes) {
  SeededRandom random(3);
  std::set<std::string> seen;
  std::set<char> letters;
  for (int i = 0; i < 500; ++i) {
    const auto code = make_user_code(random);
    ASSERT_EQ(code.size(), 8u);
    letters.insert(code.begin(), code.end());
    EXPECT_EQ(normalize_user_code(show_user_code(code)), code);
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), 500u);
  EXPECT_EQ(std::string(letters.begin(), letters.end()), "BCDFGHJKLMNPQRSTVWXZ");
}

TEST(UserCode, IsReadAsPeopleWriteIt) {
  for (const auto* text : {"BCDFGHJK", "bcdf-ghjk", " bcdf ghjk ", "B.C.D.F-GHJK"})
    EXPECT_EQ(normalize_user_code(text), "BCDFGHJK") << text;
  for (const auto* text : {"", "BCDFGHJ", "BCDFGHJKL", "ABCDFGHJ", "BCDFGHJ1", "BCDFGHJ\xC3\xA4"})
    EXPECT_FALSE(normalize_user_code(text)) << text;
  EXPECT_FALSE(normalize_user_code(std::string(10'000, '-') + "BCDFGHJK"));
}

TEST(PendingRequest, ComesBackAsItWasSealedAndFromNowhereElse) {
  const auto ring = make_ring();
  SeededRandom random(5);
  PendingDetails details{.code = "c1", .user_code = "BCDFGHJK", .binding_message = "A7"};
  details.request.client_id = "client";
  details.request.scopes = {"openid", "email"};
  details.request.created = kNow;
  const auto sealed = seal_pending(details, ring, random);
  const auto opened = open_pending(sealed, ring, kNow);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->code, "c1");
  EXPECT_EQ(opened->user_code, "BCDFGHJK");
  EXPECT_EQ(opened->binding_message, "A7");
  EXPECT_EQ(opened->request.scopes, details.request.scopes);
  EXPECT_EQ(sealed.find("BCDF"), std::string::npos);
  EXPECT_FALSE(open_pending(sealed, make_ring(2), kNow));
  // A ticket and a request are no stand-ins for each other.
  const auto ticket =
      seal_ticket({.hash = Bytes(32, 7), .tried = true, .shown = "m"}, ring, random);
  EXPECT_FALSE(open_pending(ticket, ring, kNow));
  EXPECT_FALSE(open_ticket(sealed, ring));
  const auto back = open_ticket(ticket, ring);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->hash, Bytes(32, 7));
  EXPECT_TRUE(back->tried);
  EXPECT_EQ(back->shown, "m");
  EXPECT_FALSE(open_ticket("", ring));
  EXPECT_FALSE(open_ticket(ticket + "A", ring));
}

// RFC 8628 3.5, CIBA 11
TEST(Polling, EveryStateHasItsError) {
  const auto error = [](PollResult result) { return grants::decide_poll(result).error().id; };
  EXPECT_TRUE(grants::decide_poll(PollResult::approved));
  EXPECT_EQ(error(PollResult::waiting), "authorization_pending");
  EXPECT_EQ(error(PollResult::too_early), "slow_down");
  EXPECT_EQ(error(PollResult::denied), "access_denied");
  EXPECT_EQ(error(PollResult::expired), "expired_token");
  for (const auto result : {PollResult::absent, PollResult::other_client, PollResult::used})
    EXPECT_EQ(error(result), "invalid_grant");
}

}  // namespace
}  // namespace tessera::oauth
