#include <future>

#include "stack.hpp"

namespace tessera::people {
namespace {

class PeopleStoreTest : public PeopleStack {};

TEST_F(PeopleStoreTest, CreatesReadsAndFinds) {
  const auto person = create({{.name = "name",
                               .value = "Ana L\xC3\xB3pez",
                               .source = "applicant",
                               .method = "document",
                               .verifier = Uuid{{7}},
                               .verified = clock.now()},
                              {.name = "birthdate", .value = "1985-02-28"}},
                             {"Ana@Example.org"});
  ASSERT_TRUE(person) << person.error().id;
  const auto values = AWAIT(people_->attributes(person->id, {}));
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[1].value, "Ana L\xC3\xB3pez");
  EXPECT_EQ(values[1].method, "document");
  EXPECT_EQ(values[1].verifier, (Uuid{{7}}));
  EXPECT_EQ(values[1].verified, clock.now());
  EXPECT_FALSE(values[0].verified);
  EXPECT_EQ(AWAIT(people_->find_by_login("ANA@example.org"))->id, person->id);
  EXPECT_FALSE(AWAIT(people_->find_by_login("ben@example.org")));
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.created'"), 1);
}

TEST_F(PeopleStoreTest, ALoginBelongsToOnePerson) {
  ASSERT_TRUE(create({}, {"ana@example.org"}));
  const auto second = create({}, {"ANA@example.org"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "login.taken");
  EXPECT_EQ(count("select count(*) from person"), 1);
  // A refused write leaves no event of its own; its place in the chain is filled.
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.created'"), 1);
}

TEST_F(PeopleStoreTest, OfTwoAtOnceOneGetsTheLogin) {
  const NewPerson wanted{.logins = {"race@example.org"}};
  const auto attempt = [&](std::size_t thread) {
    return run(
        [&]() -> Task<Result<Person>> {
          co_return co_await people_->create(wanted, {}, context());
        },
        thread);
  };
  auto first = std::async(std::launch::async, attempt, 0);
  auto second = std::async(std::launch::async, attempt, 1);
  EXPECT_NE(first.get().has_value(), second.get().has_value());
}

TEST_F(PeopleStoreTest, ALanguageIsWrittenWithItsEventOnce) {
  const auto person = create({});
  ASSERT_TRUE(person);
  for (int i = 0; i < 2; ++i)
    run([&]() -> Task<> { co_await choose_language(store_, person->id, "de", context()); });
  EXPECT_EQ(AWAIT(people_->load(person->id))->locale, "de");
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.language_chosen'"), 1);
}

TEST_F(PeopleStoreTest, KeepsTheHistoryOfEachValue) {
  const auto person = create({{.name = "name", .value = "Ana Lopez"}});
  const auto born = clock.now();
  clock.advance(days{10});
  ASSERT_TRUE(AWAIT(people_->set_attributes(person->id, {{.name = "name", .value = "Ana Meier"}},
                                            {}, context())));
  ASSERT_TRUE(AWAIT(people_->set_attributes(person->id, {{.name = "name", .value = "Ana Huber"}},
                                            {}, context())));
  const auto values = AWAIT(people_->attributes(person->id, {}));
  ASSERT_EQ(values.size(), 1u);
  EXPECT_EQ(values[0].value, "Ana Huber");
  EXPECT_EQ(count("select count(*) from attribute"), 3);
  EXPECT_EQ(count("select count(*) from attribute where superseded is null"), 1);
  EXPECT_GT(values[0].recorded, born);
}

TEST_F(PeopleStoreTest, FingerprintsFollowTheCurrentValue) {
  const auto person = create({{.name = "document_number", .value = "AB 123-4"}});
  EXPECT_EQ(AWAIT(directory_->same_value("document_number", "ab1234")), std::vector{person->id});
  ASSERT_TRUE(AWAIT(people_->set_attributes(
      person->id, {{.name = "document_number", .value = "ZZ 9"}}, {}, context())));
  EXPECT_TRUE(AWAIT(directory_->same_value("document_number", "ab1234")).empty());
  EXPECT_EQ(AWAIT(directory_->same_value("document_number", "zz9")), std::vector{person->id});
}

TEST_F(PeopleStoreTest, LeavingActiveSendsTheMessageInTheSameCommit) {
  const auto person = create({}, {"ana@example.org"});
  const auto change = [&](PersonState to) {
    return AWAIT(people_->change_state(person->id, to, "test", {}, context()));
  };
  ASSERT_TRUE(change(PersonState::active));
  EXPECT_EQ(count("select count(*) from outbox"), 0);
  ASSERT_TRUE(change(PersonState::suspended));
  EXPECT_EQ(count("select count(*) from outbox where kind = 'person_ended'"), 1);
  ASSERT_FALSE(change(PersonState::erased));
  ASSERT_TRUE(change(PersonState::closed));
  ASSERT_TRUE(change(PersonState::erased));
  EXPECT_EQ(count("select count(*) from person_key"), 0);
  EXPECT_EQ(count("select count(*) from fingerprint"), 0);
  EXPECT_TRUE(AWAIT(people_->attributes(person->id, {})).empty());
  EXPECT_FALSE(AWAIT(people_->find_by_login("ana@example.org")));
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.state_changed'"), 4);
}

TEST_F(PeopleStoreTest, AffiliationsEndOnce) {
  const auto person = create({});
  const Affiliation staff{.employer = "Ministry",
                          .unit = Uuid{{5}},
                          .post = "Clerk",
                          .starts = clock.now(),
                          .ends = clock.now() + hours{1}};
  ASSERT_TRUE(AWAIT(people_->set_affiliation(person->id, staff, {}, context())));
  const auto loaded = AWAIT(people_->load(person->id));
  ASSERT_TRUE(loaded->affiliation);
  EXPECT_EQ(loaded->affiliation->post, "Clerk");
  EXPECT_EQ(AWAIT(directory_->end_due_affiliations(clock.now())), 0);
  clock.advance(hours{1});
  auto first = std::async(std::launch::async, [&] {
    return run([&] { return directory_->end_due_affiliations(clock.now()); }, 0);
  });
  auto second = std::async(std::launch::async, [&] {
    return run([&] { return directory_->end_due_affiliations(clock.now()); }, 1);
  });
  EXPECT_EQ(first.get() + second.get(), 1);
  EXPECT_EQ(count("select count(*) from outbox where kind = 'affiliation_ended'"), 1);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'person.affiliation_ended'"), 1);
}

TEST_F(PeopleStoreTest, ListsByFilterInPages) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(create({}));
  const auto page = AWAIT(directory_->list({.limit = 3}));
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(AWAIT(directory_->list({.after = page.back().id, .limit = 3})).size(), 2u);
  EXPECT_TRUE(AWAIT(directory_->list({.state = PersonState::active})).empty());
  EXPECT_TRUE(AWAIT(directory_->list({.persona = PersonaKind::staff})).empty());
  EXPECT_EQ(AWAIT(directory_->list({.persona = PersonaKind::citizen})).size(), 5u);
}

}  // namespace
}  // namespace tessera::people
