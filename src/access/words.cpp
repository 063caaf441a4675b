#include "access/words.hpp"

#include <algorithm>

namespace tessera::access {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_reason(std::string_view text) {
  return text.size() >= 3 && text.size() <= 500;
}

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           std::string_view("-_./").contains(c);
  });
}

bool is_course(std::string_view text) {
  return !text.empty() && text.size() <= 64 && (is_lower(text[0]) || is_digit(text[0])) &&
         std::ranges::all_of(
             text, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

}  // namespace tessera::access
