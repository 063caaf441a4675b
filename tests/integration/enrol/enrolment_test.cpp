// The whole way of an application, by applicant and registrar.
#include <cctype>

#include "stack.hpp"

namespace tessera::enrol {
namespace {

class EnrolmentTest : public EnrolStack {};

TEST_F(EnrolmentTest, FromTheStartToAnActivePerson) {
  const auto registrar = officer("registrar");
  const auto started = make_submitted();
  const auto id = started.application.id;
  EXPECT_EQ(started.application.state, State::in_review);
  EXPECT_EQ(started.application.tracking.size(), 14u);
  EXPECT_EQ(mail("enrol_received").at("to").as_string(), "ana@example.org");
  EXPECT_EQ(events("application.submitted"), 1);

  const auto queue = AWAIT(review_->queue(registrar, context())).value();
  ASSERT_EQ(queue.entries.size(), 1u);
  EXPECT_TRUE(queue.entries[0].suggested);
  take(registrar, id);
  const auto opened = open_case(registrar, id).value();
  ASSERT_EQ(opened.evidence.size(), 1u);
  EXPECT_EQ(opened.evidence[0].scan, "not_scanned");
  for (const auto& value : opened.values) {
    if (value.name == "document_number") EXPECT_EQ(value.value, "\u2022\u2022\u2022\u2022567");
  }
  EXPECT_EQ(events("application.read"), 1);
  const auto revealed = open_case(registrar, id, true).value();
  EXPECT_TRUE(
      std::ranges::any_of(revealed.values, [](const auto& v) { return v.value == "P 1234567"; }));
  EXPECT_EQ(events("application.revealed"), 1);

  const auto unchecked =
      AWAIT(review_->approve(registrar, id, opened.application.version, false, context()));
  EXPECT_EQ(unchecked.error().id, "transition.checklist");
  const auto approved = approve(registrar, id);
  ASSERT_TRUE(approved) << approved.error().id;
  EXPECT_EQ(approved->state, State::approved_pending_binding);
  const auto person = AWAIT(people_->load(approved->person));
  ASSERT_TRUE(person);
  EXPECT_EQ(person->state, people::PersonState::pending_binding);
  EXPECT_EQ(person->ial, Ial::ial2);

  const auto done = bind(*approved);
  ASSERT_TRUE(done) << done.error().id;
  EXPECT_EQ(done->state, State::active);
  const auto active = AWAIT(people_->find_by_login("ana@example.org"));
  ASSERT_TRUE(active);
  EXPECT_EQ(active->state, people::PersonState::active);
  const std::vector<std::string> wanted{"name", "email", "email_verified", "birthdate"};
  const auto claims = AWAIT(people_->claims(active->id, wanted));
  EXPECT_EQ(claims.at("name").as_string(), "Ana Lopez");
  EXPECT_TRUE(claims.at("email_verified").as_bool());
  for (const auto& value : AWAIT(people_->attributes(active->id, {}))) {
    if (value.name != "name") continue;
    EXPECT_EQ(value.method, "document");
    EXPECT_EQ(value.verifier, registrar.id);
    EXPECT_TRUE(value.verified);
  }
}

TEST_F(EnrolmentTest, MoreIsAskedForAndSupplied) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  take(registrar, id);
  EXPECT_EQ(request_more(registrar, id, {}).error().id, "transition.no_reason");
  EXPECT_EQ(request_more(registrar, id, {"not_eligible"}).error().id, "review.reason");
  ASSERT_TRUE(request_more(registrar, id, {"document_unreadable"}));
  EXPECT_EQ(mail("enrol_more").at("data").as_object().at("reasons").as_array().size(), 1u);
  const auto waiting = current(id);
  const auto view = AWAIT(applicants_->status(waiting));
  EXPECT_EQ(view.application.reasons, std::vector<std::string>{"document_unreadable"});
  EXPECT_FALSE(view.application.assignee);
  EXPECT_EQ(submit(id).error().id, "transition.nothing_supplied");
  ASSERT_TRUE(state_document(id, "P 7654321"));
  const auto again = submit(id);
  ASSERT_TRUE(again) << again.error().id;
  EXPECT_EQ(again->state, State::in_review);
  EXPECT_EQ(again->assignee, registrar.id);  // the same reviewer
}

TEST_F(EnrolmentTest, ARejectionIsMendedAndResubmittedUnderTheSameNumber) {
  const auto registrar = officer("registrar");
  const auto started = make_submitted();
  const auto id = started.application.id;
  take(registrar, id);
  ASSERT_TRUE(reject(registrar, id, {"details_do_not_match"}));
  const auto rejected = current(id);
  EXPECT_EQ(rejected.state, State::rejected);
  EXPECT_TRUE(rejected.deletion_due);
  (void)mail("enrol_rejected");
  ASSERT_TRUE(AWAIT(applicants_->edit_again(rejected, context())));
  EXPECT_FALSE(current(id).deletion_due);
  EXPECT_EQ(submit(id, "").error().id, "transition.incomplete");
  const auto again = submit(id);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->tracking, started.application.tracking);
  EXPECT_FALSE(again->assignee);
}

TEST_F(EnrolmentTest, AFinalReasonCannotBeMended) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  take(registrar, id);
  ASSERT_TRUE(reject(registrar, id, {"document_not_accepted"}));
  const auto rejected = current(id);
  EXPECT_EQ(AWAIT(applicants_->edit_again(rejected, context())).error().id,
            "transition.may_not_edit");
}

TEST_F(EnrolmentTest, ScansComeBackAsTheyWere) {
  const auto registrar = officer("registrar");
  const auto id = make_draft().application.id;
  const auto bytes = jpeg(700'000);
  const auto stored = upload(current(id), bytes, 77'777);
  ASSERT_TRUE(stored) << stored.error().id;
  EXPECT_EQ(
      count("select count(*) from evidence_chunk where evidence = '" + to_string(stored->id) + "'"),
      3);
  ASSERT_TRUE(submit(id));
  take(registrar, id);
  const auto read = run([&]() -> Task<std::string> {
    auto download = co_await review_->download(registrar, id, stored->id, context());
    std::string all;
    for (auto piece = co_await download->next(); !piece.empty(); piece = co_await download->next())
      all += piece;
    co_return all;
  });
  EXPECT_TRUE(read == bytes);
  EXPECT_EQ(events("evidence.read"), 1);
}

TEST_F(EnrolmentTest, TimersFireOnceAndDataGoes) {
  const auto id = make_draft().application.id;
  const auto begun = clock.now();
  EXPECT_EQ(AWAIT(jobs_->fire_timers(begun + days{29})), 0);
  EXPECT_EQ(AWAIT(jobs_->fire_timers(begun + days{31})), 1);
  EXPECT_EQ(AWAIT(jobs_->fire_timers(begun + days{31})), 0);
  EXPECT_EQ(current(id).state, State::expired);
  (void)mail("enrol_expired");
  EXPECT_EQ(AWAIT(jobs_->clean_up(begun + days{60})), 0);
  EXPECT_EQ(AWAIT(jobs_->clean_up(begun + days{62})), 1);
  EXPECT_EQ(count("select count(*) from evidence_chunk"), 0);
  EXPECT_EQ(count("select count(*) from application_key"), 0);
  EXPECT_EQ(count("select count(*) from application_value"), 0);
  EXPECT_EQ(count("select count(*) from evidence where length(digest) = 32 and wrapped is null"),
            1);
}

TEST_F(EnrolmentTest, AnApprovalLapsesAndFreesTheMailAddress) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  take(registrar, id);
  ASSERT_TRUE(approve(registrar, id));
  EXPECT_EQ(AWAIT(jobs_->fire_timers(clock.now() + days{15})), 1);
  const auto lapsed = current(id);
  EXPECT_EQ(lapsed.state, State::lapsed);
  EXPECT_EQ(AWAIT(people_->load(lapsed.person))->state, people::PersonState::erased);
  EXPECT_TRUE(AWAIT(directory_->same_value("login", "ana@example.org")).empty());
}

TEST_F(EnrolmentTest, WithdrawsAtAnyOpenMoment) {
  const auto started = make_submitted();
  ASSERT_TRUE(AWAIT(applicants_->withdraw(started.application, context())));
  const auto now = current(started.application.id);
  EXPECT_EQ(now.state, State::withdrawn);
  EXPECT_EQ(AWAIT(applicants_->withdraw(now, context())).error().id, "transition.none");
}

TEST_F(EnrolmentTest, TheContinuationCodeWorksOnceAndMovesOn) {
  const auto started = make_draft();
  const auto id = started.application.id;
  const auto first = std::string(started.continuation_code.reveal());
  auto typed = first;
  std::ranges::transform(typed, typed.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto resumed = AWAIT(applicants_->resume(typed, context()));
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->application.id, id);
  EXPECT_EQ(AWAIT(applicants_->resume(first, context())).error().id, "enrol.code");
  // The other browser is out, too.
  EXPECT_FALSE(AWAIT(applicants_->open(id, started.continuation_code, context())));
  EXPECT_TRUE(AWAIT(applicants_->open(id, resumed->continuation_code, context())));
  clock.advance(days{31});
  EXPECT_FALSE(AWAIT(applicants_->open(id, resumed->continuation_code, context())));
}

TEST_F(EnrolmentTest, ACivilServantIsInvitedAndHasAnEnd) {
  const auto admin = officer("person_admin");
  const auto registrar = officer("registrar");
  NewInvitation wanted{.affiliation = post(), .contact_mail = "ben@example.org"};
  EXPECT_EQ(AWAIT(invitations_->invite(wanted, registrar, context())).error().id, "access.denied");
  wanted.affiliation.ends.reset();
  EXPECT_EQ(AWAIT(invitations_->invite(wanted, admin, context())).error().id, "invitation.period");
  const auto code = invite(admin, "ben@example.org");
  const auto started = AWAIT(redeem_->accept(code, std::nullopt, context()));
  ASSERT_TRUE(started) << started.error().id;
  EXPECT_EQ(AWAIT(redeem_->accept(code, std::nullopt, context())).error().id, "invitation.gone");
  const auto id = started->application.id;
  ASSERT_TRUE(state_attributes(id, {{"name", "Ben Meier", {}}, {"birthdate", "1980-01-01", {}}}));
  ASSERT_TRUE(state_document(id, "B 11111"));
  ASSERT_TRUE(upload(current(id), jpeg()));
  ASSERT_TRUE(submit(id));
  take(registrar, id);
  ASSERT_TRUE(approve(registrar, id));
  ASSERT_TRUE(bind(current(id)));
  const auto ben = AWAIT(people_->find_by_login("ben@example.org"));
  ASSERT_TRUE(ben && ben->affiliation);
  EXPECT_FALSE(ben->citizen);
  EXPECT_EQ(count("select count(*) from invitation where state = 'used' and contact is null"), 1);
  EXPECT_EQ(AWAIT(directory_->end_due_affiliations(clock.now() + days{90})), 1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'affiliation_ended'"), 1);
}

TEST_F(EnrolmentTest, ACitizenAddsTheStaffPersonaOverOneProofing) {
  const auto admin = officer("person_admin");
  const auto registrar = officer("registrar");
  const auto mine = make_submitted().application.id;
  take(registrar, mine);
  ASSERT_TRUE(approve(registrar, mine));
  ASSERT_TRUE(bind(current(mine)));
  const auto person = current(mine).person;

  const auto code = invite(admin, "ana@ministry.example");
  const auto started = AWAIT(redeem_->accept(code, person, context()));
  ASSERT_TRUE(started) << started.error().id;
  EXPECT_EQ(started->application.state, State::in_review);
  take(registrar, started->application.id);
  const auto approved = approve(registrar, started->application.id);
  ASSERT_TRUE(approved) << approved.error().id;
  EXPECT_EQ(approved->state, State::active);
  const auto both = AWAIT(people_->load(person));
  EXPECT_TRUE(both->citizen);
  ASSERT_TRUE(both->affiliation);
  EXPECT_EQ(count("select count(*) from person where citizen"), 1);
}

TEST_F(EnrolmentTest, TheBootstrapMakesOneFirstAdmin) {
  const auto old_link = AWAIT(invitations_->create_bootstrap_invitation(context())).value();
  const auto link = AWAIT(invitations_->create_bootstrap_invitation(context())).value();
  ASSERT_TRUE(link.starts_with("/enrol/invitation?code="));
  EXPECT_EQ(AWAIT(redeem_->accept(old_link.substr(23), std::nullopt, context())).error().id,
            "invitation.gone");
  const auto started = AWAIT(redeem_->accept(link.substr(23), std::nullopt, context()));
  ASSERT_TRUE(started) << started.error().id;
  EXPECT_EQ(started->application.state, State::approved_pending_binding);
  const auto begun = current(started->application.id);
  EXPECT_EQ(
      AWAIT(redeem_->state_first_admin(begun, "", "no mail", context())).error().fields.size(), 2u);
  ASSERT_TRUE(
      AWAIT(redeem_->state_first_admin(begun, "First Admin", "admin@example.org", context())));
  const auto done = bind(current(begun.id));
  ASSERT_TRUE(done) << done.error().id;
  EXPECT_EQ(roles_.granted, std::vector{done->person});
  EXPECT_TRUE(AWAIT(people_->load(done->person))->affiliation->in_force(clock.now()));
  EXPECT_EQ(AWAIT(invitations_->create_bootstrap_invitation(context())).error().id,
            "bootstrap.done");
}

// Whoever took the first link and waited gets nothing once the operator has made a second one.
TEST_F(EnrolmentTest, ARevokedBootstrapMakesNoAdmin) {
  const auto stolen = AWAIT(invitations_->create_bootstrap_invitation(context())).value();
  const auto thief = AWAIT(redeem_->accept(stolen.substr(23), std::nullopt, context())).value();
  const auto taken = current(thief.application.id);
  ASSERT_TRUE(AWAIT(redeem_->state_first_admin(taken, "A Thief", "thief@example.org", context())));
  const auto link = AWAIT(invitations_->create_bootstrap_invitation(context())).value();
  EXPECT_EQ(bind(current(taken.id)).error().id, "invitation.gone");
  EXPECT_TRUE(roles_.granted.empty());
  EXPECT_EQ(AWAIT(people_->load(taken.person))->state, people::PersonState::pending_binding);
  const auto begun = AWAIT(redeem_->accept(link.substr(23), std::nullopt, context())).value();
  const auto second = current(begun.application.id);
  ASSERT_TRUE(
      AWAIT(redeem_->state_first_admin(second, "First Admin", "admin@example.org", context())));
  const auto done = bind(current(begun.application.id));
  ASSERT_TRUE(done) << done.error().id;
  EXPECT_EQ(roles_.granted, std::vector{done->person});
}

TEST_F(EnrolmentTest, TheContinuationCodeLastsAsLongAsThereIsAStepToTake) {
  const auto registrar = officer("registrar");
  const auto started = make_submitted();
  const auto id = started.application.id;
  clock.advance(days{29});
  take(registrar, id);
  ASSERT_TRUE(approve(registrar, id));
  clock.advance(days{10});
  const auto opened = AWAIT(applicants_->open(id, started.continuation_code, context()));
  ASSERT_TRUE(opened) << opened.error().id;
  EXPECT_TRUE(bind(*opened));
}

TEST_F(EnrolmentTest, ACivilServantComesBackAfterHisPostEnded) {
  const auto admin = officer("person_admin");
  const auto registrar = officer("registrar");
  const auto person = officer("registrar").id.value();
  sql("update affiliation set ends = now() - interval '1 hour' where person = '" +
      to_string(person) + "'");
  const auto code = invite(admin, "back@ministry.example");
  const auto started = AWAIT(redeem_->accept(code, person, context()));
  ASSERT_TRUE(started) << started.error().id;
  take(registrar, started->application.id);
  const auto approved = approve(registrar, started->application.id);
  ASSERT_TRUE(approved) << approved.error().id;
  EXPECT_TRUE(AWAIT(people_->load(person))->affiliation->in_force(clock.now()));
}

}  // namespace
}  // namespace tessera::enrol
