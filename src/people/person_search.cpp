#include <tessera/people/search.hpp>

#include <algorithm>
#include <cstdlib>

#include <tessera/people/normal_form.hpp>
#include <tessera/runtime/log.hpp>

namespace tessera::people {
namespace {

// Whom tokens name at most before the values are compared: several times what one token stands for.
constexpr int kCandidates = 600;
constexpr std::size_t kShown = 50;
constexpr int kBatch = 200;
constexpr int kBatches = 25;
constexpr int kPassed = 2000;
// The length of tokens follows the number of people once it is wrong by so many bits.
constexpr int kTolerance = 2;

std::vector<std::string> attributes_for(const SearchWords& wanted) {
  std::vector<std::string> names;
  for (const auto& name : search_attributes()) {
    // Which list an attribute's values go to.
    SearchWords probe;
    add_search_words(probe, name, name == "birthdate" ? "2000" : "probe");
    if ((!wanted.names.empty() && !probe.names.empty()) ||
        (!wanted.birthdates.empty() && !probe.birthdates.empty()) ||
        (!wanted.logins.empty() && !probe.logins.empty()) ||
        (!wanted.numbers.empty() && !probe.numbers.empty()))
      names.push_back(name);
  }
  return names;
}

SearchWords words_of(const SearchedPerson& row, const crypto::Keyring& ring) {
  SearchWords words;
  const Owner owner{"person", row.person};
  const auto key = unwrap_data_key(*row.wrapped_key, owner, ring);
  for (const auto& [name, box] : row.values)
    add_search_words(words, name, open_value(key, owner, name, box));
  return words;
}

class StandardPersonSearch final : public PersonSearch {
 public:
  StandardPersonSearch(SearchStore& store, PersonStore& people, DirectoryStore& directory,
                       crypto::KeyringHolder& keys)
      : store_(store), people_(people), directory_(directory), keys_(keys) {}

  Task<Result<SearchFound>> search(const SearchTerms& terms,
                                   const std::optional<std::set<Uuid>>& units) override;
  Task<bool> refresh(TimePoint now) override;

 private:
  struct Candidates {
    std::set<Uuid> persons;
    bool more = false;
  };
  Task<Candidates> candidates(const SearchWords& wanted,
                              const std::optional<std::set<Uuid>>& units);
  Task<std::set<Uuid>> owners_of(const SearchWords& wanted);
  Task<std::size_t> renew(const Generation& wanted, TimePoint now);

  SearchStore& store_;
  PersonStore& people_;
  DirectoryStore& directory_;
  crypto::KeyringHolder& keys_;
};

Task<StandardPersonSearch::Candidates> StandardPersonSearch::candidates(
    const SearchWords& wanted, const std::optional<std::set<Uuid>>& units) {
  Candidates out;
  const auto ring = keys_.get();
  for (const auto number : co_await store_.generations()) {
    const auto generation = Generation::of(number);
    const auto* key = ring->find(generation.key);
    if (key == nullptr || key->purpose != crypto::kPurposeSearch) continue;
    const auto tokens = tokens_of(wanted, key->key, generation.bits);
    const auto found = co_await store_.find(number, tokens, units, kCandidates + 1);
    out.more = out.more || found.size() > kCandidates;
    out.persons.insert(found.begin(), found.end());
  }
  co_return out;
}

// A login is kept as a fingerprint only: whoever knows the whole of it finds its owner.
Task<std::set<Uuid>> StandardPersonSearch::owners_of(const SearchWords& wanted) {
  std::set<Uuid> out;
  const auto ring = keys_.get();
  for (const auto& login : wanted.logins) {
    const auto values = fingerprints("login", login, *ring);
    const auto found = co_await people_.match("login", values);
    out.insert(found.begin(), found.end());
  }
  co_return out;
}

Task<Result<SearchFound>> StandardPersonSearch::search(const SearchTerms& terms,
                                                       const std::optional<std::set<Uuid>>& units) {
  const auto wanted = parse_terms(terms);
  if (!wanted) co_return std::unexpected(wanted.error());
  auto found = co_await candidates(*wanted, units);
  const auto owners = co_await owners_of(*wanted);
  found.persons.insert(owners.begin(), owners.end());
  const std::vector<Uuid> persons(found.persons.begin(), found.persons.end());
  SearchFound out{.more = found.more};
  PersonFilter fitting{.limit = static_cast<int>(kShown), .only = std::vector<Uuid>{}};
  const auto ring = keys_.get();
  auto without_login = *wanted;
  without_login.logins.clear();
  for (const auto& row : co_await store_.load(persons, attributes_for(*wanted))) {
    if (!row.wrapped_key) continue;
    const auto& terms_left = owners.contains(row.person) ? without_login : *wanted;
    if (!fits(terms_left, words_of(row, *ring))) continue;
    if (fitting.only->size() == kShown)
      out.more = true;
    else
      fitting.only->push_back(row.person);
  }
  if (fitting.only->empty()) co_return out;
  out.people = co_await directory_.list(fitting);
  if (units) {  // the owner of a login, and whoever moved just now
    std::erase_if(out.people, [&](const Person& person) {
      return !person.affiliation || !units->contains(person.affiliation->unit);
    });
  }
  co_return out;
}

Task<std::size_t> StandardPersonSearch::renew(const Generation& wanted, TimePoint now) {
  const auto ring = keys_.get();
  const auto& key = ring->find(wanted.key)->key;
  const auto due = co_await store_.load_due(wanted.number(), search_attributes(), kBatch);
  std::vector<PersonTokens> rows;
  std::vector<Uuid> gone;
  for (const auto& row : due) {
    if (!row.wrapped_key) {
      gone.push_back(row.person);
      continue;
    }
    PersonTokens made{.person = row.person, .mark = row.mark};
    try {
      made.tokens = tokens_of(words_of(row, *ring), key, wanted.bits);
    } catch (const Unreadable& error) {
      // Found by nothing until somebody mends it; the others go on.
      runtime::log(runtime::Level::error, "people.search.unreadable", {{"what", error.what()}});
    }
    rows.push_back(std::move(made));
  }
  if (!gone.empty()) co_await store_.remove(gone);
  if (!rows.empty()) co_await store_.save(wanted.number(), rows, now);
  co_return due.size();
}

Task<bool> StandardPersonSearch::refresh(TimePoint now) {
  const auto size = co_await store_.size();
  Generation wanted{.key = keys_.get()->current(crypto::kPurposeSearch).id, .bits = size.bits};
  if (const int better = token_bits(size.people); std::abs(better - size.bits) >= kTolerance) {
    co_await store_.save_bits(better);
    wanted.bits = better;
  }
  const bool passing = co_await store_.pass(now, kPassed);
  for (int batch = 0; batch < kBatches; ++batch) {
    if (co_await renew(wanted, now) < kBatch) co_return passing;
  }
  co_return true;
}

}  // namespace

std::unique_ptr<PersonSearch> make_person_search(SearchStore& store, PersonStore& people,
                                                 DirectoryStore& directory,
                                                 crypto::KeyringHolder& keys) {
  return std::make_unique<StandardPersonSearch>(store, people, directory, keys);
}

}  // namespace tessera::people
