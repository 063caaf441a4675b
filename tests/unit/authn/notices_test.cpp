#include "authn/protection/notices.hpp"

#include <set>

#include <gtest/gtest.h>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/unit/authn/sign_in_fixture.hpp"

namespace tessera::authn {
namespace {

struct NoticesTest : SignInTest {
  NoticesTest() {
    people_.email = "anna@example.org";
    people_.by_login[std::string(kLogin)].locale = "de";
  }
  RequestContext from_laptop() {
    auto from = context("203.0.113.7");
    from.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    return from;
  }
  OutboxMessage written(Notice notice) {
    const auto messages = await(authn_.notices().write(std::move(notice), from_laptop()));
    EXPECT_EQ(messages.size(), 1U);
    return messages.at(0);
  }
  std::vector<OutboxMessage> delivered(const OutboxMessage& message) {
    auto mails = await(authn_.notice_delivery().deliver(message.id, message.payload));
    EXPECT_TRUE(mails);
    return *mails;
  }
  boost::json::object opened(const OutboxMessage& message) {
    const auto text =
        keys_.get()->open(crypto::kPurposeSecretBox, message.payload, outbox_context(message.id));
    return *codec::parse_json_object(as_text(*text));
  }
};

TEST(NoticeKinds, HaveAWordEachAndNoOther) {
  std::set<std::string_view> words;
  for (const auto kind : all_notice_kinds()) {
    EXPECT_TRUE(words.insert(to_string(kind)).second);
    EXPECT_EQ(parse_notice_kind(to_string(kind)), kind);
  }
  EXPECT_EQ(parse_notice_kind("other"), std::nullopt);
  EXPECT_FALSE(is_repudiable(NoticeKind::frozen));
  EXPECT_TRUE(is_repudiable(NoticeKind::new_device));
}

TEST_F(NoticesTest, OneMessageMakesARowAndAMailPerAddress) {
  const auto authenticator = make_uuid4(random_);
  const auto message = written({.kind = NoticeKind::authenticator_added,
                                .person = person_,
                                .what = "phone",
                                .authenticator = authenticator,
                                .also_to = {"old@example.org", "anna@example.org"}});
  EXPECT_EQ(message.kind, "notice");
  EXPECT_EQ(as_text(message.payload).find("anna"), std::string_view::npos);
  const auto mails = delivered(message);
  ASSERT_EQ(mails.size(), 2U);
  std::set<std::string> to;
  for (const auto& mail : mails) {
    EXPECT_EQ(mail.kind, "mail");
    const auto o = opened(mail);
    to.insert(std::string(o.at("to").as_string()));
    EXPECT_EQ(o.at("locale").as_string(), "de");
    const auto& data = o.at("data").as_object();
    EXPECT_EQ(data.at("subject_id").as_string(), "notice.authenticator_added.subject");
    EXPECT_EQ(data.at("what").as_string(), "phone");
    EXPECT_EQ(data.at("device").as_string(), "Firefox on Linux");
    EXPECT_TRUE(data.at("link").as_string().starts_with("/not-me?notice="));
  }
  EXPECT_EQ(to, (std::set<std::string>{"anna@example.org", "old@example.org"}));
  const auto items = await(authn_.inbox().list(person_, std::nullopt, 10));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].id, message.id);
  EXPECT_EQ(items[0].what, "phone");
  EXPECT_EQ(items[0].device, "Firefox on Linux");
  EXPECT_EQ(items[0].address_class, "public");
  EXPECT_EQ(inbox_.rows[0].authenticator, authenticator);
}

TEST_F(NoticesTest, DeliveredTwiceTheRowIsThereOnce) {
  const auto message = written({.kind = NoticeKind::password_changed, .person = person_});
  delivered(message);
  await(authn_.inbox().mark_read(person_, {}, clock_.now()));
  delivered(message);
  EXPECT_EQ(inbox_.rows.size(), 1U);
  EXPECT_EQ(await(authn_.inbox().count_unread(person_)), 0);
}

TEST_F(NoticesTest, OnlyTheHashOfTheTokenIsKept) {
  const auto message = written({.kind = NoticeKind::password_changed, .person = person_});
  const auto token = std::string(opened(message).at("token").as_string());
  EXPECT_EQ(codec::from_base64url(token)->size(), kNoticeTokenBytes);
  delivered(message);
  const auto hash = crypto::sha256(as_bytes(token));
  EXPECT_TRUE(std::ranges::equal(inbox_.rows[0].token_hash, hash));
  EXPECT_EQ(inbox_.rows[0].token_expires, clock_.now() + kNoticeTokenLife);
  EXPECT_FALSE(opened(written({.kind = NoticeKind::frozen, .person = person_})).contains("token"));
}

TEST_F(NoticesTest, WhatStaffDidNamesNoDeviceAndNoPlace) {
  delivered(written(
      {.kind = NoticeKind::sessions_ended, .person = person_, .what = "T-1", .by_person = false}));
  const auto items = await(authn_.inbox().list(person_, std::nullopt, 10));
  EXPECT_EQ(items.at(0).device + items.at(0).place + items.at(0).address_class, "");
}

TEST_F(NoticesTest, TextOfOthersStaysOnOneLineAndSteersNothing) {
  EXPECT_EQ(plain_line("phone\r\nBcc: x"), "");
  EXPECT_EQ(plain_line("\u202Egnp.exe"), "");
  EXPECT_EQ(plain_line(std::string(100, 'a')).size(), 80U);
  EXPECT_EQ(plain_line("äöü", 3), "ä");
}

TEST_F(NoticesTest, NobodyIsToldBeforeTheAccountIsActiveOrAfterItsEnd) {
  for (const auto state : {people::PersonState::pending_binding, people::PersonState::erased}) {
    people_.by_login[std::string(kLogin)].state = state;
    EXPECT_TRUE(await(authn_.notices().write(
                          {.kind = NoticeKind::password_changed, .person = person_}, context()))
                    .empty());
  }
  people_.by_login[std::string(kLogin)].state = people::PersonState::active;
  const auto message = written({.kind = NoticeKind::password_changed, .person = person_});
  box_.erased = person_;
  EXPECT_TRUE(delivered(message).empty());
  EXPECT_TRUE(inbox_.rows.empty());
}

TEST_F(NoticesTest, AMessageThatIsNoneIsRefusedForGood) {
  const Bytes nonsense{1, 2, 3};
  EXPECT_FALSE(await(authn_.notice_delivery().deliver(make_uuid4(random_), nonsense)));
  const auto message = written({.kind = NoticeKind::password_changed, .person = person_});
  EXPECT_FALSE(await(authn_.notice_delivery().deliver(make_uuid4(random_), message.payload)));
}

TEST_F(NoticesTest, ASignInIsToldOfOnceForEachDevice) {
  auto first = password(kPassword);
  ASSERT_TRUE(first);
  EXPECT_EQ(authenticators_.outcomes.back().notices.size(), 1U);
  keep(*first);
  browser_.session_cookie.clear();
  new_flow();
  ASSERT_TRUE(password(kPassword));
  EXPECT_TRUE(authenticators_.outcomes.back().notices.empty());
  browser_.device_cookie.clear();
  new_flow();
  ASSERT_TRUE(password(kPassword));
  EXPECT_EQ(authenticators_.outcomes.back().notices.size(), 1U);
}

TEST_F(NoticesTest, TheFailureThatSwitchesAnAuthenticatorOffIsToldOfOnce) {
  keep(*password(kPassword));
  browser_.session_cookie.clear();
  authenticators_.records[0].consecutive_failures = 98;
  authenticators_.sent.clear();
  for (int failures = 99; failures <= 102; ++failures) {
    new_flow();
    EXPECT_FALSE(password("wrong"));
    EXPECT_EQ(authenticators_.sent.size(), failures < 100 ? 0U : 1U) << failures;
  }
  EXPECT_EQ(failures_of(AuthenticatorKind::password), 100);
}

TEST(Places, TheNarrowestNetworkSaysThePlace) {
  const auto places = Places::parse(
      "# made up\n203.0.113.0/24, Berlin\n203.0.113.128/25,Potsdam\r\n\n2001:db8::/32,Wien\n");
  ASSERT_TRUE(places);
  EXPECT_EQ(places->size(), 3U);
  EXPECT_EQ(places->find("203.0.113.7"), "Berlin");
  EXPECT_EQ(places->find("203.0.113.200"), "Potsdam");
  EXPECT_EQ(places->find("2001:db8:1::1"), "Wien");
  EXPECT_EQ(places->find("198.51.100.1"), "");
  EXPECT_EQ(places->find("nonsense"), "");
}

TEST(Places, WhatIsNoLineIsNamed) {
  for (const auto* bad : {"203.0.113.0/24", "203.0.113.0/24,", "300.0.0.0/8,X", "10.0.0.0/33,X",
                          "10.0.0.0/8,\u202Ex"}) {
    const auto places = Places::parse("10.0.0.0/8,ok\n" + std::string(bad));
    ASSERT_FALSE(places) << bad;
    EXPECT_EQ(places.error().detail, "line 2");
  }
}

}  // namespace
}  // namespace tessera::authn
