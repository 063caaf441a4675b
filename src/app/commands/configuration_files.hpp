// Files of configuration as code, read: TOML, strictly typed, with the line of everything, so that
// whatever is wrong is told where it stands.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace tessera::app {

struct FileDocument {
  std::string kind;    // "unit", "role", "client", "policy"
  std::string key;     // "tax" of [unit.tax]
  std::string object;  // `id`, or empty
  boost::json::object fields;
  std::string origin;                          // "portal.toml:12"
  std::map<std::string, std::string> origins;  // of each field
};

struct ConfigurationFiles {
  std::string manager;  // `manager = "city"`, or empty
  std::vector<FileDocument> documents;
  std::vector<std::string> problems;  // "portal.toml:12: ..."
};

inline constexpr std::size_t kLargestFile = 1 << 20;
inline constexpr std::size_t kMostFiles = 500;

// Files, and folders with all their *.toml files, in the order of names.
[[nodiscard]] ConfigurationFiles read_configuration(const std::vector<std::string>& paths);
// One text, as if it stood in that file. { file = "x" } is read beside it.
void read_configuration_text(const std::string& text, const std::string& path,
                             ConfigurationFiles& into);
// What a pointer of the server ("/documents/3/fields/title") points at: "portal.toml:14", or "".
[[nodiscard]] std::string origin_of(const ConfigurationFiles& files, std::string_view pointer);

}  // namespace tessera::app
