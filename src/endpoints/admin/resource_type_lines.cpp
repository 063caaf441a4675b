#include <boost/json/object.hpp>

#include "endpoints/admin/client_form.hpp"
#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {
namespace {

namespace json = boost::json;

constexpr std::string_view kOwner = "owner ";
constexpr std::string_view kAssured = "assured";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What is not understood stays in the type, where the rules of a registration refuse it.
json::object read_line(std::string_view line) {
  const auto colon = line.find(": ");
  json::object out{{"type", trimmed(line.substr(0, colon))}};
  auto rest = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 2);
  for (bool first = true; !rest.empty(); first = false) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto part = trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (first) {
      out["actions"] = part;
    } else if (part.starts_with(kOwner)) {
      out["owner"] = trimmed(part.substr(kOwner.size()));
    } else {
      out["sign_in"] = part;
    }
  }
  return out;
}

}  // namespace

std::string render_resource_types(const std::vector<oauth::ResourceType>& types) {
  std::string out;
  for (const auto& type : types) {
    out += (out.empty() ? "" : "\n") + type.type + ": " + type.actions;
    if (!type.owner.empty()) out += ", " + std::string(kOwner) + type.owner;
    if (!type.sign_in.empty()) out += ", " + std::string(kAssured);
  }
  return out;
}

json::array read_resource_types(const std::string& text) {
  json::array out;
  for (const auto& line : lines_of(text))
    out.push_back(read_line(std::string_view(line.as_string())));
  return out;
}

}  // namespace tessera::endpoints::admin
