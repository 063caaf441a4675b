#include "authn/sessions/session_rules.hpp"

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

SessionLimits limits_of(Acr acr, bool staff, const SessionPolicy& policy) {
  auto limits = policy.aal1;
  if (acr >= Acr::aal2) limits = policy.aal2;
  if (acr == Acr::aal3) limits = policy.aal3;
  if (!staff) return limits;
  return {std::min(limits.idle, policy.staff.idle), std::min(limits.overall, policy.staff.overall)};
}

Acr decide_live_level(Acr reached, TimePoint auth_time, Duration gap, bool staff, TimePoint now,
                      const SessionPolicy& policy) {
  for (const auto acr : {Acr::aal3, Acr::aal2_phr, Acr::aal2, Acr::aal1}) {
    const auto limits = limits_of(acr, staff, policy);
    if (acr <= reached && gap < limits.idle && now < auth_time + limits.overall) return acr;
  }
  return Acr::none;
}

Acr decide_resumable(Acr reached, TimePoint auth_time, Duration gap, bool staff, TimePoint now,
                     const SessionPolicy& policy) {
  const auto live = decide_live_level(reached, auth_time, gap, staff, now, policy);
  const auto rested = std::min(reached, Acr::aal2_phr);
  if (live == Acr::none || live >= rested || rested < Acr::aal2) return Acr::none;
  return now < auth_time + limits_of(rested, staff, policy).overall ? rested : Acr::none;
}

Session present_session(const SessionRecord& record, TimePoint now, const SessionPolicy& policy) {
  auto session = record.session;
  const auto& at = session.auth_time;
  session.acr = decide_live_level(record.session.acr, at, record.gap, record.staff, now, policy);
  session.resumable =
      decide_resumable(record.session.acr, at, record.gap, record.staff, now, policy);
  return session;
}

std::size_t concurrent_limit(bool staff, const SessionPolicy& policy) {
  return staff ? policy.staff_sessions : policy.citizen_sessions;
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
