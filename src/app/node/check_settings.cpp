#include "app/node/check_settings.hpp"

#include <array>
#include <functional>
#include <optional>
#include <set>

#include <tessera/codec/url.hpp>

namespace tessera::app {
namespace {

constexpr std::array<std::string_view, 4> kRequired{"server.public_url", "database.url",
                                                    "redis.url", "keys.master_key_file"};
constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};

std::optional<std::size_t> find_level(std::string_view text) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == text) return i;
  }
  return std::nullopt;
}

// The issuer is compared byte for byte by every client, so it has one spelling.
std::optional<std::string> check_public_url(const std::string& text) {
  const auto url = codec::parse_url(text);
  if (!url || url->scheme != "https" || url->host.empty())
    return "must be an https URL such as https://login.example.gov";
  if (text.ends_with('/') || !url->path.empty() || url->query)
    return "must have no path, no query and no slash at the end";
  return std::nullopt;
}

}  // namespace

std::vector<std::string> check_settings(const Settings& settings) {
  std::vector<std::string> problems;
  const auto problem = [&](std::string_view key, const std::string& what) {
    problems.push_back(settings.values().at(std::string(key)).origin + ": " + std::string(key) +
                       " " + what);
  };
  for (const auto key : kRequired) {
    if (settings.text(key).empty()) problem(key, "must be set");
  }
  if (!settings.text("server.public_url").empty()) {
    if (const auto wrong = check_public_url(settings.text("server.public_url")))
      problem("server.public_url", *wrong);
  }
  if (settings.listeners().empty()) problems.emplace_back("no [[listener]] is configured");
  // The routes of a listener go by its name: these two would get what is not theirs.
  std::set<std::string, std::less<>> names{"management", "admin-socket"};
  for (const auto& listener : settings.listeners()) {
    if (!names.insert(listener.name).second)
      problems.push_back("listener name \"" + listener.name + "\" is taken: give each its own");
  }
  if (!find_level(settings.text("log.level")))
    problem("log.level", "must be debug, info, warn or error");
  const auto& transport = settings.text("mail.transport");
  if (transport != "smtp" && transport != "folder")
    problem("mail.transport", "must be smtp or folder");
  if (transport == "folder" && settings.text("mail.folder").empty())
    problem("mail.folder", "must be set for mail.transport = folder");
  if (transport == "smtp" && settings.text("mail.smtp_url").empty())
    problem("mail.smtp_url", "must be set: applicants are told by mail");
  if (settings.text("mail.from").empty()) problem("mail.from", "must be set");
  return problems;
}

runtime::Level log_level(const Settings& settings) {
  constexpr std::array levels{runtime::Level::debug, runtime::Level::info, runtime::Level::warn,
                              runtime::Level::error};
  return levels[find_level(settings.text("log.level")).value_or(1)];
}

}  // namespace tessera::app
