#include "pseudo_locale.hpp"

#include <array>
#include <utility>

namespace tessera::ui {
namespace {

constexpr std::array<std::pair<char, std::string_view>, 12> kAccents{{{'a', "á"},
                                                                      {'e', "é"},
                                                                      {'i', "í"},
                                                                      {'o', "ö"},
                                                                      {'u', "ü"},
                                                                      {'c', "ç"},
                                                                      {'n', "ñ"},
                                                                      {'s', "š"},
                                                                      {'A', "Å"},
                                                                      {'E', "É"},
                                                                      {'O', "Ø"},
                                                                      {'S', "Š"}}};
constexpr std::string_view kStartOverride = "\u202E";
constexpr std::string_view kEndOverride = "\u202C";

std::string_view accented(const char& c) {
  for (const auto& [plain, accent] : kAccents) {
    if (plain == c) return accent;
  }
  return {&c, 1};
}

// Names in {placeholders} stay as they are.
std::string lengthen(const std::string& text) {
  std::string out = "[";
  bool in_placeholder = false;
  for (const char& c : text) {
    if (c == '{') in_placeholder = true;
    out += in_placeholder ? std::string_view{&c, 1} : accented(c);
    if (c == '}') in_placeholder = false;
  }
  for (std::size_t added = 0; added < text.size() * 2 / 5; added += 5) out += " ñøñø";
  return out + "]";
}

// A placeholder's value has its own direction, so the override is closed around it.
std::string mirror(const std::string& text) {
  std::string out(kStartOverride);
  for (const char c : text) {
    if (c == '{') out += kEndOverride;
    out += c;
    if (c == '}') out += kStartOverride;
  }
  return out.append(kEndOverride);
}

Catalogue transformed(const Catalogue& english, std::string locale, std::string direction,
                      std::string (*change)(const std::string&)) {
  Catalogue made{std::move(locale), std::move(direction), {}};
  for (const auto& [id, text] : english.texts) made.texts.emplace(id, change(text));
  return made;
}

}  // namespace

Catalogue make_long_pseudo_locale(const Catalogue& english) {
  auto made = transformed(english, "en-XA", "ltr", lengthen);
  made.texts["common.language_name"] = "Pseudo (long)";
  return made;
}

Catalogue make_mirrored_pseudo_locale(const Catalogue& english) {
  auto made = transformed(english, "ar-XB", "rtl", mirror);
  made.texts["common.language_name"] = "Pseudo (right to left)";
  return made;
}

}  // namespace tessera::ui
