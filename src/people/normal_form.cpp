#include <tessera/people/normal_form.hpp>

#include <locale>

#include <boost/locale/conversion.hpp>
#include <boost/locale/encoding_utf.hpp>
#include <boost/locale/generator.hpp>

namespace tessera::people {
namespace {

constexpr std::size_t kMaxLogin = 254;

const std::locale& unicode() {
  static const std::locale locale = boost::locale::generator{}("C.UTF-8");
  return locale;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_utf8(std::string_view text) {
  try {
    (void)boost::locale::conv::utf_to_utf<char32_t>(text.data(), text.data() + text.size(),
                                                    boost::locale::conv::stop);
    return true;
  } catch (const boost::locale::conv::conversion_error&) {
    return false;
  }
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string compose(const std::string& text) {
  return boost::locale::normalize(text, boost::locale::norm_nfc, unicode());
}

}  // namespace

Result<std::string> normalise_text(std::string_view text) {
  const auto trimmed = trim(text);
  for (const char c : trimmed) {
    if (is_control(c) && c != '\n') return fail(Errc::invalid, "text.malformed");
  }
  if (!is_utf8(trimmed)) return fail(Errc::invalid, "text.malformed");
  return compose(std::string(trimmed));
}

Result<std::string> fold_text(std::string_view text) {
  auto plain = normalise_text(text);
  if (!plain) return plain;
  return compose(boost::locale::fold_case(*plain, unicode()));
}

Result<std::string> bare_text(std::string_view text) {
  const auto folded = fold_text(text);
  if (!folded) return folded;
  const auto apart = boost::locale::normalize(*folded, boost::locale::norm_nfd, unicode());
  auto letters = boost::locale::conv::utf_to_utf<char32_t>(apart);
  std::erase_if(letters, [](char32_t c) { return c >= 0x300 && c <= 0x36F; });
  return compose(boost::locale::conv::utf_to_utf<char>(letters));
}

Result<std::string> normalise_login(std::string_view login) {
  auto folded = fold_text(login);
  if (!folded || folded->empty() || folded->size() > kMaxLogin ||
      folded->find_first_of(" \n") != std::string::npos) {
    return fail(Errc::invalid, "login.malformed");
  }
  return folded;
}

Result<std::string> normalise_number(std::string_view number) {
  auto folded = fold_text(number);
  if (!folded) return folded;
  std::erase_if(*folded, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
  });
  if (folded->empty()) return fail(Errc::invalid, "text.malformed");
  return folded;
}

}  // namespace tessera::people
