// The configuration as data: one table of keys, four sources in order (defaults < file <
// environment < command line). Unknown, duplicate and mistyped keys are errors that name the file
// and the line.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

#include "app/config/smartcard_setting.hpp"

namespace tessera::app {

enum class SettingType { text, integer, boolean, duration, size, texts, secret };

struct SettingSpec {
  std::string_view key;  // "database.url"
  SettingType type;
  std::string_view default_value;
  std::string_view help;
  std::string_view example = {};
};

// Every key there is, in the order of the documentation.
[[nodiscard]] std::span<const SettingSpec> setting_specs();

struct ListenerSetting {
  std::string name;
  std::string address;
  bool tls = true;
  std::string certificate_file;
  std::string private_key_file;
  std::string client_certificate = "none";  // "optional", "required"
  std::string client_ca_file;
  std::string public_url;  // of a listener for client certificates
  std::vector<std::string> trusted_proxies;
  std::string serves;  // "smartcards": reads those of [[smartcard]]; "": what else there is
  std::string origin;  // "tessera.toml:12"
  [[nodiscard]] bool reads_cards() const { return serves == "smartcards"; }
};

class Settings {
 public:
  // Where a value came from: "default", "tessera.toml:12", "TESSERA_DATABASE__URL", "--public-url".
  struct Value {
    std::string text;
    std::string origin;
  };

  // All problems at once, one line each. environment is the process's, as "NAME=value".
  [[nodiscard]] static Result<Settings> load(const std::optional<std::string>& file,
                                             std::span<const std::string> environment,
                                             const std::map<std::string, std::string>& flags);

  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] Duration duration(std::string_view key) const;
  [[nodiscard]] std::size_t size(std::string_view key) const;  // bytes
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] const std::vector<ListenerSetting>& listeners() const { return listeners_; }
  [[nodiscard]] const std::vector<SmartcardSetting>& smartcards() const { return smartcards_; }
  [[nodiscard]] const std::map<std::string, Value>& values() const { return values_; }

  void set(std::string_view key, std::string value, std::string origin);
  void set_listeners(std::vector<ListenerSetting> listeners) { listeners_ = std::move(listeners); }
  void set_smartcards(std::vector<SmartcardSetting> cards) { smartcards_ = std::move(cards); }

 private:
  std::map<std::string, Value> values_;
  std::vector<ListenerSetting> listeners_;
  std::vector<SmartcardSetting> smartcards_;
};

// "250ms", "10s", "5m", "2h", "30d"; nullopt for anything else.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// "64KB", "8MB", "1024"; nullopt for anything else.
[[nodiscard]] std::optional<std::size_t> parse_size(std::string_view text);

// `tessera config schema`: JSON Schema of the file.
[[nodiscard]] std::string render_schema();
// `tessera config show --effective`: TOML with the origin of each value; secrets as "<redacted>".
[[nodiscard]] std::string render_settings(const Settings& settings, bool redact);

}  // namespace tessera::app
