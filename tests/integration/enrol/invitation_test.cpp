// What an invitation may say, and what is left of people when their time is over.
#include "stack.hpp"

namespace tessera::enrol {
namespace {

class InvitationTest : public EnrolStack {
 protected:
  std::string invite_error(const NewInvitation& wanted) {
    const auto admin = officer("person_admin");
    const auto made = AWAIT(invitations_->invite(wanted, admin, context()));
    return made ? "" : made.error().id;
  }
  // Mails that still say something.
  std::int64_t mails_about(const std::string& id) {
    return count("select count(*) from outbox where payload <> '' and about = '" + id + "'");
  }
  void give_up_all_mail() { sql("update outbox set dead = now() where done is null"); }
};

TEST_F(InvitationTest, WhoSponsorsIsInService) {
  NewInvitation wanted{.affiliation = post(), .contact_mail = "ben@example.org"};
  wanted.affiliation.sponsor = make_uuid4(random);
  EXPECT_EQ(invite_error(wanted), "invitation.sponsor");
  const Uuid sponsor = officer("registrar").id.value();
  wanted.affiliation.sponsor = sponsor;
  EXPECT_EQ(invite_error(wanted), "");
  const auto of_sponsor = " where person = '" + to_string(sponsor) + "'";
  sql("update affiliation set ends = now() - interval '1 hour'" + of_sponsor);
  EXPECT_EQ(invite_error(wanted), "invitation.sponsor") << "he left";
  sql("update affiliation set ends = null" + of_sponsor);
  sql("update person set state = 'suspended', hold = 'suspended' where id = '" +
      to_string(sponsor) + "'");
  EXPECT_EQ(invite_error(wanted), "invitation.sponsor");
  EXPECT_EQ(count("select count(*) from invitation"), 1);
}

TEST_F(InvitationTest, EmployerAndPostAreALine) {
  NewInvitation wanted{.affiliation = post(), .contact_mail = "ben@example.org"};
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\u00fc";
  wanted.affiliation.post = umlauts;
  EXPECT_EQ(invite_error(wanted), "") << "characters, not bytes";
  wanted.affiliation.post += "x";
  EXPECT_EQ(invite_error(wanted), "invitation.too_long");
  wanted.affiliation.post = "Clerk";
  wanted.affiliation.employer = std::string(100'000, 'x');
  EXPECT_EQ(invite_error(wanted), "invitation.too_long");
}

TEST_F(InvitationTest, TheAddressGoesWhenTheInvitationIsTaken) {
  const auto code = invite(officer("person_admin"), "ben@example.org");
  const auto id = sql("select id from invitation")[0].string(0);
  EXPECT_EQ(mails_about(id), 1);
  ASSERT_TRUE(AWAIT(redeem_->accept(code, std::nullopt, context())));
  EXPECT_EQ(count("select count(*) from invitation where contact is not null"), 0);
  EXPECT_EQ(mails_about(id), 0) << "also a mail that was never delivered";
}

TEST_F(InvitationTest, TheAddressGoesWhenNobodyTakesIt) {
  (void)invite(officer("person_admin"), "ben@example.org");
  const auto id = sql("select id from invitation")[0].string(0);
  give_up_all_mail();
  (void)AWAIT(jobs_->clean_up(clock.now() + days{15}));
  EXPECT_EQ(count("select count(*) from invitation where contact is not null"), 0);
  EXPECT_EQ(mails_about(id), 0);
}

TEST_F(InvitationTest, MailsThatWereGivenUpGoWithTheApplication) {
  const auto id = make_submitted().application.id;
  const auto registrar = officer("registrar");
  take(registrar, id);
  ASSERT_TRUE(reject(registrar, id, {"not_eligible"}));
  EXPECT_GT(mails_about(to_string(id)), 0);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'mail' and about is null"), 0);
  give_up_all_mail();
  (void)AWAIT(jobs_->clean_up(clock.now() + days{3650}));
  EXPECT_EQ(count("select count(*) from application where deleted is null"), 0);
  EXPECT_EQ(mails_about(to_string(id)), 0);
}

TEST_F(InvitationTest, MailsThatWereGivenUpGoWithThePerson) {
  const auto id = make_submitted().application.id;
  const auto registrar = officer("registrar");
  take(registrar, id);
  ASSERT_TRUE(approve(registrar, id));
  ASSERT_TRUE(bind(current(id)));
  const auto person = current(id).person;
  sql("insert into outbox (id, kind, payload, created, due, about) values ('" +
      to_string(make_uuid7(clock.now(), random)) + "', 'mail', '\\x01', now(), now(), '" +
      to_string(person) + "')");
  give_up_all_mail();
  const people::ActingAs by{.kind = "system", .purpose = "test"};
  for (const auto to : {people::PersonState::closed, people::PersonState::erased})
    ASSERT_TRUE(AWAIT(people_->change_state(person, to, "left", by, context())));
  EXPECT_EQ(mails_about(to_string(person)), 0);
  EXPECT_EQ(mails_about(to_string(id)), 0);
  EXPECT_EQ(count("select count(*) from journal_subject where subject = '" + to_string(person) +
                  "' and salt is not null"),
            0);
}

}  // namespace
}  // namespace tessera::enrol
