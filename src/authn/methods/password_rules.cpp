#include "authn/methods/password_rules.hpp"

#include <algorithm>
#include <locale>

#include <boost/locale/conversion.hpp>
#include <boost/locale/encoding_utf.hpp>
#include <boost/locale/generator.hpp>

#include <tessera/people/normal_form.hpp>

#include "blocklist.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kShortestOwnWord = 4;

const std::locale& unicode() {
  static const std::locale locale = boost::locale::generator{}("C.UTF-8");
  return locale;
}

bool is_utf8(std::string_view text) {
  try {
    static_cast<void>(boost::locale::conv::utf_to_utf<char32_t>(
        text.data(), text.data() + text.size(), boost::locale::conv::stop));
    return true;
  } catch (const boost::locale::conv::conversion_error&) {
    return false;
  }
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string fold(std::string_view text) {
  return people::fold_text(text).value_or(std::string(text));
}

// Binary search over the sorted lines of the embedded list, which is never copied.
bool is_listed(std::string_view list, std::string_view word) {
  std::size_t low = 0;
  std::size_t high = list.size();
  while (low < high) {
    auto start = low + (high - low) / 2;
    while (start > low && list[start - 1] != '\n') --start;
    const auto end = list.find('\n', start);
    const auto line = list.substr(start, end - start);
    if (line == word) return true;
    if (line < word) {
      low = end + 1;
    } else {
      high = start;
    }
  }
  return false;
}

// "abababab", "aaaaaaaa": a piece of at most four bytes repeated.
bool is_repeated(std::string_view text) {
  for (std::size_t period = 1; period <= 4 && period < text.size(); ++period) {
    if (text.substr(period) == text.substr(0, text.size() - period)) return true;
  }
  return false;
}

// "12345678", "hgfedcba".
bool is_sequence(std::string_view text) {
  for (const int step : {1, -1}) {
    bool all = text.size() > 1;
    for (std::size_t i = 1; i < text.size() && all; ++i) all = text[i] - text[i - 1] == step;
    if (all) return true;
  }
  return false;
}

// What is left of a password without the words that anybody who knows the person would try.
std::string without_words(std::string password, std::span<const std::string> words) {
  for (const auto& each : words) {
    const auto word = fold(each);
    if (count_code_points(word) < kShortestOwnWord) continue;
    for (auto at = password.find(word); at != std::string::npos; at = password.find(word, at)) {
      password.erase(at, word.size());
    }
  }
  return password;
}

}  // namespace

Result<Secret> normalise_password(const Secret& password) {
  const auto text = password.reveal();
  const bool has_control = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (has_control || text.size() > 4096 || !is_utf8(text))
    return fail(Errc::invalid, "password.malformed");
  auto normal = boost::locale::normalize(std::string(text), boost::locale::norm_nfc, unicode());
  Secret secret{std::string_view(normal)};
  wipe(normal.data(), normal.size());
  return secret;
}

Result<void> check_password(const Secret& password, bool staff,
                            std::span<const std::string> own_words) {
  const auto text = password.reveal();
  const auto length = count_code_points(text);
  if (length < (staff ? kShortestStaffPassword : kShortestPassword))
    return fail(Errc::invalid, "password.too_short");
  if (length > kLongestPassword) return fail(Errc::invalid, "password.too_long");
  if (is_blocklisted(text)) return fail(Errc::invalid, "password.blocklisted");
  const auto folded = fold(text);
  const auto rest = without_words(folded, own_words);
  if (rest.size() != folded.size() && count_code_points(rest) < kShortestPassword) {
    return fail(Errc::invalid, "password.contains_name");
  }
  return {};
}

bool is_blocklisted(std::string_view password) {
  const auto folded = fold(password);
  return is_repeated(folded) || is_sequence(folded) ||
         is_listed(embedded::blocklist()[0].data, folded);
}

}  // namespace tessera::authn
