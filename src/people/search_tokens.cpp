#include <tessera/people/search.hpp>

#include <algorithm>
#include <array>
#include <bit>

#include <boost/locale/encoding_utf.hpp>

#include <tessera/crypto/digest.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::people {
namespace {

// Beginnings of so many letters have tokens; a shorter name has one for the whole of it ("Li").
constexpr std::size_t kLeastName = 3;
constexpr std::size_t kLeastLogin = 3;
constexpr std::size_t kLeastNumber = 4;
constexpr std::size_t kLongest = 8;
constexpr std::size_t kMostWords = 16;  // of one person's names
// Tokens of one person, on average: what the length of tokens is reckoned with.
constexpr std::int64_t kTokensPerPerson = 30;

constexpr std::array<std::string_view, 5> kNames{"name", "given_name", "family_name", "middle_name",
                                                 "nickname"};
constexpr std::array<std::string_view, 2> kLogins{"email", "preferred_username"};
constexpr std::array<std::string_view, 2> kNumbers{"document_number", "national_id"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Apostrophes are left out ("O'Brien" is one word), everything else that is no letter or digit
// parts words.
bool is_apostrophe(char32_t c) {
  return c == U'\'' || c == 0x2019 || c == 0x02BC || c == U'`';
}

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
  const bool is_space = c == 0xA0 || c == 0xB7 || c == 0x3000 || c == 0x30FB;
  return !is_space && !(c >= 0x2000 && c <= 0x206F);
}

std::u32string decoded(std::string_view text) {
  return boost::locale::conv::utf_to_utf<char32_t>(text.data(), text.data() + text.size());
}

std::string encoded(std::u32string_view text) {
  return boost::locale::conv::utf_to_utf<char>(text.data(), text.data() + text.size());
}

void add_once(std::vector<std::string>& list, std::string word) {
  if (!word.empty() && list.size() < kMostWords && std::ranges::find(list, word) == list.end())
    list.push_back(std::move(word));
}

void add_words(std::vector<std::string>& list, std::string_view bare) {
  std::u32string word;
  for (const char32_t c : decoded(bare)) {
    if (is_letter(c)) {
      word += c;
    } else if (!is_apostrophe(c)) {
      add_once(list, encoded(word));
      word.clear();
    }
  }
  add_once(list, encoded(word));
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "1987", "1987-12", "1987-12-10"
bool is_date_beginning(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  if (!is_digits(text.substr(0, 4))) return false;
  for (std::size_t at = 4; at < text.size(); at += 3) {
    if (text[at] != '-' || !is_digits(text.substr(at + 1, 2))) return false;
  }
  return true;
}

// Collects the tokens of one person or one search.
class Tokens {
 public:
  Tokens(const Secret& key, int bits) : key_(key), bits_(bits) {}

  void add(std::string_view kind, std::string_view beginning) {
    const auto tag = crypto::hmac_sha256(
        key_.reveal_bytes(), as_bytes(std::string(kind) + "|" + std::string(beginning)));
    const auto first = static_cast<std::uint32_t>(tag[0]) << 24 |
                       static_cast<std::uint32_t>(tag[1]) << 16 |
                       static_cast<std::uint32_t>(tag[2]) << 8 | static_cast<std::uint32_t>(tag[3]);
    tokens_.push_back(static_cast<std::int32_t>(first >> (32 - bits_)));
  }
  void add_beginnings(std::string_view kind, std::string_view word, std::size_t least) {
    const auto letters = decoded(word);
    for (auto n = least; n <= std::min(letters.size(), kLongest); ++n)
      add(kind, encoded(std::u32string_view(letters).substr(0, n)));
  }
  void add_all(const SearchWords& words) {
    for (const auto& name : words.names) {
      if (decoded(name).size() < kLeastName) add("whole_name", name);
      add_beginnings("name", name, kLeastName);
    }
    for (const auto& date : words.birthdates) {
      for (const std::size_t n : {4, 7, 10}) {
        if (date.size() >= n) add("birthdate", std::string_view(date).substr(0, n));
      }
    }
    for (const auto& login : words.logins) add_beginnings("login", login, kLeastLogin);
    for (const auto& number : words.numbers) add_beginnings("number", number, kLeastNumber);
  }
  std::vector<std::int32_t> take() {
    std::ranges::sort(tokens_);
    tokens_.erase(std::ranges::unique(tokens_).begin(), tokens_.end());
    return std::move(tokens_);
  }

 private:
  const Secret& key_;
  int bits_;
  std::vector<std::int32_t> tokens_;
};

bool begins_one(const std::string& wanted, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const auto& word) { return word.starts_with(wanted); });
}

bool names_one(const std::string& wanted, const std::vector<std::string>& words) {
  if (decoded(wanted).size() >= kLeastName) return begins_one(wanted, words);
  return std::ranges::find(words, wanted) != words.end();
}

}  // namespace

int token_bits(std::int64_t people) {
  const auto values = std::max<std::int64_t>(people, 0) * kTokensPerPerson / kPeoplePerToken;
  return std::clamp(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(values))) - 1,
                    kLeastBits, kMostBits);
}

std::span<const std::string> search_attributes() {
  static const std::vector<std::string> kAll = [] {
    std::vector<std::string> all{"birthdate"};
    for (const auto& names :
         {std::span<const std::string_view>(kNames), std::span<const std::string_view>(kLogins),
          std::span<const std::string_view>(kNumbers)}) {
      for (const auto name : names) all.emplace_back(name);
    }
    return all;
  }();
  return kAll;
}

void add_search_words(SearchWords& words, std::string_view attribute, std::string_view value) {
  if (is_one_of(kNames, attribute)) {
    if (const auto bare = bare_text(value)) add_words(words.names, *bare);
  } else if (attribute == "birthdate") {
    if (is_date_beginning(value)) add_once(words.birthdates, std::string(value));
  } else if (is_one_of(kLogins, attribute)) {
    if (auto login = normalise_login(value)) add_once(words.logins, std::move(*login));
  } else if (is_one_of(kNumbers, attribute)) {
    if (auto number = normalise_number(value)) add_once(words.numbers, std::move(*number));
  }
}

Result<SearchWords> parse_terms(const SearchTerms& terms) {
  SearchWords words;
  Error refused{.code = Errc::invalid, .id = "search.refused"};
  const auto refuse = [&refused](std::string_view field, std::string id) {
    refused.fields.push_back({.field = std::string(field), .id = std::move(id)});
  };
  if (!terms.name.empty()) {
    const auto bare = bare_text(terms.name);
    if (bare) add_words(words.names, *bare);
    if (!bare)
      refuse("name", bare.error().id);
    else if (words.names.empty())
      refuse("name", "search.short");
  }
  if (!terms.birthdate.empty()) {
    if (is_date_beginning(terms.birthdate))
      words.birthdates.push_back(terms.birthdate);
    else
      refuse("birthdate", "search.date");
  }
  if (!terms.login.empty()) {
    auto login = normalise_login(terms.login);
    if (!login)
      refuse("login", login.error().id);
    else if (decoded(*login).size() < kLeastLogin)
      refuse("login", "search.short");
    else
      words.logins.push_back(std::move(*login));
  }
  if (!terms.number.empty()) {
    auto number = normalise_number(terms.number);
    if (!number)
      refuse("number", number.error().id);
    else if (decoded(*number).size() < kLeastNumber)
      refuse("number", "search.short");
    else
      words.numbers.push_back(std::move(*number));
  }
  if (terms.empty()) refuse("name", "search.empty");
  if (!refused.fields.empty()) return std::unexpected(std::move(refused));
  return words;
}

bool fits(const SearchWords& wanted, const SearchWords& person) {
  return std::ranges::all_of(wanted.names,
                             [&](const auto& w) { return names_one(w, person.names); }) &&
         std::ranges::all_of(wanted.birthdates,
                             [&](const auto& w) { return begins_one(w, person.birthdates); }) &&
         std::ranges::all_of(wanted.logins,
                             [&](const auto& w) { return begins_one(w, person.logins); }) &&
         std::ranges::all_of(wanted.numbers,
                             [&](const auto& w) { return begins_one(w, person.numbers); });
}

std::vector<std::int32_t> tokens_of(const SearchWords& words, const Secret& key, int bits) {
  Tokens tokens(key, bits);
  tokens.add_all(words);
  return tokens.take();
}

}  // namespace tessera::people
