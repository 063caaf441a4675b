// Looks for planted values in every file of the databases: tables, indexes, WAL, logs, Redis dump.
// In UTF-8, lower case, hex, and base64 at its three alignments.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/codec/base64url.hpp>

namespace tessera::test {

inline std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Base64 of the value wherever it begins within a group of three: what does not depend on
// neighbours.
inline std::vector<std::string> base64_forms(const std::string& value) {
  std::vector<std::string> out;
  for (std::size_t before = 0; before < 3; ++before) {
    const auto text = codec::to_base64(as_bytes(std::string(before, 'x') + value));
    const std::size_t skip = before == 0 ? 0 : before + 1;
    const std::size_t whole =
        (before + value.size()) * 8 / 6;  // characters all of whose bits are known
    out.push_back(text.substr(skip, whole - skip));
  }
  return out;
}

inline std::set<std::string> forms_of(const std::string& value) {
  std::set<std::string> forms;
  for (const auto& each : {value, lower(value)}) {
    forms.insert(each);
    forms.insert(to_hex(as_bytes(each)));
    for (const auto& form : base64_forms(each)) {
      forms.insert(form);
      auto url = form;
      std::ranges::replace(url, '+', '-');
      std::ranges::replace(url, '/', '_');
      forms.insert(url);
    }
  }
  return forms;
}

// memmem is several times quicker than std::string::find on binary files.
inline bool contains(const std::string& bytes, const std::string& form) {
  return memmem(bytes.data(), bytes.size(), form.data(), form.size()) != nullptr;
}

// The forms of these values that occur in any file below the folders: "path: form".
inline std::vector<std::string> find_leaks(const std::vector<std::filesystem::path>& folders,
                                           const std::vector<std::string>& values,
                                           std::size_t& files) {
  std::set<std::string> forms;
  for (const auto& value : values) forms.merge(forms_of(value));
  std::vector<std::string> found;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(in)), {});
      const auto folded = lower(bytes);
      ++files;
      for (const auto& form : forms) {
        // The folded copy finds any case of text and hex.
        if (contains(bytes, form) || contains(folded, form)) {
          found.push_back(entry.path().string() + ": " + form);
        }
      }
    }
  }
  return found;
}

}  // namespace tessera::test
