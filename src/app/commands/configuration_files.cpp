#include "app/commands/configuration_files.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/managed/document.hpp>

namespace tessera::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(kLargestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// RFC 7517 4, RFC 7518 6: "d" and "k" are what nobody else may know.
bool holds_private_key(const json::value& value) {
  if (const auto* object = value.if_object()) {
    if (object->contains("kty") && (object->contains("d") || object->contains("k"))) return true;
    return std::ranges::any_of(
        *object, [](const auto& member) { return holds_private_key(member.value()); });
  }
  const auto* array = value.if_array();
  return array != nullptr && std::ranges::any_of(*array, holds_private_key);
}

class Reader {
 public:
  Reader(std::string path, ConfigurationFiles& out) : path_(std::move(path)), out_(out) {}

  void file(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key.str() == "manager") {
        manager(node);
      } else if (managed::parse_kind(key.str())) {
        kind(std::string(key.str()), node);
      } else {
        problem(node,
                "unknown key \"" + std::string(key.str()) +
                    "\": a file has manager, [unit.KEY], [role.KEY], [client.KEY], [purpose.KEY], "
                    "[policy.KEY] and [level.KEY]");
      }
    }
  }

 private:
  std::string origin(const toml::node& node) const {
    return path_ + ':' + std::to_string(node.source().begin.line);
  }
  void problem(const toml::node& node, const std::string& what) {
    out_.problems.push_back(origin(node) + ": " + what);
  }

  void manager(const toml::node& node) {
    const auto* text = node.as_string();
    if (text == nullptr) return problem(node, "manager must be a text");
    if (!out_.manager.empty() && out_.manager != text->get())
      return problem(node, "another manager than in a file before: \"" + out_.manager + '"');
    out_.manager = text->get();
  }

  void kind(const std::string& kind, const toml::node& node) {
    const auto* tables = node.as_table();
    if (tables == nullptr) return problem(node, kind + ": write [" + kind + ".KEY]");
    for (const auto& [key, inner] : *tables) {
      if (const auto* table = inner.as_table())
        document(kind, std::string(key.str()), *table);
      else
        problem(inner, "a " + kind + " is a table: [" + kind + '.' + std::string(key.str()) + ']');
    }
  }

  void document(const std::string& kind, const std::string& key, const toml::table& table) {
    const auto same = std::ranges::find_if(out_.documents, [&](const FileDocument& other) {
      return other.kind == kind && other.key == key;
    });
    if (same != out_.documents.end())
      return problem(table, kind + '.' + key + " stands at " + same->origin + " already");
    FileDocument document{.kind = kind,
                          .key = key,
                          .object = {},
                          .fields = {},
                          .origin = origin(table),
                          .origins = {}};
    for (const auto& [name, node] : table) {
      const std::string field(name.str());
      document.origins[field] = origin(node);
      if (field == "id") {
        if (const auto* text = node.as_string())
          document.object = text->get();
        else
          problem(node, "id must be a text");
      } else if (field.ends_with("secret")) {
        problem(node, field + ": a secret does not belong into a file; the server makes it");
      } else if (auto read = value(node)) {
        if (holds_private_key(*read)) problem(node, field + " holds a private key");
        document.fields[field] = std::move(*read);
      }
    }
    out_.documents.push_back(std::move(document));
  }

  std::optional<json::value> value(const toml::node& node) {
    if (const auto* text = node.as_string()) return json::value(text->get());
    if (const auto* number = node.as_integer()) return json::value(number->get());
    if (const auto* flag = node.as_boolean()) return json::value(flag->get());
    if (const auto* list = node.as_array()) return array(*list);
    if (const auto* table = node.as_table()) return object(*table);
    problem(node, "a value is a text, a whole number, true or false, a list or a table");
    return std::nullopt;
  }

  json::value array(const toml::array& list) {
    json::array out;
    for (const auto& item : list) {
      if (auto read = value(item)) out.push_back(std::move(*read));
    }
    return out;
  }

  std::optional<json::value> object(const toml::table& table) {
    if (table.size() == 1 && table.contains("file")) return from_file(*table.get("file"));
    json::object out;
    for (const auto& [key, node] : table) {
      if (auto read = value(node)) out[std::string(key.str())] = std::move(*read);
    }
    return out;
  }

  // { file = "keys.json" }: the content instead, JSON if the name says so.
  std::optional<json::value> from_file(const toml::node& node) {
    const auto* name = node.as_string();
    if (name == nullptr) {
      problem(node, "file must be a text");
      return std::nullopt;
    }
    const auto place = fs::path(path_).parent_path() / name->get();
    auto text = read_file(place);
    if (!text || text->size() > kLargestFile) {
      problem(node, place.string() + (text ? " is larger than 1 MiB" : " cannot be read"));
      return std::nullopt;
    }
    if (place.extension() != ".json") {
      while (text->ends_with('\n')) text->pop_back();
      return json::value(*text);
    }
    auto parsed = codec::parse_json(*text);
    if (parsed) return std::move(*parsed);
    problem(node, place.string() + " is not JSON: " + parsed.error().text);
    return std::nullopt;
  }

  std::string path_;
  ConfigurationFiles& out_;
};

void read_one(const fs::path& path, ConfigurationFiles& out) {
  const auto text = read_file(path);
  if (!text) {
    out.problems.push_back(path.string() + ": cannot be read");
  } else if (text->size() > kLargestFile) {
    out.problems.push_back(path.string() + ": is larger than 1 MiB; split it");
  } else {
    read_configuration_text(*text, path.string(), out);
  }
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".toml") out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

void read_configuration_text(const std::string& text, const std::string& path,
                             ConfigurationFiles& into) {
  try {
    const auto table = toml::parse(text, path);
    Reader(path, into).file(table);
  } catch (const toml::parse_error& error) {
    into.problems.push_back(path + ':' + std::to_string(error.source().begin.line) + ": " +
                            std::string(error.description()));
  }
}

ConfigurationFiles read_configuration(const std::vector<std::string>& paths) {
  ConfigurationFiles out;
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      const auto found = files_in(path);
      if (found.empty()) out.problems.push_back(path + ": has no *.toml file");
      files.insert(files.end(), found.begin(), found.end());
    } else {
      files.emplace_back(path);
    }
  }
  if (files.size() > kMostFiles) {
    out.problems.push_back("more than " + std::to_string(kMostFiles) +
                           " files; apply them in parts");
    return out;
  }
  for (const auto& file : files) read_one(file, out);
  return out;
}

std::string origin_of(const ConfigurationFiles& files, std::string_view pointer) {
  constexpr std::string_view kStart = "/documents/";
  if (!pointer.starts_with(kStart)) return {};
  pointer.remove_prefix(kStart.size());
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), place);
  if (error != std::errc{} || place >= files.documents.size()) return {};
  const auto& document = files.documents[place];
  pointer.remove_prefix(static_cast<std::size_t>(end - pointer.data()));
  constexpr std::string_view kFields = "/fields/";
  if (pointer == "/object" && document.origins.contains("id")) return document.origins.at("id");
  if (!pointer.starts_with(kFields)) return document.origin;
  pointer.remove_prefix(kFields.size());
  const auto found = document.origins.find(std::string(pointer.substr(0, pointer.find('/'))));
  return found == document.origins.end() ? document.origin : found->second;
}

}  // namespace tessera::app
