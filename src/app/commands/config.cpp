#include "app/commands/config.hpp"

#include <unistd.h>

#include <iostream>

#include "app/exit_code.hpp"
#include "app/node/check_settings.hpp"

namespace tessera::app {
namespace {

std::vector<std::string> environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry; ++entry) entries.emplace_back(*entry);
  return entries;
}

}  // namespace

std::optional<Settings> load_or_complain(const ConfigSource& source) {
  auto settings = Settings::load(source.file, environment(), source.flags);
  if (settings) return std::move(*settings);
  std::cerr << settings.error().text << "\n";
  return std::nullopt;
}

int run_config_validate(const ConfigSource& source) {
  const auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  const auto problems = check_settings(*settings);
  for (const auto& problem : problems) std::cerr << problem << "\n";
  if (!problems.empty()) return kUsage;
  std::cout << "configuration is valid\n";
  return kOk;
}

int run_config_show(const ConfigSource& source, bool redact) {
  const auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  std::cout << render_settings(*settings, redact);
  return kOk;
}

int run_config_schema() {
  std::cout << render_schema() << "\n";
  return kOk;
}

}  // namespace tessera::app
