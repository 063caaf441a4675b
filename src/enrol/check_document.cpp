#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include <tessera/enrol/evidence.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::enrol {
namespace {

constexpr std::array<std::string_view, 4> kTypes{"passport", "identity_card", "driving_licence",
                                                 "residence_permit"};
constexpr int kLongestValidYears = 15;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc{} || end != text.data() + text.size() || text.front() == '-')
    return std::nullopt;
  return value;
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < 1900) return std::nullopt;
  return std::chrono::sys_days{date};
}

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

bool is_number(std::string_view text) {
  const auto normal = people::normalise_number(text);
  return text.size() <= 40 && normal && normal->size() >= 4;
}

void check_days(const Document& document, std::string_view birthdate, TimePoint now,
                std::vector<FieldError>& errors) {
  const auto issued = parse_day(document.issued);
  const auto expires = parse_day(document.expires);
  if (!issued) errors.push_back({"document_issued", "document.date", {}});
  if (!expires) errors.push_back({"document_expires", "document.date", {}});
  if (!issued || !expires) return;
  const auto today = std::chrono::floor<days>(now);
  if (*issued > today) errors.push_back({"document_issued", "document.issued_future", {}});
  if (*expires < today) errors.push_back({"document_expires", "document.expired", {}});
  if (*expires <= *issued) {
    errors.push_back({"document_expires", "document.order", {}});
  } else if (*expires > *issued + days{366 * kLongestValidYears}) {
    errors.push_back({"document_expires", "document.too_long_valid", {}});
  }
  const auto born = parse_day(birthdate);
  if (born && *issued < *born) errors.push_back({"document_issued", "document.before_birth", {}});
}

}  // namespace

std::span<const std::string_view> document_types() {
  return kTypes;
}

std::vector<FieldError> check_document(const Document& document, std::string_view birthdate,
                                       TimePoint now) {
  std::vector<FieldError> errors;
  if (std::ranges::find(kTypes, document.type) == kTypes.end()) {
    errors.push_back({"document_type", "document.type", {}});
  }
  if (!is_number(document.number)) errors.push_back({"document_number", "document.number", {}});
  if (!is_country(document.country)) errors.push_back({"document_country", "document.country", {}});
  check_days(document, birthdate, now, errors);
  return errors;
}

}  // namespace tessera::enrol
