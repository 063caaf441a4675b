#include "authn/session_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::authn {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

// The first match counts: browsers name those they descend from.
constexpr std::array<Word, 7> kBrowsers{{{"Edg", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"SamsungBrowser", "Samsung Internet"},
                                         {"Firefox", "Firefox"},
                                         {"FxiOS", "Firefox"},
                                         {"Chrome", "Chrome"},
                                         {"Safari", "Safari"}}};
constexpr std::array<Word, 7> kSystems{{{"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Android", "Android"},
                                        {"Windows", "Windows"},
                                        {"CrOS", "ChromeOS"},
                                        {"Mac OS X", "macOS"},
                                        {"Linux", "Linux"}}};

template <std::size_t N>
std::string_view find_word(const std::array<Word, N>& words, std::string_view text) {
  for (const auto& [mark, name] : words) {
    if (text.find(mark) != std::string_view::npos) return name;
  }
  return {};
}

}  // namespace

SessionLimits limits_of(Acr acr, bool staff) {
  if (acr == Acr::aal3) return {minutes{15}, hours{12}};
  if (staff) return {minutes{30}, hours{12}};
  if (acr >= Acr::aal2) return {hours{1}, hours{24}};
  return {hours{24}, days{7}};
}

std::size_t concurrent_limit(bool staff) {
  return staff ? 3 : 10;
}

bool is_within_limits(const SessionRecord& record, TimePoint now, Duration grace) {
  return now < record.session.expires && now < record.session.last_seen + record.idle + grace;
}

std::vector<Uuid> decide_surplus(std::span<const SessionRecord> live, std::size_t limit,
                                 const Uuid& keep, TimePoint now) {
  std::vector<std::pair<TimePoint, Uuid>> others;
  for (const auto& record : live) {
    const bool counts = !record.ended && is_within_limits(record, now, record.idle / kTouchPart);
    if (counts && record.session.id != keep)
      others.emplace_back(record.session.last_seen, record.session.id);
  }
  std::vector<Uuid> surplus;
  if (others.size() + 1 <= limit) return surplus;
  std::ranges::sort(others);
  for (std::size_t i = 0; i < others.size() + 1 - limit; ++i) surplus.push_back(others[i].second);
  return surplus;
}

std::string describe_user_agent(std::string_view user_agent) {
  const auto browser = find_word(kBrowsers, user_agent);
  const auto system = find_word(kSystems, user_agent);
  if (browser.empty() || system.empty()) return std::string(browser.empty() ? system : browser);
  return std::string(browser) + " on " + std::string(system);
}

}  // namespace tessera::authn
