#include <tessera/authn/code_gateway.hpp>

#include <algorithm>

namespace tessera::authn {
namespace {

constexpr std::size_t kFewestDigits = 8;
constexpr std::size_t kMostDigits = 15;  // ITU-T E.164 6.1

}  // namespace

std::optional<std::string> normalise_number(std::string_view typed) {
  constexpr std::string_view kBetween = " -./()";
  std::string number;
  for (const char c : typed) {
    if (!kBetween.contains(c)) number += c;
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = std::string_view(number).substr(number.starts_with('+') ? 1 : number.size());
  const bool fits = digits.size() >= kFewestDigits && digits.size() <= kMostDigits;
  if (!fits || digits.front() == '0' || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  return number;
}

std::optional<std::string> refuse_gateway(const GatewayFacts& facts, bool unknown_is_settled) {
  if (!facts.configured) return "not_configured";
  if (!facts.number_validated) return "number_not_validated";
  if (!facts.unrestricted_way) return "no_unrestricted_way";
  if (facts.number == NumberState::changed_lately) return "number_changed";
  if (facts.number == NumberState::unknown && !unknown_is_settled) return "number_unknown";
  return std::nullopt;
}

}  // namespace tessera::authn
