// What strangers, applicants and insiders try.
#include <future>

#include "enrol/codes.hpp"
#include "stack.hpp"
#include "tests/integration/people/leak_scan.hpp"

namespace tessera::enrol {
namespace {

class EnrolAdversaryTest : public EnrolStack {
 protected:
  Result<StatusView> track(const std::string& number, const std::string& address) {
    return AWAIT(applicants_->track(number, context(address)));
  }
  Result<Started> resume(const std::string& code, const std::string& address) {
    return AWAIT(applicants_->resume(code, context(address)));
  }
};

TEST_F(EnrolAdversaryTest, TrackingNumbersAreNotFoundByTrying) {
  const auto tracking = make_submitted().application.tracking;
  const auto good = track(tracking, "198.51.100.1");
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->application.reasons.empty());
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    const auto guess = track("AAAA-BBBB-CC" + std::to_string(10 + i), "198.51.100.9");
    ASSERT_FALSE(guess);
    refused += guess.error().code == Errc::rate_limited;
  }
  EXPECT_GE(refused, 9);
  // The right number from that address is refused as well: no oracle behind the throttle.
  EXPECT_EQ(track(tracking, "198.51.100.9").error().code, Errc::rate_limited);
}

TEST_F(EnrolAdversaryTest, ContinuationCodesAreNotGuessed) {
  const auto started = make_draft();
  int refused = 0;
  for (int i = 0; i < 15; ++i) {
    const auto guess = resume("AAAA-BBBB-CCCC-DD" + std::to_string(10 + i), "198.51.100.9");
    ASSERT_FALSE(guess);
    refused += guess.error().code == Errc::rate_limited;
  }
  EXPECT_GE(refused, 4);
  EXPECT_GE(started.continuation_code.reveal().size(), 32U) << "it opens the binding for 30 days";
  EXPECT_TRUE(resume(std::string(started.continuation_code.reveal()), "198.51.100.1"));
}

TEST_F(EnrolAdversaryTest, AShortCodeOfBeforeOpensUntilItExpires) {
  const auto id = make_draft().application.id;
  sql("update application set continuation_hash = decode('" +
      to_hex(hash_code("continuation", "ABCD-EFGH-JKMN-PQRS")) + "', 'hex')");
  const auto resumed = resume("abcd efgh jkmn pqrs", "198.51.100.1");
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->application.id, id);
  EXPECT_GE(resumed->continuation_code.reveal().size(), 32U);
}

TEST_F(EnrolAdversaryTest, OfTwoApplicationsWithOneMailAddressOneIsApproved) {
  const auto first = make_submitted().application.id;
  const auto second = make_submitted().application.id;
  const auto registrar = officer("registrar");
  take(registrar, first);
  take(registrar, second);
  // As two requests do that both looked before either wrote.
  const auto approve_now = [&](const Uuid& id) {
    ApplicationChange change{.next = current(id), .now = clock.now()};
    change.next.state = State::approved_pending_binding;
    return AWAIT(applications_.save(change));
  };
  EXPECT_TRUE(approve_now(first));
  EXPECT_FALSE(approve_now(second));
  EXPECT_EQ(current(second).state, State::in_review);
}

TEST_F(EnrolAdversaryTest, ContactCodesAreSingleUseAndFewTries) {
  const auto id = start().application.id;
  ASSERT_TRUE(send_code(id, "ana@example.org"));
  const auto code = mailed("enrol_code", "code");
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(confirm(id, wrong));
  EXPECT_FALSE(confirm(id, code));  // the tries are used up
  ASSERT_TRUE(send_code(id, "ana@example.org"));
  const auto second = mailed("enrol_code", "code");
  ASSERT_TRUE(confirm(id, second));
  EXPECT_FALSE(confirm(id, second));  // replayed
  EXPECT_GE(events("application.contact_failed"), 7);
}

TEST_F(EnrolAdversaryTest, ContactCodesEndAfterADayAndBelongToOneApplication) {
  const auto a = start().application.id;
  const auto b = start().application.id;
  ASSERT_TRUE(send_code(a, "ana@example.org"));
  const auto code = mailed("enrol_code", "code");
  ASSERT_TRUE(send_code(b, "eve@example.org"));
  if (code != mailed("enrol_code", "code")) EXPECT_FALSE(confirm(b, code));
  clock.advance(hours{25});
  EXPECT_FALSE(confirm(a, code));
}

TEST_F(EnrolAdversaryTest, ACodeProvesTheAddressItWentTo) {
  const auto id = start().application.id;
  ASSERT_TRUE(send_code(id, "mine@example.org"));
  const auto code = mailed("enrol_code", "code");
  ASSERT_TRUE(send_code(id, "victim@example.org"));
  if (code != mailed("enrol_code", "code")) EXPECT_FALSE(confirm(id, code));
  EXPECT_FALSE(current(id).contact_verified);
}

// Between the new address and the new code the row still holds the old code.
TEST_F(EnrolAdversaryTest, AnOldCodeProvesNoNewAddress) {
  const auto id = start().application.id;
  ASSERT_TRUE(send_code(id, "mine@example.org"));
  const auto code = mailed("enrol_code", "code");
  const auto mac = sql("select encode(mac, 'hex') from contact_code")[0].string(0);
  ASSERT_TRUE(send_code(id, "victim@example.org"));
  sql("update contact_code set mac = decode('" + mac + "', 'hex')");
  EXPECT_FALSE(confirm(id, code));
  EXPECT_FALSE(current(id).contact_verified);
}

TEST_F(EnrolAdversaryTest, OneNetworkIsOneAddress) {
  const auto begin = [this](const std::string& address) {
    return AWAIT(applicants_->start("2026-11", context(address))).has_value();
  };
  int begun = 0;
  for (int i = 1; i <= 30; ++i) begun += begin("2001:db8:7::" + std::to_string(i));
  EXPECT_EQ(begun, 20);
  EXPECT_TRUE(begin("2001:db8:8::1"));
}

TEST_F(EnrolAdversaryTest, MailsAreNotSentWithoutEnd) {
  const auto id = start().application.id;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send_code(id, "victim@example.org"));
  EXPECT_EQ(send_code(id, "victim@example.org").error().code, Errc::rate_limited);
  // Another application does not help against the same victim.
  EXPECT_EQ(send_code(start().application.id, "victim@example.org").error().code,
            Errc::rate_limited);
}

TEST_F(EnrolAdversaryTest, UploadsAreWhatTheySayOrNothing) {
  const auto a = make_draft().application;
  const auto id_of = [&](std::string_view bytes) { return upload(a, bytes).error().id; };
  EXPECT_EQ(id_of("<html><script>alert(1)</script>"), "evidence.type");
  EXPECT_EQ(id_of("GIF89a...."), "evidence.type");
  EXPECT_EQ(id_of("\xFF\xD8\xFF\xE0 <script>alert(1)</script>\xFF\xD9"), "evidence.polyglot");
  EXPECT_EQ(id_of("\xFF\xD8\xFF\xE0 %PDF-1.7 \xFF\xD9"), "evidence.polyglot");
  EXPECT_EQ(id_of(jpeg() + "PK\x05\x06" + std::string(18, 'z')), "evidence.polyglot");
  EXPECT_EQ(id_of("\xFF\xD8\xFF\xE0 cut short"), "evidence.incomplete");
  EXPECT_EQ(id_of(""), "evidence.empty");
  EXPECT_EQ(id_of(jpeg(8 * 1024 * 1024 + 1)), "evidence.too_large");
  EXPECT_EQ(count("select count(*) from evidence where state = 'stored'"), 1);
  EXPECT_EQ(count("select count(*) from evidence_chunk"), 1);
}

TEST_F(EnrolAdversaryTest, AnUploadBegunInTheDraftAddsNothingToACase) {
  const auto started = make_draft();
  const auto id = started.application.id;
  auto late = AWAIT(applicants_->begin_upload(started.application, context()));
  ASSERT_TRUE(late);
  ASSERT_TRUE(AWAIT((*late)->write(jpeg())));
  ASSERT_TRUE(submit(id));
  EXPECT_EQ(AWAIT((*late)->finish(context())).error().id, "evidence.failed");
  EXPECT_EQ(AWAIT(evidence_.list(id)).size(), 1u);
}

TEST_F(EnrolAdversaryTest, AtMostFourUploadsAtOnceAndSlowOnesGo) {
  std::vector<Application> drafts;
  for (int i = 0; i < 5; ++i) drafts.push_back(start().application);
  std::vector<std::unique_ptr<EvidenceUpload>> slow;
  for (std::size_t i = 0; i < 4; ++i) {
    auto begun = AWAIT(
        applicants_->begin_upload(drafts[i], context("203.0.113." + std::to_string(10 + i / 2))));
    ASSERT_TRUE(begun);
    slow.push_back(std::move(*begun));
  }
  const auto fifth = [&] {
    return AWAIT(applicants_->begin_upload(drafts[4], context("203.0.113.99")));
  };
  EXPECT_EQ(fifth().error().id, "evidence.busy");
  slow.pop_back();
  EXPECT_TRUE(fifth());
  // Uploads that just stop are removed by the job.
  EXPECT_EQ(count("select count(*) from evidence where state = 'uploading'"), 5);
  (void)AWAIT(jobs_->clean_up(clock.now() + hours{2}));
  EXPECT_EQ(count("select count(*) from evidence where state = 'uploading'"), 0);
}

TEST_F(EnrolAdversaryTest, OneApplicantDoesNotHoldTheUploadsOfANode) {
  const auto draft = start().application;
  std::vector<std::unique_ptr<EvidenceUpload>> held;
  for (int i = 0; i < 4; ++i) {
    auto begun = AWAIT(applicants_->begin_upload(draft, context()));
    ASSERT_TRUE(begun);
    held.push_back(std::move(*begun));
  }
  EXPECT_EQ(AWAIT(held[0]->write(jpeg())).error().id, "evidence.failed")
      << "his next upload took its place";
  EXPECT_TRUE(AWAIT(held[3]->write(jpeg())));
  const auto other = start().application;
  EXPECT_TRUE(AWAIT(applicants_->begin_upload(other, context("198.51.100.1"))));
}

TEST_F(EnrolAdversaryTest, ARegistrarWorksOnlyWhatIsAssignedToHim) {
  const auto registrar = officer("registrar");
  const auto other = officer("registrar");
  const auto auditor = officer("auditor");
  const auto id = make_submitted().application.id;
  const auto evidence = AWAIT(evidence_.list(id)).front().id;
  const auto refused = [&](const access::Actor& who) {
    EXPECT_FALSE(open_case(who, id, true));
    EXPECT_FALSE(approve(who, id));
    EXPECT_FALSE(reject(who, id, {"not_eligible"}));
    EXPECT_FALSE(request_more(who, id, {"document_expired"}));
    const bool got = run([&]() -> Task<bool> {
      co_return (co_await review_->download(who, id, evidence, context())).has_value();
    });
    EXPECT_FALSE(got);
  };
  refused(registrar);  // not yet taken
  take(registrar, id);
  EXPECT_EQ(AWAIT(review_->take(other, id, context())).error().id, "review.taken");
  refused(other);
  refused(auditor);
  EXPECT_EQ(events("access.denied"), 15) << "every refusal";
  EXPECT_EQ(events("evidence.read"), 0);
  EXPECT_EQ(events("application.revealed"), 0);
  EXPECT_EQ(current(id).state, State::in_review);
}

TEST_F(EnrolAdversaryTest, AfterTheDecisionOnlyTheMaskedSummaryIsLeft) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  const auto evidence = AWAIT(evidence_.list(id)).front().id;
  const auto download_error = [&] {
    return run([&]() -> Task<std::string> {
      const auto got = co_await review_->download(registrar, id, evidence, context());
      co_return got ? "" : got.error().id;
    });
  };
  take(registrar, id);
  EXPECT_TRUE(open_case(registrar, id, true));
  EXPECT_EQ(download_error(), "");
  ASSERT_TRUE(request_more(registrar, id, {"document_expired"}));
  const auto revealed = open_case(registrar, id, true);
  ASSERT_FALSE(revealed);
  EXPECT_EQ(revealed.error().id, "review.not_open");
  EXPECT_EQ(download_error(), "review.not_open");
  EXPECT_EQ(events("application.revealed"), 1);
  EXPECT_EQ(events("evidence.read"), 1);
  EXPECT_EQ(events("access.denied"), 2);
  EXPECT_TRUE(open_case(registrar, id));
}

TEST_F(EnrolAdversaryTest, NobodyDecidesOnHimself) {
  // A registrar applies as a citizen under the mail address he signs in with.
  const people::NewPerson himself{.logins = {"reg@example.org"}};
  const auto person = AWAIT(people_->create(himself, {}, context())).value();
  sql("update person set state = 'active', ial = 2 where id = '" + to_string(person.id) + "'");
  employ(person.id, "registrar");
  const auto self = actor(person.id);
  const auto id = make_submitted("reg@example.org").application.id;
  EXPECT_EQ(AWAIT(review_->take(self, id, context())).error().id, "review.conflict");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'access.denied' and "
                  "body like '%\"reason\":\"review.conflict\"%'"),
            1);
  // Nor could a colleague's approval give his login to a second person.
  const auto colleague = officer("registrar");
  take(colleague, id);
  EXPECT_EQ(approve(colleague, id).error().id, "review.login_taken");
}

TEST_F(EnrolAdversaryTest, WhoSponsorsDoesNotDecide) {
  const auto admin = officer("person_admin");
  const auto sponsor = officer("registrar");
  NewInvitation wanted{.affiliation = post(), .contact_mail = "ben@example.org"};
  wanted.affiliation.sponsor = sponsor.id;
  ASSERT_TRUE(AWAIT(invitations_->invite(wanted, admin, context())));
  const auto url = mailed("enrol_invitation", "url");
  const auto id = AWAIT(redeem_->accept(url.substr(url.find("code=") + 5), std::nullopt, context()))
                      ->application.id;
  ASSERT_TRUE(state_attributes(id, {{"name", "Ben Meier", {}}, {"birthdate", "1980-01-01", {}}}));
  ASSERT_TRUE(state_document(id, "B 11111"));
  ASSERT_TRUE(upload(current(id), jpeg()));
  ASSERT_TRUE(submit(id));
  EXPECT_EQ(AWAIT(review_->take(sponsor, id, context())).error().id, "review.conflict");
}

TEST_F(EnrolAdversaryTest, OfTwoDecisionsAtOnceOneCounts) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  take(registrar, id);
  const auto version = current(id).version;
  auto yes = std::async(std::launch::async, [&] {
    return run(
        [&]() -> Task<bool> {
          co_return (co_await review_->approve(registrar, id, version, true, context()))
              .has_value();
        },
        0);
  });
  auto no = std::async(std::launch::async, [&] {
    return run(
        [&]() -> Task<bool> {
          co_return (co_await review_->reject(registrar, id, version, {"not_eligible"}, context()))
              .has_value();
        },
        1);
  });
  const bool approved = yes.get();
  const bool rejected = no.get();
  EXPECT_NE(approved, rejected);
  EXPECT_EQ(count("select count(*) from application_step where who = 'officer'"), 1);
  const auto person = current(id).person;
  EXPECT_EQ(AWAIT(people_->load(person)).has_value(), approved);
}

TEST_F(EnrolAdversaryTest, APageOlderThanTheCaseDecidesNothing) {
  const auto registrar = officer("registrar");
  const auto id = make_submitted().application.id;
  const auto seen = take(registrar, id).version;
  ASSERT_TRUE(request_more(registrar, id, {"document_expired"}));
  ASSERT_TRUE(state_document(id, "P 7654321"));
  ASSERT_TRUE(submit(id));
  EXPECT_EQ(AWAIT(review_->approve(registrar, id, seen, true, context())).error().id,
            "review.changed");
}

TEST_F(EnrolAdversaryTest, TheSameDocumentOpensADuplicateCaseAndNothingMerges) {
  const auto registrar = officer("registrar");
  const auto first = make_submitted("ana@example.org", "P 12-345 67").application;
  EXPECT_FALSE(first.duplicate);
  const auto second = make_submitted("eva@example.org", "p1234567").application;
  EXPECT_TRUE(second.duplicate);
  EXPECT_EQ(count("select count(*) from duplicate_case"), 1);
  EXPECT_EQ(count("select count(*) from application where state = 'in_review'"), 2);
  // The officer of the other case sees it, the applicant does not.
  take(registrar, first.id);
  EXPECT_EQ(open_case(registrar, first.id).value().duplicates.size(), 1u);
  EXPECT_FALSE(AWAIT(applicants_->status(second)).application.duplicate);
}

TEST_F(EnrolAdversaryTest, ADatabaseThatIsStolenHoldsNoPlainValue) {
  const auto registrar = officer("registrar");
  const auto started = make_submitted("wilhelmina.zz@example.org", "ZX98QPL7731");
  take(registrar, started.application.id);
  ASSERT_TRUE(approve(registrar, started.application.id));
  sql("checkpoint");
  const auto folder = sql("select current_setting('data_directory')")[0].string(0);
  std::size_t files = 0;
  const auto leaks =
      test::find_leaks({folder + "/base", folder + "/pg_wal"},
                       {"wilhelmina.zz@example.org", "ZX98QPL7731",
                        std::string(started.continuation_code.reveal()), std::string(60, 'j')},
                       files);
  EXPECT_GT(files, 100u);
  for (const auto& leak : leaks) ADD_FAILURE() << leak;
}

}  // namespace
}  // namespace tessera::enrol
