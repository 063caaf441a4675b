#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include <tessera/people/search.hpp>

namespace tessera::people {
namespace {

const Secret kKey(std::string(32, 'k'));

SearchWords person(std::string_view name, std::string_view birthdate = {}) {
  SearchWords words;
  add_search_words(words, "name", name);
  if (!birthdate.empty()) add_search_words(words, "birthdate", birthdate);
  return words;
}

bool found(const SearchTerms& terms, const SearchWords& words) {
  const auto wanted = parse_terms(terms);
  if (!wanted) {
    ADD_FAILURE() << wanted.error().id;
    return false;
  }
  const auto all = tokens_of(words, kKey, 17);
  const auto asked = tokens_of(*wanted, kKey, 17);
  const bool named = std::ranges::includes(all, asked);
  EXPECT_TRUE(named || !fits(*wanted, words)) << "whoever fits has every token that is asked for";
  return named && fits(*wanted, words);
}

TEST(SearchTokens, FindBeginningsOfAnyWordInAnyOrder) {
  const auto ana = person(
      "Ana Mar\xC3\xAD"
      "a L\xC3\xB3pez-Garc\xC3\xAD"
      "a",
      "1985-02-28");
  EXPECT_TRUE(found({.name = "ana"}, ana));
  EXPECT_TRUE(found({.name = "LOP mar"}, ana));
  EXPECT_TRUE(found({.name = "garcia"}, ana)) << "accents do not count";
  EXPECT_TRUE(found({.name = "L\xC3\x93PEZ", .birthdate = "1985"}, ana));
  EXPECT_TRUE(found({.birthdate = "1985-02"}, ana));
  EXPECT_FALSE(found({.name = "opez"}, ana));
  EXPECT_FALSE(found({.name = "lopez", .birthdate = "1986"}, ana));
}

TEST(SearchTokens, AWordIsComparedToItsEnd) {
  EXPECT_TRUE(found({.name = "Wolfeschlegel"}, person("Hubert Wolfeschlegelstein")));
  EXPECT_FALSE(found({.name = "Wolfeschlegz"}, person("Hubert Wolfeschlegelstein")));
}

TEST(SearchTokens, ShortNamesAreFoundWhole) {
  EXPECT_TRUE(found({.name = "li"}, person("Li Na")));
  EXPECT_FALSE(found({.name = "li"}, person("Lisa Nann")));
  EXPECT_TRUE(found({.name = "\xE7\x8E\x8B"}, person("\xE7\x8E\x8B \xE4\xBC\x9F")));
}

TEST(SearchTokens, ApostrophesDoNotPartWords) {
  EXPECT_TRUE(found({.name = "obrien"}, person("Ann O'Brien")));
  EXPECT_TRUE(found({.name = "o\xE2\x80\x99"
                             "brien"},
                    person("Ann O'Brien")));
}

TEST(SearchTokens, LoginsAndNumbersInTheirNormalForms) {
  SearchWords words;
  add_search_words(words, "email", "Ana.Lopez@example.org");
  add_search_words(words, "document_number", "C01 X-0006");
  EXPECT_TRUE(found({.login = "ANA.lop"}, words));
  EXPECT_TRUE(found({.login = "ana.lopez@example.org"}, words));
  EXPECT_TRUE(found({.number = "c01x"}, words));
  EXPECT_FALSE(found({.login = "ana.lopex"}, words));
}

TEST(SearchTokens, RefuseWhatIsTooShortOrNoDate) {
  const auto field = [](const SearchTerms& terms) {
    const auto parsed = parse_terms(terms);
    return parsed ? std::string("none")
                  : parsed.error().fields.at(0).field + ":" + parsed.error().fields.at(0).id;
  };
  EXPECT_EQ(field({}), "name:search.empty");
  EXPECT_EQ(field({.name = " - "}), "name:search.short");
  EXPECT_EQ(field({.birthdate = "85"}), "birthdate:search.date");
  EXPECT_EQ(field({.birthdate = "1985-2-28"}), "birthdate:search.date");
  EXPECT_EQ(field({.login = "an"}), "login:search.short");
  EXPECT_EQ(field({.number = "C01"}), "number:search.short");
}

TEST(SearchTokens, HaveTheirLengthAndDifferByKeyAndKind) {
  const auto words = person("Ana Maria Lopez");
  for (const auto token : tokens_of(words, kKey, 8)) {
    EXPECT_GE(token, 0);
    EXPECT_LT(token, 256);
  }
  EXPECT_NE(tokens_of(words, kKey, 20), tokens_of(words, Secret(std::string(32, 'x')), 20));
  SearchWords login;
  login.logins = words.names;
  EXPECT_NE(tokens_of(words, kKey, 20), tokens_of(login, kKey, 20));
}

// Their length is such that each stands for many people.
TEST(SearchTokens, StandForManyPeople) {
  EXPECT_EQ(token_bits(0), 8);
  EXPECT_EQ(token_bits(20'000), 12);
  EXPECT_EQ(token_bits(1'000'000), 17);
  EXPECT_EQ(token_bits(1'000'000'000), 22);
  std::map<std::int32_t, int> holders;
  const int people = 4'000;
  for (int i = 0; i < people; ++i) {
    const auto name = "Name" + std::to_string(i * 7919) + " Fam" + std::to_string(i * 104729);
    for (const auto token : tokens_of(person(name), kKey, token_bits(people))) ++holders[token];
  }
  std::int64_t sum = 0;
  for (const auto& [token, count] : holders) sum += count;
  EXPECT_GT(sum / static_cast<std::int64_t>(holders.size()), kPeoplePerToken / 4);
}

}  // namespace
}  // namespace tessera::people
