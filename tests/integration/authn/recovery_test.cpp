#include "tests/integration/authn/recovery_fixture.hpp"

namespace tessera::authn {
namespace {

class RecoveryTest : public RecoveryStack {};

TEST_F(RecoveryTest, ALostPhoneIsReplacedAfterTheWaitAndTheProofingStays) {
  auto anna = make_reachable("anna@example.org");
  const auto ial = count("select ial from person where id = '" + to_string(anna.id) + "'");
  const auto secret = wait_for(anna);
  EXPECT_EQ(state_of(anna), "waiting");
  EXPECT_TRUE(has_notice("recovery_started"));
  EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.waiting");
  clock.advance(hours{23});
  EXPECT_EQ(fire(), 0);
  EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.waiting");
  // Another node goes on: nothing of it is in memory.
  authn_.reset();
  authn_ = make_authn();
  clock.advance(hours{1});
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(state_of(anna), "ready");
  EXPECT_EQ(mails("recovery_ready"), 1u);
  EXPECT_EQ(confirm("0000-0000-0000-0000-0000-0000").error().id, "recovery.secret_wrong");
  const auto old = anna.totp;
  const auto binding = confirm(secret.reveal());
  ASSERT_TRUE(binding) << binding.error().id;
  const auto grant =
      act([&](const RequestContext& now) { return recovery().binding(*binding, browser, now); });
  ASSERT_TRUE(grant);
  EXPECT_EQ(*grant, (RecoveryGrant{.second_factor = true}));
  auto wrong = new_device(anna);
  wrong.totp_code = "000000";
  EXPECT_EQ(complete(*binding, wrong).error().id, "totp.wrong_code");
  auto ways = new_device(anna);
  ways.totp_label = std::string(59, 'x') + "ü";
  EXPECT_TRUE(complete(*binding, ways));
  EXPECT_EQ(
      sql("select label from authenticator where kind = 'totp' and state = 'active'")[0].string(0),
      std::string(59, 'x'))
      << "cut between two characters";
  EXPECT_EQ(state_of(anna), "completed");
  EXPECT_TRUE(has_notice("recovery_done"));
  EXPECT_EQ(active(anna, "totp"), 1);
  EXPECT_EQ(active(anna, "password"), 1);
  EXPECT_NE(old.reveal(), anna.totp.reveal());
  EXPECT_EQ(count("select ial from person where id = '" + to_string(anna.id) + "'"), ial);
  EXPECT_EQ(count("select count(*) from person_key where person = '" + to_string(anna.id) + "'"),
            1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'recovered'"), 1);
  // Neither the secret nor the page is good a second time.
  EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.over");
  EXPECT_EQ(complete(*binding, new_device(anna)).error().id, "recovery.over");
}

TEST_F(RecoveryTest, CompletionEndsEverySession) {
  auto anna = make_reachable("anna@example.org");
  sql("insert into session (id, secret_hash, person, staff, acr, amr, auth_time, created, "
      "last_seen, expires, lapses, idle) select gen_random_uuid(), sha256('x'), '" +
      to_string(anna.id) +
      "', false, 'urn:tessera:acr:aal2', '{pwd}', t, t, t, t + interval '1 day', t + interval '1 "
      "day', 3600 from (select to_timestamp(" +
      std::to_string(to_unix(clock.now())) + ") t) x");
  const auto flow = start(anna.login);
  EXPECT_TRUE(prove(flow, Method::mail_code, mail_code()));
  EXPECT_TRUE(prove(flow, Method::totp, code_of(anna)));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun);
  EXPECT_EQ(count("select count(*) from session where ended is null"), 1);
  EXPECT_TRUE(
      complete(begun->binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
  EXPECT_EQ(count("select count(*) from session where ended is null"), 0);
}

TEST_F(RecoveryTest, AForgottenPasswordIsReplacedAtOnceWithASecondFactorAtHand) {
  auto anna = make_reachable("anna@example.org");
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto view = prove(flow, Method::totp, code_of(anna));
  ASSERT_TRUE(view && view->grant);
  EXPECT_TRUE(view->grant->at_once && view->grant->password && !view->grant->second_factor);
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun);
  EXPECT_FALSE(begun->secret);
  EXPECT_EQ(complete(begun->binding, {.password = Secret(std::string_view("password"))}).error().id,
            "password.blocklisted");
  EXPECT_TRUE(
      complete(begun->binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
  EXPECT_EQ(active(anna, "password"), 1);
  EXPECT_EQ(active(anna, "totp"), 1);
  EXPECT_FALSE(password(anna.login, kPassword));
  EXPECT_TRUE(password(anna.login, "a quiet blue boat"));
}

TEST_F(RecoveryTest, TwoCodesOfDifferentWaysReplaceEverythingAndTheSavedOneIsRenewed) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  const auto saved =
      act([&](const RequestContext& now) { return setup().make_saved_code(session, now); });
  const auto sheet =
      act([&](const RequestContext& now) { return setup().make_lookup_codes(session, now); });
  ASSERT_TRUE(saved && sheet);
  forget_mail();
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::saved_code, saved->reveal()));
  EXPECT_TRUE(has_notice("recovery_code_used"));
  EXPECT_FALSE(prove(flow, Method::saved_code, saved->reveal()));  // one way is one way
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun && begun->secret);
  clock.advance(hours{24});  // the job has not come round
  const auto binding = confirm(begun->secret->reveal());
  ASSERT_TRUE(binding);
  auto ways = new_device(anna);
  ways.password = Secret(std::string_view("a quiet blue boat"));
  const auto done = complete(*binding, ways);
  ASSERT_TRUE(done && done->saved_code);
  EXPECT_FALSE(done->saved_code->matches(saved->reveal_bytes()));
  EXPECT_EQ(active(anna, "lookup_codes"), 0);
  EXPECT_EQ(active(anna, "saved_code"), 1);
  const auto again = start(anna.login);
  EXPECT_FALSE(prove(again, Method::saved_code, saved->reveal()));
  EXPECT_TRUE(prove(again, Method::saved_code, done->saved_code->reveal()));
}

TEST_F(RecoveryTest, APasswordAloneComesBackWithACodeAndTheWait) {
  auto ben = make_reachable("ben@example.org", false);
  const auto flow = start(ben.login);
  const auto view = prove(flow, Method::mail_code, mail_code());
  ASSERT_TRUE(view && view->grant);
  EXPECT_EQ(*view->grant, (RecoveryGrant{.password = true}));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun && begun->secret);
  EXPECT_EQ(begun->due, clock.now() + hours{24});
}

TEST_F(RecoveryTest, TheOwnerStopsItByTheLinkOrFromASession) {
  auto anna = make_reachable("anna@example.org");
  auto secret = wait_for(anna);
  const auto link = cancel_link();
  EXPECT_EQ(run([&] { return recovery().look(link.id, link.ticket); })->state,
            RecoveryState::waiting);
  EXPECT_TRUE(
      act([&](const RequestContext& now) { return recovery().cancel(link.id, link.ticket, now); }));
  EXPECT_EQ(state_of(anna), "cancelled");
  EXPECT_TRUE(has_notice("recovery_cancelled"));
  clock.advance(hours{25});
  EXPECT_EQ(fire(), 0);
  EXPECT_EQ(confirm(secret.reveal()).error().id, "recovery.over");
  EXPECT_EQ(
      act([&](const RequestContext& now) { return recovery().cancel(link.id, link.ticket, now); })
          .error()
          .id,
      "recovery.over");

  secret = wait_for(anna);
  EXPECT_TRUE(run([&] { return recovery().find(anna.id); }));
  EXPECT_TRUE(act([&](const RequestContext& now) { return recovery().cancel_mine(anna.id, now); }));
  EXPECT_FALSE(run([&] { return recovery().find(anna.id); }));
}

TEST_F(RecoveryTest, ANewerOneTakesThePlaceAndTimeEndsWhatNobodyFinishes) {
  auto anna = make_reachable("anna@example.org");
  const auto first = wait_for(anna);
  clock.advance(minutes{1});
  const auto second = wait_for(anna);
  EXPECT_EQ(count("select count(*) from recovery where state = 'waiting'"), 1);
  clock.advance(hours{24});
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(confirm(first.reveal()).error().id, "recovery.over");
  ASSERT_TRUE(confirm(second.reveal()));
  clock.advance(hours{1});
  EXPECT_EQ(fire(), 1);  // the page was left: the secret opens it again
  EXPECT_EQ(state_of(anna), "ready");
  ASSERT_TRUE(confirm(second.reveal()));
  clock.advance(hours{1});
  EXPECT_EQ(fire(), 1);
  clock.advance(days{7});
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(state_of(anna), "expired");
  EXPECT_EQ(mails("recovery_expired"), 1u);
  EXPECT_EQ(confirm(second.reveal()).error().id, "recovery.over");
}

TEST_F(RecoveryTest, AnOfficerWhoSawThePersonOpensItWithoutAWait) {
  auto anna = make_reachable("anna@example.org");
  const auto officer = make_person("officer@example.org").id;
  EXPECT_EQ(act([&](const RequestContext& now) {
              return recovery().vouch(officer, officer, "passport", now);
            })
                .error()
                .id,
            "recovery.self");
  const auto secret = act([&](const RequestContext& now) {
    return recovery().vouch(anna.id, officer, "passport", now);
  });
  ASSERT_TRUE(secret);
  EXPECT_TRUE(has_notice("recovery_started"));
  const auto binding = confirm(secret->reveal());
  ASSERT_TRUE(binding);
  auto ways = new_device(anna);
  ways.password = Secret(std::string_view("a quiet blue boat"));
  EXPECT_TRUE(complete(*binding, ways));
}

TEST_F(RecoveryTest, ARecoveryContactConfirmsAndPassesACodeOnOnce) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  const auto add = [&](const std::string& mail) {
    return act([&](const RequestContext& now) {
      return setup().add_contact(session, {.name = "Carla", .mail = mail, .known_as = "Anna B."},
                                 now);
    });
  };
  EXPECT_EQ(add("anna@example.org").error().id, "contact.own_address");
  EXPECT_EQ(add("nobody").error().id, "contact.mail");
  // What stands in a mail to somebody else leads nowhere.
  for (const auto* name : {"Win at https://evil.example", "WWW.evil.example", "Anna\nB."}) {
    const auto as = [&](NewContact contact) {
      return act([&](const RequestContext& now) {
               return setup().add_contact(session, contact, now);
             })
          .error()
          .id;
    };
    EXPECT_EQ(as({.name = "Carla", .mail = "carla@example.net", .known_as = name}),
              "contact.known_as");
    EXPECT_EQ(as({.name = name, .mail = "carla@example.net", .known_as = "Anna"}), "contact.name");
  }
  ASSERT_TRUE(add("carla@example.net"));
  const auto ask = [&](const std::string& flow) {
    const auto now = context();
    EXPECT_TRUE(run([&] { return recovery().ask_contacts(flow, browser, now); }));
    deliver();
  };
  auto flow = start(anna.login);
  ask(flow);
  EXPECT_EQ(mails("recovery_help"), 0u);  // has not agreed yet
  const auto invited = link_in(last_mail("recovery_contact").text("link"));
  EXPECT_EQ(last_mail("recovery_contact").to, "carla@example.net");
  EXPECT_FALSE(run([&] { return setup().look_at_invitation(invited.id, "x"); }));
  EXPECT_TRUE(act([&](const RequestContext& now) {
    return setup().accept_invitation(invited.id, invited.ticket, now);
  }));
  ask(flow);
  ASSERT_EQ(mails("recovery_help"), 1u);
  EXPECT_TRUE(has_notice("recovery_code_sent"));
  const auto help = link_in(last_mail("recovery_help").text("link"));
  // One link does not do the work of another.
  EXPECT_FALSE(run([&] { return setup().look_at_help(invited.id, invited.ticket, clock.now()); }));
  const auto code =
      act([&](const RequestContext& now) { return setup().give_help(help.id, help.ticket, now); });
  ASSERT_TRUE(code);
  EXPECT_EQ(
      act([&](const RequestContext& now) { return setup().give_help(help.id, help.ticket, now); })
          .error()
          .id,
      "contact.link");
  clock.advance(hours{47});
  flow = start(anna.login);
  const auto view = prove(flow, Method::contact_code, code->reveal());
  ASSERT_TRUE(view) << view.error().id;
  EXPECT_FALSE(prove(flow, Method::mail_code, code->reveal()));
  EXPECT_TRUE(prove(flow, Method::mail_code, mail_code())->grant);
}

TEST_F(RecoveryTest, ASecondAddressIsValidatedByACodeAndGetsCodesToo) {
  auto anna = make_reachable("anna@example.org");
  const auto session = session_of(anna);
  const auto offer = [&](const std::string& mail) {
    return act(
        [&](const RequestContext& now) { return setup().offer_address(session, mail, now); });
  };
  const auto save = [&](std::string_view code) {
    return act(
        [&](const RequestContext& now) { return setup().confirm_address(session, code, now); });
  };
  EXPECT_EQ(offer("anna@example.org").error().id, "address.known");
  EXPECT_EQ(offer("not an address").error().id, "address.invalid");
  ASSERT_TRUE(offer("second@example.net"));
  const auto code = last_mail("address_code").text("code");
  EXPECT_EQ(save("AAAA-AAAA-AA").error().id, "address.wrong_code");
  EXPECT_EQ(run([&] { return setup().addresses(anna.id); }).size(), 1u);
  ASSERT_TRUE(save(code));
  EXPECT_EQ(save(code).error().id, "address.wrong_code");
  EXPECT_TRUE(has_notice("address_added"));
  EXPECT_EQ(count("select count(*) from notice_address where position('second' in "
                  "encode(box, 'escape')) > 0"),
            0);
  forget_mail();
  start(anna.login);
  ASSERT_EQ(mails("recovery_code"), 2u);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(offer("third@example.net"));
  EXPECT_EQ(offer("third@example.net").error().id, "address.too_many");
  EXPECT_TRUE(act([&](const RequestContext& now) { return setup().remove_address(session, now); }));
  EXPECT_EQ(run([&] { return setup().addresses(anna.id); }).size(), 1u);
}

TEST_F(RecoveryTest, LookUpCodesNeedTwoFactorsAndAreReplacedAsASet) {
  auto anna = make_reachable("anna@example.org");
  const auto weak = session_of(anna, Acr::aal1);
  const auto strong = session_of(anna);
  EXPECT_EQ(act([&](const RequestContext& now) { return setup().make_lookup_codes(weak, now); })
                .error()
                .id,
            "codes.level");
  const auto first =
      act([&](const RequestContext& now) { return setup().make_lookup_codes(strong, now); });
  const auto second =
      act([&](const RequestContext& now) { return setup().make_lookup_codes(strong, now); });
  ASSERT_TRUE(first && second);
  EXPECT_EQ(active(anna, "lookup_codes"), 1);
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  EXPECT_FALSE(prove(flow, Method::lookup_code, first->front().reveal()));
  EXPECT_TRUE(prove(flow, Method::lookup_code, second->front().reveal()));
  const auto status = run([&] { return setup().codes(anna.id); });
  EXPECT_EQ(status.lookup_left, 9);
  EXPECT_TRUE(has_notice("codes_made"));
}

TEST_F(RecoveryTest, WhatBeganAfterAFreezeLiftsIt) {
  auto anna = make_reachable("anna@example.org");
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return authn_->freezing().freeze(anna.id, std::nullopt, now);
  }));
  clock.advance(minutes{1});
  const auto flow = start(anna.login);
  ASSERT_TRUE(prove(flow, Method::mail_code, mail_code()));
  ASSERT_TRUE(prove(flow, Method::totp, code_of(anna)));
  const auto begun = request_recovery(flow);
  ASSERT_TRUE(begun && begun->secret);  // a frozen account waits, whatever was proven
  clock.advance(hours{24});
  const auto binding = confirm(begun->secret->reveal());
  ASSERT_TRUE(binding);
  ASSERT_TRUE(complete(*binding, {.password = Secret(std::string_view("a quiet blue boat"))}));
  EXPECT_FALSE(run([&] { return people_->load(anna.id); })->freeze);
}

TEST_F(RecoveryTest, AValidatedNumberGetsACodeBesideTheMailWhereThereIsAGateway) {
  auto anna = make_reachable("anna@example.org");
  auto options = cheap();
  options.gateway.on = true;
  authn_.reset();
  authn_ = make_authn(std::move(options));
  start(anna.login);
  EXPECT_TRUE(sent_to_gateway().empty());  // no number
  const people::ActingAs system;
  const people::Attribute number{.name = "phone_number",
                                 .value = "+491701234567",
                                 .source = "applicant",
                                 .method = "document",
                                 .verifier = std::nullopt,
                                 .verified = clock.now(),
                                 .recorded = clock.now()};
  ASSERT_TRUE(act([&](const RequestContext& now) {
    return people_->set_attributes(anna.id, {number}, system, now);
  }));
  auto flow = start(anna.login);
  ASSERT_EQ(sent_to_gateway().size(), 1u);
  EXPECT_EQ(mails("recovery_code"), 2u);
  const auto code = std::string(sent_to_gateway()[0].at("code").as_string());
  clock.advance(minutes{10});
  EXPECT_FALSE(prove(flow, Method::mail_code, code));  // ten minutes
  flow = start(anna.login);
  const auto next = std::string(sent_to_gateway().back().at("code").as_string());
  EXPECT_TRUE(prove(flow, Method::mail_code, next));
}

}  // namespace
}  // namespace tessera::authn
