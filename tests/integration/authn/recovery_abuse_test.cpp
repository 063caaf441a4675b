// Recovery as a way in for thieves, and as a way to shut owners out.
#include "tests/integration/authn/recovery_fixture.hpp"

namespace tessera::authn {
namespace {

class RecoveryAbuse : public RecoveryStack {};

TEST_F(RecoveryAbuse, NobodyLearnsWhetherAnAccountExists) {
  auto anna = make_reachable("anna@example.org");
  const auto events = [&] { return count("select count(*) from journal_event"); };
  const auto before = events();
  const auto known = start(anna.login);
  const auto for_known = events() - before - 1;  // the code that was sent, elsewhere
  const auto unknown = start("nobody@example.org");
  EXPECT_EQ(events() - before - 1 - for_known, for_known);
  EXPECT_EQ(known.size(), unknown.size());
  EXPECT_EQ(mails("recovery_code"), 1u);
  EXPECT_EQ(count("select count(*) from issued_code"), 1);
  const auto now = context();
  for (const auto& flow : {known, unknown}) {
    const auto view = run([&] { return recovery().view(flow, browser, now); });
    ASSERT_TRUE(view);
    EXPECT_TRUE(view->given.empty() && !view->grant && !view->in_person);
    EXPECT_EQ(view->offered,
              (std::vector{Method::mail_code, Method::saved_code, Method::contact_code}));
    for (const auto method : {Method::mail_code, Method::saved_code, Method::contact_code,
                              Method::password, Method::totp}) {
      EXPECT_EQ(prove(flow, method, "AAAA-AAAA-AA").error().id, "recovery.wrong");
    }
    EXPECT_EQ(request_recovery(flow).error().id, "recovery.guard");
    EXPECT_TRUE(run([&] { return recovery().ask_contacts(flow, browser, now); }));
  }
}

TEST_F(RecoveryAbuse, AMailboxIsNotFloodedAndWhatItGotHelpsTheOwner) {
  auto anna = make_reachable("anna@example.org");
  for (int i = 0; i < 30; ++i) start(anna.login, "198.51.100." + std::to_string(i));
  EXPECT_EQ(mails("recovery_code"), 3u);
  // The owner, in another browser, with a code that strangers caused.
  browser.binding = "b2";
  const auto code = mail_code();
  const auto flow = start(anna.login);
  EXPECT_EQ(mails("recovery_code"), 3u);
  EXPECT_TRUE(prove(flow, Method::mail_code, code));
}

TEST_F(RecoveryAbuse, StartsOfOneNetworkAreBounded) {
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const auto now = context();
    const auto login = "n" + std::to_string(i);
    const auto flow = run([&] { return recovery().start(login, browser, now); });
    if (!flow) {
      EXPECT_EQ(flow.error().code, Errc::rate_limited);
      ++refused;
    }
  }
  EXPECT_EQ(refused, 10);
}

TEST_F(RecoveryAbuse, ParallelGuessesCountEach) {
  auto anna = make_reachable("anna@example.org");
  const auto flow = start(anna.login);
  const auto results = at_once(40, [&](std::size_t i) {
    return prove(flow, Method::mail_code, "AAAA-AAAA-" + std::to_string(10 + i), i % 2);
  });
  int judged = 0;
  for (const auto& each : results) {
    ASSERT_FALSE(each);
    judged += each.error().code == Errc::unauthenticated ? 1 : 0;
  }
  EXPECT_EQ(judged, 11);  // ten are free, and the one that begins the delays
  EXPECT_EQ(count("select count(*) from journal_event where type = 'recovery.proof_failed'"), 11);
  // Strangers' guesses lock nobody out: the owner's own flow goes on.
  browser.binding = "b2";
  EXPECT_TRUE(prove(start(anna.login, "198.51.100.9"), Method::mail_code, mail_code()));
}

TEST_F(RecoveryAbuse, OfParallelTriesWithOneCodeOneGetsThrough) {
  auto anna = make_reachable("anna@example.org");
  const auto code = [&] {
    start(anna.login);
    return mail_code();
  }();
  std::vector<std::string> flows;
  for (int i = 0; i < 6; ++i) flows.push_back(start(anna.login));
  const auto results =
      at_once(6, [&](std::size_t i) { return prove(flows[i], Method::mail_code, code, i % 2); });
  EXPECT_EQ(std::ranges::count_if(results, [](const auto& r) { return r.has_value(); }), 1);
}

TEST_F(RecoveryAbuse, CodesAreOfOneAccountOnceAndForADay) {
  auto anna = make_reachable("anna@example.org");
  auto ben = make_reachable("ben@example.org");
  start(anna.login);
  const auto code = mail_code();
  const auto his = start(ben.login);
  EXPECT_FALSE(prove(his, Method::mail_code, code));
  auto hers = start(anna.login);
  EXPECT_TRUE(prove(hers, Method::mail_code, code));
  hers = start(anna.login);
  EXPECT_FALSE(prove(hers, Method::mail_code, code));
  const auto late = mail_code();
  clock.advance(hours{24});
  EXPECT_FALSE(prove(start(anna.login), Method::mail_code, late));
}

TEST_F(RecoveryAbuse, NoAuthenticatorIsReachedBeforeACode) {
  auto anna = make_reachable("anna@example.org");
  const auto flow = start(anna.login);
  for (int i = 0; i < 60; ++i) {
    EXPECT_FALSE(prove(flow, Method::totp, "000000"));
    EXPECT_FALSE(prove(flow, Method::password, "wrong"));
  }
  EXPECT_EQ(count("select sum(consecutive_failures) from authenticator"), 0);
}

TEST_F(RecoveryAbuse, ProgressIsOfOneBrowser) {
  auto anna = make_reachable("anna@example.org");
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  ASSERT_TRUE(prove(flow, Method::password, kPassword));
  browser.binding = "thief";
  EXPECT_EQ(request_recovery(flow).error().id, "recovery.guard");
  const auto now = context();
  const auto altered = "x" + flow;
  EXPECT_EQ(run([&] { return recovery().view(altered, browser, now); }).error().id,
            "recovery.flow");
  browser.binding = "b1";
  EXPECT_TRUE(request_recovery(flow));
}

TEST_F(RecoveryAbuse, LinksAreOfOneRecoveryAndAreNotMade) {
  auto anna = make_reachable("anna@example.org");
  wait_for(anna);
  const auto link = cancel_link();
  forget_mail();
  auto ben = make_reachable("ben@example.org");
  wait_for(ben);
  const auto his = cancel_link();
  EXPECT_FALSE(run([&] { return recovery().look(link.id, his.ticket); }));
  EXPECT_EQ(
      act([&](const RequestContext& now) { return recovery().cancel(link.id, his.ticket, now); })
          .error()
          .id,
      "recovery.over");
  EXPECT_EQ(state_of(anna), "waiting");
}

// Whichever comes first, the other finds it done: no half of both.
TEST_F(RecoveryAbuse, ACancelLinkAndACompletionNeverBothWin) {
  for (int round = 0; round < 6; ++round) {
    auto anna = make_reachable("anna" + std::to_string(round) + "@example.org");
    const auto secret = wait_for(anna);
    const auto link = cancel_link();
    clock.advance(hours{24});
    const auto binding = confirm(secret.reveal());
    ASSERT_TRUE(binding);
    const auto before = anna.totp;
    const auto ways = new_device(anna);
    const auto won = at_once(2, [&](std::size_t i) {
      if (i == 0)
        return act(
                   [&](const RequestContext& now) {
                     return recovery().cancel(link.id, link.ticket, now);
                   },
                   0)
            .has_value();
      return complete(*binding, ways, 1).has_value();
    });
    EXPECT_NE(won[0], won[1]);
    EXPECT_EQ(state_of(anna), won[0] ? "cancelled" : "completed");
    EXPECT_EQ(count("select count(*) from authenticator where kind = 'totp' and person = '" +
                    to_string(anna.id) + "' and label = 'new phone'"),
              won[0] ? 0 : 1);
  }
}

TEST_F(RecoveryAbuse, ACancelledOneCompletesNothing) {
  auto anna = make_reachable("anna@example.org");
  const auto secret = wait_for(anna);
  const auto link = cancel_link();
  clock.advance(hours{24});
  const auto binding = confirm(secret.reveal());
  ASSERT_TRUE(binding);
  EXPECT_TRUE(
      act([&](const RequestContext& now) { return recovery().cancel(link.id, link.ticket, now); }));
  EXPECT_EQ(complete(*binding, new_device(anna)).error().id, "recovery.over");
}

TEST_F(RecoveryAbuse, AFreezeOvertakesWhatWasUnderWay) {
  auto anna = make_reachable("anna@example.org");
  const auto secret = wait_for(anna);
  clock.advance(hours{1});
  EXPECT_TRUE(act([&](const RequestContext& now) {
    return authn_->freezing().freeze(anna.id, std::nullopt, now);
  }));
  clock.advance(hours{23});
  EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.over");
}

TEST_F(RecoveryAbuse, WhoIsNotActiveIsNobody) {
  auto anna = make_reachable("anna@example.org");
  const people::ActingAs system;
  const auto secret = wait_for(anna);
  forget_mail();
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return people_->change_state(anna.id, people::PersonState::suspended, "test", system, now);
  }));
  start(anna.login);
  EXPECT_EQ(mails("recovery_code"), 0u);
  clock.advance(hours{24});
  EXPECT_FALSE(confirm(secret.reveal()));
}

TEST_F(RecoveryAbuse, NamingContactsSendsFewMails) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  int named = 0;
  for (int i = 0; i < 20; ++i) {
    const auto added = act([&](const RequestContext& now) {
      return setup().add_contact(
          session, {.name = "Carla", .mail = "victim@example.net", .known_as = "Anna"}, now);
    });
    if (!added) {
      EXPECT_EQ(added.error().id, "contact.too_many");
      continue;
    }
    ++named;
    for (const auto& each : run([&] { return setup().contacts(anna.id); })) {
      EXPECT_TRUE(act([&](const RequestContext& now) {
        return setup().remove_contact(session, each.id, now);
      }));
    }
  }
  EXPECT_EQ(named, 6);
  EXPECT_EQ(mails("recovery_contact"), 6u);
}

// Nothing of the address or the name of a contact stands in a row as it is.
TEST_F(RecoveryAbuse, TheTablesShowNoAddressAndNoCode) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return setup().add_contact(
        session, {.name = "Carla", .mail = "carla@example.net", .known_as = "Anna"}, now);
  }));
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return setup().offer_address(session, "second@example.net", now);
  }));
  start(anna.login);
  const auto code = mail_code();
  for (const auto* row : {"recovery_contact", "issued_code", "notice_address", "outbox"}) {
    const auto rows =
        sql("select coalesce(string_agg(t::text, ' '), '') from " + std::string(row) + " t");
    const auto text = rows[0].string(0);
    for (const std::string_view secret : {"carla", "Carla", "second@", "anna@", "6361726c61"}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << row << " " << secret;
    }
    EXPECT_EQ(text.find(code), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace tessera::authn
