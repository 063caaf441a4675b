#include <tessera/authn/own_words.hpp>

#include <array>
#include <utility>

namespace tessera::authn {

Task<std::vector<std::string>> own_words(people::PeopleService& people, const Uuid& person) {
  const std::array<std::string, 5> names{"given_name", "family_name", "email", "phone_number",
                                         "birthdate"};
  std::vector<std::string> words;
  for (const auto& attribute : co_await people.attributes(person, names)) {
    std::string word;
    for (const char c : attribute.value + ' ') {
      const bool splits = c == ' ' || c == '@' || c == '.' || c == '-';
      if (!splits) word += c;
      if (splits && !word.empty()) words.push_back(std::exchange(word, {}));
    }
  }
  co_return words;
}

}  // namespace tessera::authn
