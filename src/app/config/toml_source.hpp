// A TOML file as flat entries, each with the file and line it came from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config/settings.hpp"

namespace tessera::app {

struct TomlEntry {
  std::string key;     // "database.url"
  std::string value;   // as text; lists joined by ","
  std::string origin;  // "tessera.toml:12"
};

struct TomlSource {
  std::vector<TomlEntry> entries;
  std::vector<ListenerSetting> listeners;                     // [[listener]]
  std::vector<SmartcardSetting> smartcards;                   // [[smartcard]]
  std::vector<std::pair<std::string, std::string>> problems;  // origin, what
};

// Never throws: an unreadable file and a syntax error (duplicate keys included) are problems.
[[nodiscard]] TomlSource read_toml(const std::string& path);

}  // namespace tessera::app
