#include "http/target.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace tessera::http {

namespace {

bool is_plain(std::string_view target) {
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

std::optional<std::string> decode(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '%') {
      if (i + 2 >= path.size()) return std::nullopt;
      const int high = hex_value(path[i + 1]);
      const int low = hex_value(path[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      if (c == '/') return std::nullopt;
      i += 2;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '\\') return std::nullopt;
    out += c;
  }
  return out;
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const auto segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == "..") return true;
    at = end;
  }
  return false;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/' || !is_plain(target)) return std::nullopt;
  const auto mark = target.find('?');
  auto path = decode(target.substr(0, mark));
  if (!path || has_dot_segment(*path) || !is_utf8(*path)) return std::nullopt;
  Target out{.path = std::move(*path), .query = {}};
  if (mark != std::string_view::npos) out.query = target.substr(mark + 1);
  return out;
}

}  // namespace tessera::http
