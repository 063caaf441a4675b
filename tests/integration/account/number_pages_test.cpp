// A telephone for codes on the account pages: warned of, never the only way, one's own
// (requirements 4.5: restricted authenticators).
#include "tests/integration/account/site.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kPage = "/account/recovery/number";
constexpr const char* kNumber = "+442079460001";

class NumberPages : public Site {
 protected:
  NumberPages() : Site(with_gateway()) {}
  static authn::AuthnOptions with_gateway() {
    auto options = cheap();
    options.gateway.on = true;
    return options;
  }
  void give_mail(const Somebody& who) {
    const people::ActingAs system;
    const auto now = context();
    const people::Attribute mail{.name = "email",
                                 .value = who.login,
                                 .source = "applicant",
                                 .method = "code_mail",
                                 .verifier = std::nullopt,
                                 .verified = clock.now(),
                                 .recorded = clock.now()};
    ASSERT_TRUE(run([&] { return people_->set_attributes(who.id, {mail}, system, now); }));
  }
  Somebody enter(Visitor& visitor, const std::string& login, bool with_mail = true) {
    auto who = make_person(login);
    if (with_mail) give_mail(who);
    sign_in_as(visitor, who);
    return who;
  }
  int offer(Visitor& visitor, const std::string& number) {
    EXPECT_EQ(get(visitor, kPage), 200);
    return post(visitor, kPage, {{"action", "offer"}, {"number", number}});
  }
  int confirm(Visitor& visitor, const std::string& code) {
    EXPECT_EQ(get(visitor, std::string(kPage) + "?step=code"), 200);
    return post(visitor, kPage, {{"action", "confirm"}, {"code", code}});
  }
  std::string last_code() {
    const auto all = sent_to_gateway();
    return all.empty() ? "" : std::string(all.back().at("code").as_string());
  }
  std::int64_t numbers() { return count("select count(*) from code_number"); }
};

TEST_F(NumberPages, AreReachedWithAWarningAndSaferWays) {
  Visitor anna;
  enter(anna, "anna@example.org");
  ASSERT_EQ(get(anna, "/account/recovery"), 200);
  EXPECT_TRUE(anna.shows("id=\"add-number\""));
  ASSERT_EQ(get(anna, kPage), 200);
  EXPECT_TRUE(anna.shows("id=\"number-warning\""));
  EXPECT_TRUE(anna.shows("id=\"number-safer\""));
  Visitor nobody;
  EXPECT_EQ(get(nobody, kPage), 303) << "to sign in";
}

TEST_F(NumberPages, ANumberCountsOnceItsCodeCameBack) {
  Visitor visitor;
  const auto anna = enter(visitor, "anna@example.org");
  for (const auto* wrong : {"", "12345", "+0123456789", "+44 20 abc 0001", "+1234567890123456"})
    EXPECT_EQ(offer(visitor, wrong), 400) << wrong;
  EXPECT_TRUE(sent_to_gateway().empty());
  ASSERT_EQ(offer(visitor, "+44 20 7946-0001"), 303);
  ASSERT_EQ(sent_to_gateway().size(), 1u);
  EXPECT_EQ(sent_to_gateway()[0].at("to"), boost::json::value(kNumber));
  EXPECT_EQ(sent_to_gateway()[0].at("channel"), boost::json::value("sms"));
  const auto code = last_code();
  EXPECT_EQ(confirm(visitor, "AAAA-AAAA-AA"), 400);
  EXPECT_EQ(numbers(), 0);
  ASSERT_EQ(confirm(visitor, code), 303);
  EXPECT_EQ(numbers(), 1);
  EXPECT_EQ(confirm(visitor, code), 400) << "once";
  // Sealed, told, noted, and shown to its owner.
  EXPECT_EQ(count("select count(*) from code_number where position('" + std::string(kNumber) +
                  "'::bytea in box) > 0"),
            0);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'address.validated' and "
                  "subject = '" +
                  to_string(anna.id) + "'"),
            1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'notice' and about = '" +
                  to_string(anna.id) + "' and payload is not null") > 0,
            true);
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  EXPECT_TRUE(visitor.shows(kNumber));
  EXPECT_EQ(offer(visitor, kNumber), 400) << "it is there already";
  // Codes of recovery go there beside the mail.
  const auto now = context();
  ASSERT_TRUE(run([&] { return authn_->recovery().start(anna.login, browser, now); }));
  const auto asked = sql("select id, payload from outbox where kind = 'recovery_code'");
  ASSERT_EQ(asked.size(), 1u);
  const auto id = asked[0].uuid(0);
  const auto payload = asked[0].bytes(1);
  run([&] { return authn_->recovery().deliver(id, payload); });
  ASSERT_EQ(sent_to_gateway().size(), 2u);
  EXPECT_EQ(sent_to_gateway()[1].at("to"), boost::json::value(kNumber));
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  ASSERT_EQ(post(visitor, "/account/recovery", {{"action", "remove_number"}}), 303);
  EXPECT_EQ(numbers(), 0);
}

TEST_F(NumberPages, TextMessagesAreNeverTheOnlyWayBack) {
  Visitor visitor;
  enter(visitor, "anna@example.org", false);
  EXPECT_EQ(offer(visitor, kNumber), 400);
  EXPECT_TRUE(sent_to_gateway().empty());
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  ASSERT_EQ(post(visitor, "/account/recovery", {{"action", "saved_code"}}), 200);
  EXPECT_EQ(offer(visitor, kNumber), 303);
}

TEST_F(NumberPages, ACodeIsTheOwnersOfTenMinutesAndOfFiveADay) {
  Visitor visitor, other;
  enter(visitor, "anna@example.org");
  enter(other, "ben@example.org");
  ASSERT_EQ(offer(visitor, kNumber), 303);
  const auto code = last_code();
  EXPECT_EQ(confirm(other, code), 400) << "of somebody else";
  clock.advance(authn::kGatewayCodeLife);
  EXPECT_EQ(confirm(visitor, code), 400) << "late";
  for (int i = 1; i < 5; ++i) ASSERT_EQ(offer(visitor, kNumber), 303) << i;
  EXPECT_EQ(offer(visitor, kNumber), 429);
  EXPECT_EQ(sent_to_gateway().size(), 5u);
  EXPECT_EQ(numbers(), 0);
}

TEST_F(NumberPages, FewAccountsShareATelephone) {
  for (int i = 0; i < 6; ++i) {
    Visitor visitor;
    visitor.address = "203.0.113." + std::to_string(i + 10);
    enter(visitor, "person" + std::to_string(i) + "@example.org");
    ASSERT_EQ(offer(visitor, kNumber), 303);
    EXPECT_EQ(confirm(visitor, last_code()), i < 5 ? 303 : 400) << i;
  }
  EXPECT_EQ(numbers(), 5);
}

TEST_F(NumberPages, AFormOfAnotherSiteChangesNothing) {
  Visitor visitor;
  enter(visitor, "anna@example.org");
  ASSERT_EQ(get(visitor, kPage), 200);
  visitor.origin = "https://evil.example";
  EXPECT_NE(post(visitor, kPage, {{"action", "offer"}, {"number", kNumber}}), 303);
  EXPECT_TRUE(sent_to_gateway().empty());
}

class WithoutGateway : public Site {};

TEST_F(WithoutGateway, NothingIsOfferedAndNothingTaken) {
  const auto anna = make_person("anna@example.org");
  Visitor visitor;
  sign_in_as(visitor, anna);
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  EXPECT_FALSE(visitor.shows("id=\"add-number\""));
  EXPECT_EQ(get(visitor, kPage), 404);
  ASSERT_EQ(get(visitor, "/account/recovery"), 200);
  EXPECT_EQ(post(visitor, kPage, {{"action", "offer"}, {"number", kNumber}}), 404);
  EXPECT_EQ(count("select count(*) from issued_code"), 0);
}

}  // namespace
}  // namespace tessera::endpoints
