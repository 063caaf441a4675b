#include "people/predicates.hpp"

#include <charconv>
#include <chrono>

#include <tessera/codec/json.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::people {
namespace {

namespace chrono = std::chrono;

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<chrono::year_month_day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number(text.substr(0, 4));
  const auto month = parse_number(text.substr(5, 2));
  const auto day = parse_number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const chrono::year_month_day date{chrono::year(*year),
                                    chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day))};
  // OpenID Connect Core 5.1: the year 0000 says that it is not told.
  if (!date.ok() || *year <= 0) return std::nullopt;
  return date;
}

bool same_text(std::string_view a, std::string_view b) {
  const auto folded_a = fold_text(a);
  const auto folded_b = fold_text(b);
  return folded_a && folded_b && !folded_a->empty() && *folded_a == *folded_b;
}

bool has_member(const boost::json::object& address, std::string_view name, std::string_view value) {
  const auto* member = codec::find_string(address, name);
  return member != nullptr && same_text({member->data(), member->size()}, value);
}

}  // namespace

std::optional<int> parse_age(std::string_view derived) {
  const auto colon = derived.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto years = parse_number(derived.substr(colon + 1));
  return years && *years >= 1 && *years <= 150 ? years : std::nullopt;
}

std::optional<bool> is_age_over(std::string_view birthdate, int years, TimePoint now) {
  const auto born = parse_day(birthdate);
  if (!born) return std::nullopt;
  auto reached = *born + chrono::years(years);
  if (!reached.ok()) reached = reached.year() / chrono::March / 1;  // 29 February
  return chrono::sys_days(reached) <= chrono::floor<chrono::days>(now);
}

bool is_resident_of(std::string_view address, std::string_view place) {
  const auto parsed = codec::parse_json_object(address);
  if (!parsed) return false;
  const auto slash = place.find('/');
  if (!has_member(*parsed, "country", place.substr(0, slash))) return false;
  return slash == std::string_view::npos ||
         has_member(*parsed, "locality", place.substr(slash + 1));
}

}  // namespace tessera::people
