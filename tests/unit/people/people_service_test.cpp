#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <tessera/people/person_state_table.hpp>

#include "support.hpp"

namespace tessera::people {
namespace {

const Uuid kUnit{{7}};

class PeopleServiceTest : public ::testing::Test {
 protected:
  Result<Person> create(std::vector<Attribute> attributes, std::vector<std::string> logins = {}) {
    NewPerson person{.attributes = std::move(attributes), .logins = std::move(logins)};
    return test::run(service->create(person, by, context));
  }
  boost::json::object claims(const Uuid& person, std::vector<std::string> names) {
    return test::run(service->claims(person, names));
  }

  test::MemoryStore store;
  FakeClock clock;
  SeededRandom random{7};
  crypto::KeyringHolder keys{std::make_shared<const crypto::Keyring>(test::keys())};
  std::unique_ptr<PeopleService> service = make_people_service(store, clock, random, keys);
  ActingAs by{.kind = "person", .id = Uuid{{9}}, .role = "registrar", .purpose = "enrolment"};
  RequestContext context{.received = clock.now()};
};

TEST_F(PeopleServiceTest, CreatesAndReadsBack) {
  const auto person =
      create({{.name = "name", .value = " Ana L\xC3\xB3pez "},
              {.name = "email", .value = "ana@example.org", .verified = clock.now()}},
             {"Ana@Example.org"});
  ASSERT_TRUE(person);
  EXPECT_EQ(person->state, PersonState::pending_binding);
  const auto values = test::run(service->attributes(person->id, {}));
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0].value, "Ana L\xC3\xB3pez");
  ASSERT_EQ(store.events.size(), 1u);
  EXPECT_EQ(store.events[0].type, "person.created");
  EXPECT_EQ(store.events[0].actor_role, "registrar");
  EXPECT_EQ(store.events[0].subject, person->id);
}

TEST_F(PeopleServiceTest, StoresNoPlainText) {
  const auto person = create({{.name = "name", .value = "Ana Lopez"}}, {"ana"});
  for (const auto& each : store.boxes[person->id].attributes) {
    EXPECT_EQ(as_text(each.box).find("Ana"), std::string_view::npos);
  }
}

TEST_F(PeopleServiceTest, FindsByLoginWithOneQueryWhetherFoundOrNot) {
  const auto person = create({}, {"Ana@Example.org"});
  EXPECT_EQ(test::run(service->find_by_login("ana@example.ORG"))->id, person->id);
  EXPECT_EQ(store.login_queries, 1);
  EXPECT_FALSE(test::run(service->find_by_login("ben@example.org")));
  EXPECT_EQ(store.login_queries, 2);
  EXPECT_FALSE(test::run(service->find_by_login("not a login")));
  EXPECT_EQ(store.login_queries, 3);
}

TEST_F(PeopleServiceTest, ALoginBelongsToOnePersonAlsoAfterTheFingerprintKeyRotated) {
  ASSERT_TRUE(create({}, {"ana"}));
  auto rotated = test::keys();
  rotated.push_back(test::key(9, crypto::kPurposeFingerprint, "", 'z', from_unix(5)));
  keys.replace(std::make_shared<const crypto::Keyring>(std::move(rotated)));
  const auto second = create({}, {"ANA"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "login.taken");
  EXPECT_TRUE(test::run(service->find_by_login("ana")));
}

TEST_F(PeopleServiceTest, NamesEveryBadAttribute) {
  const auto refused = create({{.name = "birthdate", .value = "1999-13-01"},
                               {.name = "shoe_size", .value = "44"},
                               {.name = "email_verified", .value = "true"},
                               {.name = "name", .value = "Ana"},
                               {.name = "name", .value = "Eva"}});
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fields.size(), 4u);
  EXPECT_EQ(refused.error().fields[0].id, "attribute.date");
  EXPECT_EQ(refused.error().fields[1].id, "attribute.unknown");
  EXPECT_EQ(refused.error().fields[2].id, "attribute.derived");
  EXPECT_EQ(refused.error().fields[3].id, "attribute.repeated");
  EXPECT_TRUE(store.persons.empty());
}

TEST_F(PeopleServiceTest, ClaimsAreTyped) {  // OpenID Connect Core 5.1
  const auto person =
      create({{.name = "email", .value = "ana@example.org", .verified = clock.now()},
              {.name = "phone_number", .value = "+49 30 123456"},
              {.name = "address", .value = R"({"locality": "Bonn"})"},
              {.name = "document_number", .value = "XY123"}});
  const auto got =
      claims(person->id, {"email", "email_verified", "phone_number_verified", "address",
                          "updated_at", "name", "document_number", "nonsense"});
  const boost::json::object want{{"email", "ana@example.org"},
                                 {"email_verified", true},
                                 {"phone_number_verified", false},
                                 {"address", {{"locality", "Bonn"}}},
                                 {"updated_at", to_unix(clock.now())}};
  EXPECT_EQ(got, want) << boost::json::serialize(got);
  EXPECT_TRUE(claims(person->id, {"name"}).empty());
  EXPECT_TRUE(claims(person->id, {}).empty());
  EXPECT_TRUE(claims(Uuid{{1}}, {"name"}).empty());
}

TEST_F(PeopleServiceTest, TheLevelOfProofingIsAClaimOfItsOwn) {
  const auto person = create({{.name = "email", .value = "ana@example.org"}});
  EXPECT_FALSE(claims(person->id, {"ial", "email"}).contains("ial")) << "no claim at all";
  store.persons.at(person->id).ial = Ial::ial2;
  EXPECT_EQ(claims(person->id, {"ial"}), (boost::json::object{{"ial", 2}}));
  EXPECT_FALSE(claims(person->id, {"email"}).contains("ial")) << "who asks for it only";
}

TEST_F(PeopleServiceTest, EveryPairOfStatesFollowsTheTable) {
  constexpr std::array kAll{PersonState::pending_binding, PersonState::active,
                            PersonState::suspended, PersonState::closed, PersonState::erased};
  for (const auto from : kAll) {
    for (const auto to : kAll) {
      const auto person = create({});
      store.persons[person->id].state = from;
      store.messages.clear();
      const auto changed = test::run(service->change_state(person->id, to, "test", by, context));
      const auto* step = decide_person_transition(from, to);
      EXPECT_EQ(changed.has_value(), step != nullptr);
      EXPECT_EQ(store.messages.size(), step != nullptr && step->ends_sessions ? 1u : 0u);
      if (from == PersonState::active && step != nullptr)
        EXPECT_EQ(store.messages.at(0).kind, "person_ended");
    }
  }
}

TEST_F(PeopleServiceTest, AStateChangedMeanwhileIsAConflict) {
  const auto person = create({});
  store.persons[person->id].version = 5;
  auto changed =
      test::run(service->change_state(person->id, PersonState::active, "bound", by, context));
  EXPECT_TRUE(changed);
  EXPECT_EQ(changed->version, 6);
  EXPECT_EQ(test::run(service->change_state(person->id, PersonState::active, "again", by, context))
                .error()
                .id,
            "person.state");
}

TEST_F(PeopleServiceTest, ChecksAffiliations) {
  const auto person = create({});
  Affiliation staff{.employer = "Ministry",
                    .unit = kUnit,
                    .post = "Clerk",
                    .starts = clock.now(),
                    .ends = clock.now()};
  const auto set = [&] {
    return test::run(service->set_affiliation(person->id, staff, by, context));
  };
  EXPECT_EQ(set().error().id, "affiliation.period");
  staff.ends = clock.now() + days{1};
  staff.sponsor = person->id;
  EXPECT_EQ(set().error().id, "affiliation.sponsor");
  staff.sponsor.reset();
  ASSERT_TRUE(set());
  EXPECT_TRUE(set()->affiliation->in_force(clock.now()));
  EXPECT_FALSE(set()->affiliation->in_force(clock.now() + days{1}));
}

TEST_F(PeopleServiceTest, AnEndedAffiliationIsToldOnce) {
  const auto person = create({});
  const Affiliation staff{.employer = "Ministry",
                          .unit = kUnit,
                          .post = "Clerk",
                          .starts = clock.now(),
                          .ends = clock.now() + hours{1}};
  ASSERT_TRUE(test::run(service->set_affiliation(person->id, staff, by, context)));
  auto directory = make_person_directory(store, store, random, keys);
  EXPECT_EQ(test::run(directory->end_due_affiliations(clock.now())), 0);
  EXPECT_EQ(test::run(directory->end_due_affiliations(clock.now() + hours{1})), 1);
  EXPECT_EQ(test::run(directory->end_due_affiliations(clock.now() + hours{2})), 0);
  ASSERT_EQ(store.messages.size(), 1u);
  EXPECT_EQ(store.messages[0].kind, "affiliation_ended");
  EXPECT_EQ(as_text(store.messages[0].payload), "{\"person\":\"" + to_string(person->id) + "\"}");
}

TEST_F(PeopleServiceTest, FindsTheSameDocument) {
  const auto person = create({{.name = "document_number", .value = "AB 123-4"}});
  auto directory = make_person_directory(store, store, random, keys);
  EXPECT_EQ(test::run(directory->same_value("document_number", "ab1234")), std::vector{person->id});
  EXPECT_TRUE(test::run(directory->same_value("document_number", "ab1235")).empty());
  (void)test::run(directory->list({.limit = 10'000}));
  EXPECT_EQ(store.last_limit, 200);
}

}  // namespace
}  // namespace tessera::people
