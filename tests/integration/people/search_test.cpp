// Prefix search on real PostgreSQL: tokens are made by the job, and whoever they name is compared.
#include "stack.hpp"

#include <tessera/people/search.hpp>

#include "store/postgres/search_store.hpp"

namespace tessera::people {
namespace {

class SearchTest : public PeopleStack {
 protected:
  Uuid make(std::string name, std::string birthdate, std::string mail,
            std::optional<Uuid> unit = {}) {
    NewPerson wanted{.attributes = {{.name = "name", .value = std::move(name)},
                                    {.name = "birthdate", .value = std::move(birthdate)},
                                    {.name = "email", .value = mail}},
                     .logins = {mail + ".login"}};
    if (unit) {
      wanted.affiliation = Affiliation{
          .employer = "Ministry", .unit = *unit, .post = "clerk", .starts = clock.now() - hours{1}};
    }
    const auto made = AWAIT(people_->create(wanted, {}, context()));
    EXPECT_TRUE(made) << made.error().id;
    return made->id;
  }
  int refresh() {
    int rounds = 1;
    while (AWAIT(search_->refresh(clock.now()))) ++rounds;
    return rounds;
  }
  std::set<Uuid> find(const SearchTerms& terms,
                      const std::optional<std::set<Uuid>>& units = std::nullopt) {
    const auto found = AWAIT(search_->search(terms, units));
    EXPECT_TRUE(found) << found.error().id;
    std::set<Uuid> out;
    for (const auto& person : found->people) out.insert(person.id);
    return out;
  }

  store::postgres::SearchStore search_store_{pool()};
  std::unique_ptr<PersonSearch> search_ =
      make_person_search(search_store_, store_, store_, keyring());
};

TEST_F(SearchTest, FindsByBeginnings) {
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org");
  const auto ben = make("Benedikt Lopes", "1985-02-01", "ben@example.org");
  EXPECT_TRUE(find({.name = "lop"}).empty()) << "no tokens yet";
  refresh();
  EXPECT_EQ(find({.name = "lop"}), (std::set{ana, ben}));
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ana}));
  EXPECT_EQ(find({.birthdate = "1985-02"}), (std::set{ana, ben}));
  EXPECT_EQ(find({.name = "ben", .birthdate = "1985"}), (std::set{ben}));
  EXPECT_EQ(find({.login = "ana@"}), (std::set{ana}));
  EXPECT_EQ(find({.login = "ben@example.org.login"}), (std::set{ben})) << "the whole login";
  EXPECT_TRUE(find({.name = "ana", .login = "ben@example.org.login"}).empty());
  EXPECT_EQ(count("select count(*) from person_search where due"), 0);
}

TEST_F(SearchTest, SeesChangesAndForgetsTheErased) {
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org");
  refresh();
  ASSERT_TRUE(
      AWAIT(people_->set_attributes(ana, {{.name = "name", .value = "Ana Meier"}}, {}, context())));
  EXPECT_TRUE(find({.name = "lopez"}).empty()) << "what is found is compared with what is stored";
  refresh();
  EXPECT_EQ(find({.name = "meier"}), (std::set{ana}));
  for (const auto state : {PersonState::active, PersonState::closed, PersonState::erased})
    ASSERT_TRUE(AWAIT(people_->change_state(ana, state, "test", {}, context())));
  EXPECT_EQ(count("select count(*) from person_search"), 0);
  refresh();
  EXPECT_TRUE(find({.name = "meier"}).empty());
}

TEST_F(SearchTest, AChangeWhileTokensAreMadeIsNotLost) {
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org");
  const auto due = AWAIT(search_store_.load_due(70, search_attributes(), 10));
  ASSERT_EQ(due.size(), 1u);
  ASSERT_TRUE(
      AWAIT(people_->set_attributes(ana, {{.name = "name", .value = "Ana Meier"}}, {}, context())));
  const std::vector<PersonTokens> rows{{.person = ana, .mark = due[0].mark, .tokens = {1}}};
  run([&]() -> Task<> { co_await search_store_.save(70, rows, clock.now()); });
  EXPECT_EQ(count("select count(*) from person_search where due"), 1);
}

TEST_F(SearchTest, LooksOnlyIntoTheUnits) {
  const Uuid north{{1}}, south{{2}};
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org", north);
  const auto ben = make("Ben Lopez", "1985-02-28", "ben@example.org", south);
  make("Carla Lopez", "1985-02-28", "carla@example.org");
  refresh();
  EXPECT_EQ(find({.name = "lopez"}, std::set{north}), (std::set{ana}));
  EXPECT_TRUE(find({.name = "ben"}, std::set{north}).empty());
  EXPECT_TRUE(find({.login = "ben@example.org.login"}, std::set{north}).empty())
      << "a whole login neither";
  EXPECT_EQ(find({.name = "lopez"}, std::set{north, south}), (std::set{ana, ben}));
  EXPECT_TRUE(find({.name = "lopez"}, std::set<Uuid>{}).empty());
}

TEST_F(SearchTest, SaysThatThereAreMoreAndShowsNoneTwice) {
  for (int i = 0; i < 60; ++i)
    make("Maria Number" + std::to_string(i), "1985-02-28", std::to_string(i) + "@example.org");
  refresh();
  const auto found = AWAIT(search_->search({.name = "maria"}, std::nullopt));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->people.size(), 50u);
  EXPECT_TRUE(found->more);
  EXPECT_FALSE(AWAIT(search_->search({.name = "maria number59"}, std::nullopt))->more);
}

// People from before the table, and those whom a node of the release before made or changed.
TEST_F(SearchTest, ThePassFindsWhoHasNoRow) {
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org");
  const auto ben = make("Ben Lopez", "1986-02-28", "ben@example.org");
  sql("delete from person_search where person = '" + to_string(ana) + "'");
  refresh();
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ana, ben}));
  sql("delete from person_search where person = '" + to_string(ana) + "'");
  refresh();
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ben})) << "once a day";
  clock.advance(hours{25});
  sql("update person set changed = 'infinity' where id = '" + to_string(ben) + "'");
  refresh();
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ana, ben}));
}

TEST_F(SearchTest, AnotherKeyOrLengthIsTakenUpWithoutAGap) {
  const auto ana = make("Ana Lopez", "1985-02-28", "ana@example.org");
  refresh();
  // As if the key were rotated: a second generation stands beside the first.
  const auto ben = make("Ben Lopez", "1986-02-28", "ben@example.org");
  sql("update person_search_state set bits = 12");
  sql("update pg_class set reltuples = 20000 where relname = 'person_search'");
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ana}));
  refresh();
  EXPECT_EQ(find({.name = "lopez"}), (std::set{ana, ben}));
  EXPECT_EQ(AWAIT(search_store_.generations()).size(), 1u);
  EXPECT_EQ(Generation::of(AWAIT(search_store_.generations())[0]).bits, 12);
}

TEST_F(SearchTest, NoPlainValueIsStored) {
  make("Ana Lopez", "1985-02-28", "ana@example.org");
  refresh();
  const auto rows = sql("select tokens::text from person_search");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].string(0).find_first_not_of("{},0123456789"), std::string::npos);
}

}  // namespace
}  // namespace tessera::people
