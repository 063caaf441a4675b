#include "app/node/check_settings.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>

#include <tessera/base/ip_address.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/http/server.hpp>

#include "app/node/aliases.hpp"
#include "app/node/client_revocation_room.hpp"
#include "app/node/smartcards.hpp"
#include "store/redis/address.hpp"

namespace tessera::app {
namespace {

constexpr std::array<std::string_view, 4> kRequired{"server.public_url", "database.url",
                                                    "redis.url", "keys.master_key_file"};
// Where nothing at all is no limit but a node that serves nobody.
constexpr std::array<std::string_view, 23> kNotZero{"limits.headers",
                                                    "limits.form",
                                                    "limits.json",
                                                    "limits.evidence",
                                                    "limits.evidence_uploads",
                                                    "limits.header_time",
                                                    "limits.request_time",
                                                    "limits.idle_time",
                                                    "limits.connections",
                                                    "limits.connections_per_address",
                                                    "database.connections",
                                                    "database.queue",
                                                    "database.statement_timeout",
                                                    "redis.timeout",
                                                    "hashing.passes",
                                                    "hashing.queue_time",
                                                    "throttle.window",
                                                    "throttle.stuffing_network_logins",
                                                    "throttle.stuffing_logins",
                                                    "throttle.stuffing_lasts",
                                                    "sessions.of_citizen",
                                                    "sessions.of_staff",
                                                    "sessions.of_privileged"};
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

bool is_zero(std::string_view text) {
  return text.substr(0, text.find_first_not_of("0123456789")).find_first_not_of('0') ==
         std::string_view::npos;
}

bool is_trust_framework(std::string_view text) {
  return !text.empty() && text.size() <= 200 && std::ranges::all_of(text, [](unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
}

bool is_redis_url(const std::string& url) {
  try {
    static_cast<void>(store::redis::parse_address(url));
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

// Behind a unix path every connection is the proxy's, so it has to say who its clients are.
std::optional<std::string> check_listener(const ListenerSetting& listener) {
  const auto& proxies = listener.trusted_proxies;
  const bool is_unix = listener.address.starts_with("unix:");
  if (is_unix && listener.tls) return "a unix path is plain: the proxy in front of it ends TLS";
  if (is_unix && std::ranges::count(proxies, http::kUnixPeer) == 0)
    return "a unix path needs trusted_proxies = [\"unix\"]: its clients are known from the "
           "proxy's headers only";
  if (!listener.public_url.empty()) {
    if (const auto wrong = check_public_url(listener.public_url)) return "public_url " + *wrong;
  }
  for (const auto& proxy : proxies) {
    if (is_unix && proxy == http::kUnixPeer) continue;
    if (!parse_ip_network(proxy)) return "trusted_proxies: \"" + proxy + "\" is not a network";
  }
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
  for (const auto key : kNotZero) {
    if (is_zero(settings.text(key))) problem(key, "must be more than nothing");
  }
  if (!settings.text("server.public_url").empty()) {
    if (const auto wrong = check_public_url(settings.text("server.public_url")))
      problem("server.public_url", *wrong);
  }
  if (!settings.text("redis.url").empty() && !is_redis_url(settings.text("redis.url")))
    problem("redis.url", "must be a redis://, rediss://, redis+sentinel:// or unix: address");
  if (settings.listeners().empty()) problems.emplace_back("no [[listener]] is configured");
  // The routes of a listener go by its name: these two would get what is not theirs.
  std::set<std::string, std::less<>> names{"management", "admin-socket"};
  for (const auto& listener : settings.listeners()) {
    if (const auto wrong = check_listener(listener))
      problems.push_back(listener.origin + ": listener \"" + listener.name + "\": " + *wrong);
    if (!names.insert(listener.name).second)
      problems.push_back(listener.origin + ": listener name \"" + listener.name +
                         "\" is taken: give each its own");
  }
  for (auto& wrong : check_smartcards(settings)) problems.push_back(std::move(wrong));
  if (settings.integer("throttle.stuffing_work_bits") > 22)
    problem("throttle.stuffing_work_bits", "must be at most 22: a browser takes seconds for it");
  if (settings.duration("throttle.stuffing_delay") > seconds{10})
    problem("throttle.stuffing_delay", "must be at most 10s: requests are held so long");
  for (const auto* key : {"passkeys.citizen_attestation", "passkeys.staff_attestation"}) {
    const auto& wish = settings.text(key);
    if (wish != "none" && wish != "preferred" && wish != "required")
      problem(key, "must be none, preferred or required");
  }
  if (!std::ranges::all_of(settings.texts("passkeys.staff_models"),
                           [](const auto& word) { return parse_uuid(word).has_value(); }))
    problem("passkeys.staff_models", "must be AAGUIDs: f8a011f3-8c0a-4d15-8006-17111f9edc7d");
  if (!settings.text("passkeys.metadata_file").empty() &&
      settings.text("passkeys.metadata_root_file").empty())
    problem("passkeys.metadata_root_file", "must be set beside metadata_file");
  const auto& nonce = settings.text("oauth.dpop_nonce");
  if (nonce != "off" && nonce != "offered" && nonce != "required")
    problem("oauth.dpop_nonce", "must be off, offered or required");
  const auto& revocation = settings.text("oauth.client_revocation");
  if (revocation != "hard" && revocation != "soft")
    problem("oauth.client_revocation", "must be hard or soft");
  if (asks_about_clients(settings) && client_authority_files(settings).empty())
    problem(
        "oauth.client_revocation",
        "needs a listener with client_ca_file: those are the certificates that are asked about");
  if (!is_trust_framework(settings.text("oauth.trust_framework")))
    problem("oauth.trust_framework",
            "must be 1 to 200 printable characters without space or quote");
  if (!find_level(settings.text("log.level")))
    problem("log.level", "must be debug, info, warn or error");
  for (const auto& text : settings.texts("aliases.paths")) {
    if (!parse_alias(text)) problem("aliases.paths", "holds pairs such as /old=/oauth2/token");
  }
  const auto& realm = settings.text("aliases.keycloak_realm");
  if (realm.find_first_of("/?#% {}") != std::string::npos)
    problem("aliases.keycloak_realm", "must be the plain name of a realm");
  const auto& transport = settings.text("mail.transport");
  if (transport != "smtp" && transport != "folder")
    problem("mail.transport", "must be smtp or folder");
  if (transport == "folder" && settings.text("mail.folder").empty())
    problem("mail.folder", "must be set for mail.transport = folder");
  if (transport == "smtp" && settings.text("mail.smtp_url").empty())
    problem("mail.smtp_url", "must be set: applicants are told by mail");
  if (!is_mail_address(settings.text("mail.from")))
    problem("mail.from", "must be a mail address such as no-reply@login.example.gov");
  return problems;
}

runtime::Level log_level(const Settings& settings) {
  constexpr std::array levels{runtime::Level::debug, runtime::Level::info, runtime::Level::warn,
                              runtime::Level::error};
  return levels[find_level(settings.text("log.level")).value_or(1)];
}

}  // namespace tessera::app
