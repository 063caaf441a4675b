// The inbox, the link of a notice, and freezing, over the pages.
#include <tessera/codec/json.hpp>

#include "store/postgres/outbox_store.hpp"
#include "tests/integration/account/site.hpp"

namespace tessera::endpoints {
namespace {

class NoticePages : public Site {
 protected:
  // Delivers what waits; the token of the newest notice of the person.
  std::string deliver(const Uuid& person) {
    std::string token;
    const auto due = clock.now() + days{2};
    for (const auto& message :
         run([&] { return outbox_.claim({"notice"}, due, 100, seconds{1}); })) {
      const auto text = keyring().get()->open(crypto::kPurposeSecretBox, message.payload,
                                              outbox_context(message.id));
      const auto o = *codec::parse_json_object(as_text(*text));
      const auto mails =
          run([&] { return authn_->notice_delivery().deliver(message.id, message.payload); });
      EXPECT_TRUE(mails);
      run([&] { return outbox_.save_done(message.id, *mails, clock.now()); });
      if (std::string_view(o.at("person").as_string()) == to_string(person) && o.contains("token"))
        token = std::string(o.at("token").as_string());
    }
    return token;
  }
  std::string state_of(const Uuid& person) {
    return sql("select state from person where id = '" + to_string(person) + "'")[0].string(0);
  }

  store::postgres::OutboxStore outbox_{pool()};
};

TEST_F(NoticePages, TheInboxIsTheOwnersAndPaged) {
  const auto anna = make_person("anna.inbox@example.org");
  const auto ben = make_person("ben.inbox@example.org");
  Visitor hers;
  Visitor his;
  sign_in_as(hers, anna);
  sign_in_as(his, ben);
  for (int i = 0; i < 25; ++i) {
    const auto now = context();
    const auto messages = run([&] {
      return authn_->notices().write({.kind = authn::NoticeKind::portal_connected,
                                      .person = anna.id,
                                      .what = "Portal " + std::to_string(i) + " <i>"},
                                     now);
    });
    run([&] { return outbox_.add(messages, clock.now()); });
    clock.advance(seconds{1});
  }
  deliver(anna.id);
  EXPECT_EQ(get(hers, "/account/inbox"), 200);
  EXPECT_TRUE(hers.shows("Portal 24 &lt;i&gt;"));
  EXPECT_FALSE(hers.shows("Portal 3 "));
  const auto next = hers.page.find("/account/inbox?before=");
  ASSERT_NE(next, std::string::npos);
  const auto path = hers.page.substr(next, hers.page.find('"', next) - next);
  const auto first = hers.hidden("notice");
  EXPECT_EQ(get(hers, path), 200);
  EXPECT_TRUE(hers.shows("Portal 3 "));
  EXPECT_EQ(get(his, "/account/inbox"), 200);
  EXPECT_FALSE(his.shows("Portal 24"));
  // He marks nothing of hers.
  EXPECT_EQ(post(his, "/account/inbox", {{"action", "read"}, {"notice", first}}), 303);
  EXPECT_EQ(get(hers, "/account/inbox"), 200);
  EXPECT_TRUE(hers.shows("id=\"read-" + first + "\""));
  EXPECT_EQ(post(hers, "/account/inbox", {{"action", "read"}, {"notice", first}}), 303);
  EXPECT_EQ(get(hers, "/account/inbox"), 200);
  EXPECT_FALSE(hers.shows("id=\"read-" + first + "\""));
  EXPECT_EQ(post(hers, "/account/inbox", {{"action", "other"}}), 400);
  EXPECT_EQ(get(hers, "/account/inbox"), 200);
  EXPECT_EQ(post(hers, "/account/inbox", {{"action", "read_all"}}), 303);
  EXPECT_EQ(get(hers, "/account/inbox"), 200);
  EXPECT_FALSE(hers.shows("id=\"read-all\""));
}

TEST_F(NoticePages, TheLinkNeedsNoSignInAndAPostOfItsOwnPage) {
  const auto cara = make_person("cara.link@example.org");
  Visitor hers;
  sign_in_as(hers, cara);
  const auto token = deliver(cara.id);
  ASSERT_NE(token, "");
  Visitor stranger;
  EXPECT_EQ(get(stranger, "/not-me?notice=" + token), 200);
  EXPECT_FALSE(stranger.shows("cara"));
  EXPECT_EQ(state_of(cara.id), "active");
  EXPECT_EQ(post_raw(stranger, "/not-me", {{"notice", token}}), 403) << "no CSRF token";
  EXPECT_EQ(state_of(cara.id), "active");
  EXPECT_EQ(get(stranger, "/not-me?notice=" + token), 200);
  EXPECT_EQ(post(stranger, "/not-me", {{"notice", token}}), 303);
  EXPECT_EQ(stranger.location(), "/not-me/done");
  EXPECT_EQ(state_of(cara.id), "frozen");
  EXPECT_EQ(get(hers, "/account"), 303) << "her session ended";
  EXPECT_EQ(get(stranger, "/not-me?notice=" + token), 200);
  EXPECT_TRUE(stranger.shows("id=\"not-me-used\""));
  EXPECT_EQ(get(stranger, "/not-me?notice=AAAAAAAAAAAAAAAAAAAAAA"), 410);
  EXPECT_EQ(get(stranger, "/not-me"), 410);
}

TEST_F(NoticePages, FreezingAndUnlockingByASecondProof) {
  const auto dora = make_person("dora.freeze@example.org");
  Visitor visitor;
  sign_in_as(visitor, dora);
  EXPECT_EQ(get(visitor, "/account/freeze"), 200);
  const Fields wrong{{"until_day", "31"}, {"until_month", "2"}, {"until_year", "2027"}};
  EXPECT_EQ(post(visitor, "/account/freeze", wrong), 400);
  EXPECT_EQ(post_raw(visitor, "/account/freeze", {}), 403);
  EXPECT_EQ(get(visitor, "/account/freeze"), 200);
  EXPECT_EQ(post(visitor, "/account/freeze", {}), 303);
  EXPECT_EQ(state_of(dora.id), "frozen");
  EXPECT_EQ(get(visitor, visitor.location()), 200);
  clock.advance(seconds{60});
  EXPECT_EQ(get(visitor, "/account"), 303);
  const auto flow = visitor.location();
  EXPECT_EQ(get(visitor, flow), 200);
  EXPECT_EQ(post(visitor, flow, {{"username", dora.login}, {"password", std::string(kPassword)}}),
            200);
  EXPECT_EQ(post(visitor, flow, {{"method", visitor.hidden("method")}, {"code", code_of(dora)}}),
            403);
  EXPECT_TRUE(visitor.shows("id=\"sign-in-frozen\""));
  const auto ticket = visitor.hidden("ticket");
  ASSERT_NE(ticket, "");
  Visitor other;
  EXPECT_EQ(get(other, "/frozen"), 200);
  EXPECT_EQ(post(other, "/unfreeze", {{"ticket", ticket}}), 403) << "that page has no form";
  EXPECT_EQ(post(visitor, "/unfreeze", {{"ticket", ticket}}), 303);
  EXPECT_EQ(state_of(dora.id), "active");
  clock.advance(seconds{60});
  sign_in_as(visitor, dora);
}

TEST_F(NoticePages, WhoHasAPasswordOnlyNamesADay) {
  const auto ed = make_person("ed.freeze@example.org", false);
  Visitor visitor;
  sign_in_as(visitor, ed);
  EXPECT_EQ(get(visitor, "/account/freeze"), 200);
  EXPECT_EQ(post(visitor, "/account/freeze", {}), 400);
  EXPECT_EQ(state_of(ed.id), "active");
  const std::chrono::year_month_day day{std::chrono::floor<days>(clock.now() + days{3})};
  EXPECT_EQ(post(visitor, "/account/freeze",
                 {{"until_day", std::to_string(static_cast<unsigned>(day.day()))},
                  {"until_month", std::to_string(static_cast<unsigned>(day.month()))},
                  {"until_year", std::to_string(static_cast<int>(day.year()))}}),
            303);
  EXPECT_EQ(state_of(ed.id), "frozen");
}

TEST_F(NoticePages, SessionsNameTheServicesUsed) {
  const auto fay = make_person("fay.sessions@example.org");
  Visitor visitor;
  sign_in_as(visitor, fay);
  EXPECT_EQ(get(visitor, "/account/sessions"), 200);
  EXPECT_TRUE(visitor.shows("City portal"));
  EXPECT_TRUE(visitor.shows("Internet"));
}

}  // namespace
}  // namespace tessera::endpoints
