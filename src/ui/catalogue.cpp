#include "catalogue.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "ui_catalogues.hpp"

namespace tessera::ui {
namespace {

constexpr std::uint32_t kMagic = 0x950412de;

std::uint32_t read_word(std::string_view file, std::size_t offset) {
  std::uint32_t word = 0;
  if (offset > file.size() || file.size() - offset < sizeof word) {
    throw std::runtime_error("message catalogue is cut short");
  }
  std::memcpy(&word, file.data() + offset, sizeof word);
  return word;
}

// A string descriptor is a length and an offset.
std::string_view read_string(std::string_view file, std::size_t descriptor) {
  const std::size_t length = read_word(file, descriptor);
  const std::size_t offset = read_word(file, descriptor + 4);
  if (offset > file.size() || length > file.size() - offset) {
    throw std::runtime_error("message catalogue points outside itself");
  }
  return file.substr(offset, length);
}

bool writes_right_to_left(std::string_view locale) {
  const auto language = locale.substr(0, locale.find('-'));
  return language == "ar" || language == "fa" || language == "he" || language == "ur";
}

Catalogue& catalogue_of(std::vector<Catalogue>& all, std::string_view locale) {
  for (auto& catalogue : all) {
    if (catalogue.locale == locale) return catalogue;
  }
  return all.emplace_back(std::string(locale), writes_right_to_left(locale) ? "rtl" : "ltr",
                          Texts{});
}

}  // namespace

Texts read_mo(std::string_view file) {
  if (read_word(file, 0) != kMagic)
    throw std::runtime_error("not a message catalogue of this byte order");
  const std::size_t count = read_word(file, 8);
  const std::size_t ids = read_word(file, 12);
  const std::size_t translations = read_word(file, 16);
  Texts texts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = read_string(file, ids + 8 * i);
    if (!id.empty()) texts.emplace(id, read_string(file, translations + 8 * i));
  }
  return texts;
}

std::vector<Catalogue> load_catalogues() {
  std::vector<Catalogue> all;
  catalogue_of(all, "en");
  for (const auto& file : embedded::ui_catalogues()) {  // "de/authn.mo"
    auto& catalogue = catalogue_of(all, file.path.substr(0, file.path.find('/')));
    for (auto& [id, text] : read_mo(file.data)) {
      if (!catalogue.texts.emplace(id, std::move(text)).second) {
        throw std::runtime_error("text " + id + " is in two files of " + catalogue.locale);
      }
    }
  }
  return all;
}

}  // namespace tessera::ui
