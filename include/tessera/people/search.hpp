// Finding people by the beginnings of values that are stored encrypted (docs/adr/0043).
//
// For every beginning of 3 to 8 letters of a name, and the like for birth dates, logins and
// numbers, a person has a token: the first bits of an HMAC. So few bits that each token stands for
// many people; whom a search finds by tokens is decrypted and compared.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/directory.hpp>
#include <tessera/people/person.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::people {

// What is looked for; empty fields do not count, all others must fit.
struct SearchTerms {
  std::string name;       // one or more words, each the beginning of a part of the name
  std::string birthdate;  // "1987", "1987-12" or "1987-12-10"
  std::string login;      // the beginning of the mail address or user name; or a whole login
  std::string number;     // the beginning of a document number or national id
  [[nodiscard]] bool empty() const {
    return name.empty() && birthdate.empty() && login.empty() && number.empty();
  }
};

// Key and length that tokens were made with, as one number: rows of several stand side by side
// while they are renewed.
struct Generation {
  std::uint32_t key = 0;
  int bits = 0;
  [[nodiscard]] std::int64_t number() const { return static_cast<std::int64_t>(key) * 64 + bits; }
  [[nodiscard]] static Generation of(std::int64_t number) {
    return {.key = static_cast<std::uint32_t>(number / 64), .bits = static_cast<int>(number % 64)};
  }
};

// Tokens of this length stand for about kPeoplePerToken people each, where there are so many.
inline constexpr int kPeoplePerToken = 128;
inline constexpr int kLeastBits = 8;
inline constexpr int kMostBits = 22;
[[nodiscard]] int token_bits(std::int64_t people);

// Words of values in normal form: case folded, without accents.
struct SearchWords {
  std::vector<std::string> names, birthdates, logins, numbers;
};
// Names of attributes that can be searched.
[[nodiscard]] std::span<const std::string> search_attributes();
// Puts one value where it belongs; other attributes are left out.
void add_search_words(SearchWords& words, std::string_view attribute, std::string_view value);
// Errc::invalid with field errors: "search.empty", "search.short", "search.date", "text.malformed".
[[nodiscard]] Result<SearchWords> parse_terms(const SearchTerms& terms);
[[nodiscard]] bool fits(const SearchWords& wanted, const SearchWords& person);
// Of a person, or of what is wanted: whoever fits has them all, as a beginning has the tokens of
// its own beginnings. In ascending order, each once.
[[nodiscard]] std::vector<std::int32_t> tokens_of(const SearchWords& words, const Secret& key,
                                                  int bits);

struct SearchFound {
  std::vector<Person> people;  // in the order of ids
  bool more = false;           // others fit too, or could: the terms are to be narrowed
};

class PersonSearch {
 public:
  virtual ~PersonSearch() = default;
  // units: of the staff persona, nullopt for everybody. Permission and the journal are the caller's
  // duty.
  [[nodiscard]] virtual Task<Result<SearchFound>> search(
      const SearchTerms& terms, const std::optional<std::set<Uuid>>& units) = 0;
  // Job, on one node: makes tokens of who has none, of whose values changed, and anew under another
  // key or length. True if there is more to do.
  [[nodiscard]] virtual Task<bool> refresh(TimePoint now) = 0;
};

// A person with what is searched, sealed.
struct SearchedPerson {
  Uuid person;
  std::int64_t mark = 0;
  std::optional<Bytes> wrapped_key;  // nullopt: erased
  std::vector<std::pair<std::string, Bytes>> values;
};
struct PersonTokens {
  Uuid person;
  std::int64_t mark = 0;
  std::vector<std::int32_t> tokens;
};

class SearchStore {
 public:
  virtual ~SearchStore() = default;
  [[nodiscard]] virtual Task<std::vector<std::int64_t>> generations() = 0;
  [[nodiscard]] virtual Task<std::vector<Uuid>> find(std::int64_t generation,
                                                     std::span<const std::int32_t> tokens,
                                                     const std::optional<std::set<Uuid>>& units,
                                                     int limit) = 0;
  [[nodiscard]] virtual Task<std::vector<SearchedPerson>> load(
      std::span<const Uuid> persons, std::span<const std::string> names) = 0;
  [[nodiscard]] virtual Task<std::vector<SearchedPerson>> load_due(
      std::int64_t generation, std::span<const std::string> names, int limit) = 0;
  virtual Task<> save(std::int64_t generation, std::span<const PersonTokens> rows,
                      TimePoint now) = 0;
  // Of persons whose key is gone.
  virtual Task<> remove(std::span<const Uuid> persons) = 0;
  // A step of the pass over everybody; true if it goes on.
  [[nodiscard]] virtual Task<bool> pass(TimePoint now, int limit) = 0;
  struct Size {
    std::int64_t people = 0;
    int bits = 0;
  };
  [[nodiscard]] virtual Task<Size> size() = 0;
  virtual Task<> save_bits(int bits) = 0;
};

// The arguments must outlive it.
[[nodiscard]] std::unique_ptr<PersonSearch> make_person_search(SearchStore& store,
                                                               PersonStore& people,
                                                               DirectoryStore& directory,
                                                               crypto::KeyringHolder& keys);

}  // namespace tessera::people
