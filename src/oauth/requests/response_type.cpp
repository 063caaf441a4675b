#include <tessera/oauth/response_type.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::oauth {

std::optional<ResponseType> parse_response_type(std::string_view text) {
  ResponseType out;
  while (true) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    bool* const member = word == "code"       ? &out.code
                         : word == "id_token" ? &out.id_token
                         : word == "token"    ? &out.token
                                              : nullptr;
    if (member == nullptr || *member) return std::nullopt;
    *member = true;
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

std::string to_string(const ResponseType& type) {
  std::string out;
  for (const auto& [word, present] :
       {std::pair{"code", type.code}, {"id_token", type.id_token}, {"token", type.token}}) {
    if (!present) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

ResponseMode default_mode(const ResponseType& type) {
  return type.front_channel() ? ResponseMode::fragment : ResponseMode::query;
}

std::optional<ResponseWay> parse_response_mode(std::string_view text, const ResponseType& type) {
  if (text == "jwt") return ResponseWay{default_mode(type), true};
  static constexpr std::array<std::pair<std::string_view, ResponseWay>, 6> kModes{
      {{"query", {ResponseMode::query, false}},
       {"fragment", {ResponseMode::fragment, false}},
       {"form_post", {ResponseMode::form_post, false}},
       {"query.jwt", {ResponseMode::query, true}},
       {"fragment.jwt", {ResponseMode::fragment, true}},
       {"form_post.jwt", {ResponseMode::form_post, true}}}};
  for (const auto& [name, way] : kModes) {
    if (name == text) return way;
  }
  return std::nullopt;
}

}  // namespace tessera::oauth
