#include <algorithm>

#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {
namespace {

class SignInOnBackends : public Stack {};

TEST_F(SignInOnBackends, PasswordAndCodeMakeADurableSessionWithItsEvent) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  EXPECT_EQ(signed_in.session.acr, Acr::aal2);
  EXPECT_TRUE(lives(signed_in.session_cookie));
  EXPECT_TRUE(lives(signed_in.session_cookie, 1));
  const auto id = to_string(signed_in.session.id);
  EXPECT_EQ(count("select count(*) from session where id = '" + id +
                  "' and ended is null and version = 1"),
            1);
  EXPECT_EQ(
      count(
          "select count(*) from journal_event where type = 'user.login.succeeded' and subject = '" +
          to_string(anna.id) + "'"),
      1);
}

TEST_F(SignInOnBackends, NoSecretIsStored) {
  const auto anna = make_person("anna@example.org");
  const auto signed_in = sign_in(anna);
  const auto dump = sql("select (select string_agg(s::text, ' ') from session s) || "
                        "(select string_agg(a::text, ' ') from authenticator a) || "
                        "(select string_agg(j::text, ' ') from journal_event j)")[0]
                        .string(0);
  EXPECT_EQ(dump.find(kPassword), std::string::npos);
  EXPECT_EQ(dump.find("argon2id$"), std::string::npos);
  EXPECT_EQ(dump.find(to_hex(as_bytes("argon2id"))), std::string::npos);
  EXPECT_EQ(dump.find(to_hex(anna.totp.reveal_bytes())), std::string::npos);
  EXPECT_EQ(dump.find("anna@"), std::string::npos);
  EXPECT_EQ(dump.find(signed_in.session_cookie), std::string::npos);
}

TEST_F(SignInOnBackends, ACodeOfParallelTriesIsTakenOnce) {
  const auto anna = make_person("anna@example.org");
  const auto first = password(anna.login, kPassword);
  ASSERT_EQ(first->next, SignInStep::method);
  const auto digits = code_of(anna);
  const auto results = at_once(8, [&](std::size_t i) { return code(digits, i % 2).has_value(); });
  EXPECT_EQ(std::ranges::count(results, true), 1);
  EXPECT_EQ(count("select count(*) from session"), 1);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.succeeded'"), 1);
}

TEST_F(SignInOnBackends, AnotherNodeGoesOnWithTheProgressAndAnotherBrowserDoesNot) {
  const auto anna = make_person("anna@example.org");
  EXPECT_TRUE(password(anna.login, kPassword));
  Flows other_node(flows_, keyring(), random);
  const auto kept = run([&] { return other_node.load(request.flow, browser.binding); });
  EXPECT_EQ(kept.person, anna.id);
  EXPECT_EQ(kept.proofs.size(), 1U);
  EXPECT_FALSE(run([&] { return other_node.load(request.flow, "b2"); }).person);
  EXPECT_FALSE(run([&] { return other_node.load("flow-1", browser.binding); }).person);
  EXPECT_TRUE(code(code_of(anna)));
  EXPECT_EQ(run([&] { return other_node.load(request.flow, browser.binding); }).revision, 0);
}

TEST_F(SignInOnBackends, ProgressIsSavedByCompareAndSet) {
  Flows flows(flows_, keyring(), random);
  FlowProgress first;
  first.login = "first";
  FlowProgress second;
  second.login = "second";
  EXPECT_TRUE(run([&] { return flows.save("f", "b", first); }));
  EXPECT_EQ(first.revision, 1);
  EXPECT_FALSE(run([&] { return flows.save("f", "b", second); }));
  second.revision = first.revision;
  EXPECT_TRUE(run([&] { return flows.save("f", "b", second); }));
  EXPECT_EQ(run([&] { return flows.load("f", "b"); }).login, "second");
  run([&]() -> Task<int> {
    co_await flows.drop("f", "b");
    co_return 0;
  });
  EXPECT_EQ(run([&] { return flows.load("f", "b"); }).revision, 0);
}

TEST_F(SignInOnBackends, UnknownAndWrongLeaveTheSameTraces) {
  const auto anna = make_person("anna@example.org", false);
  const auto wrong = password(anna.login, "wrong");
  const auto unknown = password("nobody@example.org", "wrong");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().id, unknown.error().id);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.failed'"), 2);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.failed' and body "
                  "like '%nobody%'"),
            0);
  EXPECT_EQ(count("select consecutive_failures from authenticator"), 1);
}

TEST_F(SignInOnBackends, AParallelFloodIsJudgedElevenTimes) {
  const auto anna = make_person("anna@example.org", false);
  const auto results = at_once(40, [&](std::size_t i) {
    const auto tried = password(anna.login, "guess", i % 2, "198.51.100." + std::to_string(i));
    return tried ? std::string() : tried.error().id;
  });
  EXPECT_EQ(std::ranges::count(results, "sign_in.failed"), 11);
  EXPECT_EQ(std::ranges::count(results, "sign_in.throttled"), 29);
  EXPECT_EQ(count("select consecutive_failures from authenticator"), 11);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.throttled'"), 2);
}

TEST_F(SignInOnBackends, TheOwnerOnAKnownDeviceSignsInDuringAFlood) {
  const auto anna = make_person("anna@example.org", false);
  const auto before = sign_in(anna);
  std::atomic<bool> stop = false;
  auto flood = std::async(std::launch::async, [&] {
    for (int i = 0; !stop && i < 10'000; ++i) {
      // A thousand addresses.
      const auto host = "." + std::to_string(i / 250 % 4) + "." + std::to_string(i % 250);
      const auto io = static_cast<std::size_t>(i % 2);
      static_cast<void>(
          password("victim" + std::to_string(i % 50) + "@example.org", "guess", io, "10.0" + host));
      static_cast<void>(password(anna.login, "guess", io, "10.1" + host));
    }
  });
  std::this_thread::sleep_for(milliseconds{300});
  auto mine = browser;
  mine.device_cookie = before.device_cookie;
  const auto start = std::chrono::steady_clock::now();
  const auto now = context();
  const auto result = run([&] {
    const Answer answer{.method = Method::password,
                        .fields = {{"username", anna.login}},
                        .secret = Secret(kPassword)};
    return authn_->sign_in().answer(request, answer, mine, now);
  });
  const auto took = std::chrono::steady_clock::now() - start;
  stop = true;
  flood.get();
  EXPECT_TRUE(result);
  EXPECT_LT(took, seconds{5});
}

TEST_F(SignInOnBackends, WhoLeavesTheActiveStateMeanwhileGetsNoSession) {
  const auto anna = make_person("anna@example.org");
  const auto first = password(anna.login, kPassword);
  sql("update person set state = 'closed' where id = '" + to_string(anna.id) + "'");
  EXPECT_FALSE(code(code_of(anna)));
  EXPECT_EQ(count("select count(*) from session"), 0);
  SignInOutcome outcome;
  outcome.session.session.id = make_uuid4(random);
  outcome.session.session.person = anna.id;
  outcome.session.session.last_seen = clock.now();
  outcome.session.session.expires = clock.now() + hours{1};
  outcome.session.idle = hours{1};
  outcome.session.secret_hash = Bytes(32);
  outcome.event = audit::make_event("user.login.succeeded", context());
  EXPECT_FALSE(run([&] { return authenticators_.commit_sign_in(outcome); }));
  EXPECT_EQ(count("select count(*) from journal_event where type = 'user.login.succeeded'"), 0);
}

TEST_F(SignInOnBackends, StepUpRotatesTheRowAndTheRecord) {
  const auto anna = make_person("anna@example.org");
  request.wanted = Acr::aal1;
  const auto first = password(anna.login, kPassword);
  ASSERT_EQ(first->next, SignInStep::done);
  browser.session_cookie = first->signed_in->session_cookie;
  request.wanted = Acr::aal2;
  const auto now = context();
  const auto begun = run([&] { return authn_->sign_in().begin(request, browser, now); });
  ASSERT_EQ(begun.next, SignInStep::method);
  const auto done = code(code_of(anna));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->signed_in->session.id, first->signed_in->session.id);
  EXPECT_FALSE(lives(first->signed_in->session_cookie));
  EXPECT_TRUE(lives(done->signed_in->session_cookie, 1));
  EXPECT_EQ(count("select version from session"), 2);
}

TEST_F(SignInOnBackends, TheEleventhSessionEndsTheOldest) {
  const auto anna = make_person("anna@example.org", false);
  std::vector<std::string> cookies;
  for (int i = 0; i < 11; ++i) {
    cookies.push_back(sign_in(anna).session_cookie);
    clock.advance(seconds{1});
  }
  EXPECT_FALSE(lives(cookies.front()));
  EXPECT_TRUE(lives(cookies[1]));
  EXPECT_TRUE(lives(cookies.back()));
  EXPECT_EQ(count("select count(*) from session where end_reason = 'limit'"), 1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'session_ended'"), 1);
}

TEST_F(SignInOnBackends, OfParallelRemovalsOneAuthenticatorStays) {
  auto anna = make_person("anna@example.org");
  bind_totp(anna);
  const auto here = sign_in(anna);
  const auto all = run([&] { return authn_->binding().list(anna.id); });
  ASSERT_EQ(all.size(), 3U);
  const auto removed = at_once(2, [&](std::size_t i) {
    const auto now = context();
    return run([&] { return authn_->care().remove(here.session, all[i + 1].id, now); }, i)
        .has_value();
  });
  EXPECT_EQ(std::ranges::count(removed, true), 1);
  EXPECT_EQ(count("select count(*) from authenticator where kind = 'totp' and state = 'active'"),
            1);
}

TEST_F(SignInOnBackends, OfParallelPasswordsOneIsActive) {
  const auto anna = make_person("anna@example.org", false);
  static_cast<void>(at_once(4, [&](std::size_t i) {
    const auto now = context();
    const auto text = "a new password no. " + std::to_string(i);
    return run(
               [&] {
                 return authn_->binding().set_password(anna.id, Secret(text), false, {}, now);
               },
               i % 2)
        .has_value();
  }));
  EXPECT_EQ(
      count("select count(*) from authenticator where kind = 'password' and state = 'active'"), 1);
  EXPECT_EQ(
      count("select count(*) from authenticator where state = 'invalidated' and length(data) > 0"),
      0);
  EXPECT_FALSE(password(anna.login, kPassword));
}

}  // namespace
}  // namespace tessera::authn
