// Texts of one locale, read from compiled gettext catalogues (.mo) and kept for the life of the
// process.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tessera::ui {

using Texts = std::unordered_map<std::string, std::string>;

struct Catalogue {
  std::string locale;     // BCP 47
  std::string direction;  // "ltr" or "rtl"
  Texts texts;
};

// The entries of one .mo file (gettext manual, "The Format of GNU MO Files"), without the header
// entry. Throws std::runtime_error on a file that is not one.
[[nodiscard]] Texts read_mo(std::string_view file);

// Every locale of the binary, "en" first, its families merged. Throws std::runtime_error if a text
// id is in two families of one locale.
[[nodiscard]] std::vector<Catalogue> load_catalogues();

}  // namespace tessera::ui
