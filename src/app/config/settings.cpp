#include "app/config/settings.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "app/config/toml_source.hpp"

namespace tessera::app {
namespace {

constexpr std::string_view kPrefix = "TESSERA_";
// Read by `tessera dev`, the admin verbs and the tests themselves, not settings.
constexpr std::array<std::string_view, 5> kForeign{
    "TESSERA_DEV_", "TESSERA_BINARY", "TESSERA_TEST_", "TESSERA_ADMIN_", "TESSERA_E2E_"};

const SettingSpec* find_spec(std::string_view key) {
  for (const auto& spec : setting_specs()) {
    if (spec.key == key) return &spec;
  }
  return nullptr;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string_view type_name(SettingType type) {
  switch (type) {
    case SettingType::integer:
      return "a whole number";
    case SettingType::boolean:
      return "true or false";
    case SettingType::duration:
      return "a duration such as \"10s\"";
    case SettingType::size:
      return "a size such as \"64KB\"";
    case SettingType::texts:
      return "a list of texts";
    default:
      return "a text";
  }
}

bool fits(const SettingSpec& spec, std::string_view text) {
  switch (spec.type) {
    case SettingType::integer:
      return parse_integer(text).has_value();
    case SettingType::boolean:
      return text == "true" || text == "false";
    case SettingType::duration:
      return parse_duration(text).has_value();
    case SettingType::size:
      return parse_size(text).has_value();
    default:
      return true;
  }
}

// TESSERA_DATABASE__URL -> database.url
std::string key_of_variable(std::string_view name) {
  std::string key;
  name.remove_prefix(kPrefix.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_' && i + 1 < name.size() && name[i + 1] == '_') {
      key += '.';
      ++i;
    } else {
      key += static_cast<char>(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    }
  }
  return key;
}

std::optional<std::string> read_secret_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::stringstream content;
  content << file.rdbuf();
  auto text = content.str();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

class Loader {
 public:
  explicit Loader(Settings& settings) : settings_(settings) {}

  void put(std::string_view key, std::string value, const std::string& origin) {
    const auto* spec = find_spec(key);
    if (!spec) return problem(origin, "unknown key \"" + std::string(key) + "\"");
    if (!fits(*spec, value)) {
      return problem(origin, std::string(key) + " must be " + std::string(type_name(spec->type)));
    }
    settings_.set(key, std::move(value), origin);
  }

  void problem(const std::string& origin, const std::string& what) {
    problems_.push_back(origin + ": " + what);
  }

  void variable(std::string_view entry) {
    const auto equals = entry.find('=');
    const auto name = entry.substr(0, equals);
    if (!name.starts_with(kPrefix) || equals == std::string_view::npos) return;
    for (const auto foreign : kForeign) {
      if (name.starts_with(foreign)) return;
    }
    const std::string value(entry.substr(equals + 1));
    if (!name.ends_with("_FILE") || find_spec(key_of_variable(name))) {
      given_.push_back(std::string(name));
      return put(key_of_variable(name), value, std::string(name));
    }
    from_file(name, value);
  }

  // A secret given twice is refused: nobody could say which one counts.
  void check_secret_given_once() {
    for (const auto& name : from_files_) {
      if (std::find(given_.begin(), given_.end(), name) != given_.end()) {
        problem(name, "given both as a value and as " + name + "_FILE; remove one");
      }
    }
  }

  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  void from_file(std::string_view name, const std::string& path) {
    const auto base = name.substr(0, name.size() - std::string_view("_FILE").size());
    const auto key = key_of_variable(base);
    const auto* spec = find_spec(key);
    if (!spec || spec->type != SettingType::secret) {
      return problem(std::string(name),
                     "unknown key \"" + key + "\" (only secrets have a _FILE form)");
    }
    auto text = read_secret_file(path);
    if (!text) return problem(std::string(name), "cannot read " + path);
    from_files_.push_back(std::string(base));
    put(key, std::move(*text), std::string(name));
  }

  Settings& settings_;
  std::vector<std::string> problems_;
  std::vector<std::string> given_;
  std::vector<std::string> from_files_;
};

}  // namespace

Result<Settings> Settings::load(const std::optional<std::string>& file,
                                std::span<const std::string> environment,
                                const std::map<std::string, std::string>& flags) {
  Settings settings;
  for (const auto& spec : setting_specs()) {
    settings.set(spec.key, std::string(spec.default_value), "default");
  }
  Loader loader(settings);
  if (file) {
    auto source = read_toml(*file);
    for (auto& entry : source.entries) loader.put(entry.key, std::move(entry.value), entry.origin);
    for (const auto& [origin, what] : source.problems) loader.problem(origin, what);
    settings.set_listeners(std::move(source.listeners));
    settings.set_smartcards(std::move(source.smartcards));
  }
  for (const auto& entry : environment) loader.variable(entry);
  loader.check_secret_given_once();
  for (const auto& [key, value] : flags) loader.put(key, value, "--" + key);

  if (loader.problems().empty()) return settings;
  std::string all;
  for (const auto& line : loader.problems()) all += (all.empty() ? "" : "\n") + line;
  return fail(Errc::invalid, "config.invalid", all);
}

void Settings::set(std::string_view key, std::string value, std::string origin) {
  values_[std::string(key)] = Value{std::move(value), std::move(origin)};
}

const std::string& Settings::text(std::string_view key) const {
  const auto found = values_.find(std::string(key));
  if (found == values_.end()) throw std::logic_error("no setting " + std::string(key));
  return found->second.text;
}
std::int64_t Settings::integer(std::string_view key) const {
  return parse_integer(text(key)).value();
}
bool Settings::boolean(std::string_view key) const {
  return text(key) == "true";
}
Duration Settings::duration(std::string_view key) const {
  return parse_duration(text(key)).value();
}
std::size_t Settings::size(std::string_view key) const {
  return parse_size(text(key)).value();
}

std::vector<std::string> Settings::texts(std::string_view key) const {
  std::vector<std::string> items;
  std::stringstream list(text(key));
  for (std::string item; std::getline(list, item, ',');) {
    const auto first = item.find_first_not_of(' ');
    if (first != std::string::npos)
      items.push_back(item.substr(first, item.find_last_not_of(' ') - first + 1));
  }
  return items;
}

namespace {

std::optional<std::int64_t> split_number(std::string_view text, std::string_view& unit) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 12) return std::nullopt;
  unit = text.substr(digits);
  return parse_integer(text.substr(0, digits));
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  std::string_view unit;
  const auto number = split_number(text, unit);
  if (!number) return std::nullopt;
  if (unit == "ms") return milliseconds(*number);
  if (unit == "s") return seconds(*number);
  if (unit == "m") return minutes(*number);
  if (unit == "h") return hours(*number);
  if (unit == "d") return days(*number);
  return std::nullopt;
}

std::optional<std::size_t> parse_size(std::string_view text) {
  std::string_view unit;
  const auto number = split_number(text, unit);
  if (!number) return std::nullopt;
  const auto n = static_cast<std::size_t>(*number);
  if (unit.empty()) return n;
  if (unit == "KB") return n * 1024;
  if (unit == "MB") return n * 1024 * 1024;
  if (unit == "GB") return n * 1024 * 1024 * 1024;
  return std::nullopt;
}

}  // namespace tessera::app
