#include "http/forwarded.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace tessera::http {

namespace {

constexpr std::size_t kMaxHops = 32;

bool is_token_char(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         others.find(c) != std::string_view::npos;
}

// Reads the grammar of RFC 7239 4 from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  void skip_space() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string token() {
    const auto begin = at_;
    while (!done() && is_token_char(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::optional<std::string> value() {
    if (!take('"')) {
      auto out = token();
      if (out.empty()) return std::nullopt;
      return out;
    }
    std::string out;
    while (!done() && text_[at_] != '"') {
      if (text_[at_] == '\\') ++at_;
      if (done()) return std::nullopt;
      out += text_[at_++];
    }
    if (!take('"')) return std::nullopt;
    return out;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// node of RFC 7239 6: an address with optional port, IPv6 in brackets, "unknown" or "_name".
bool read_node(std::string_view node, Hop& hop) {
  if (equal_ignoring_case(node, "unknown") || node.starts_with('_')) return true;
  std::string_view host = node;
  std::string_view rest;
  if (node.starts_with('[')) {
    const auto end = node.find(']');
    if (end == std::string_view::npos) return false;
    host = node.substr(1, end - 1);
    rest = node.substr(end + 1);
  } else if (std::ranges::count(node, ':') == 1) {
    host = node.substr(0, node.find(':'));
    rest = node.substr(node.find(':'));
  }
  if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return false;
  hop.address = parse_ip_address(host);
  return hop.address.has_value();
}

bool read_pair(Reader& reader, Hop& hop) {
  const auto name = to_lower(reader.token());
  if (name.empty() || !reader.take('=')) return false;
  const auto value = reader.value();
  if (!value) return false;
  if (name == "proto") hop.proto = to_lower(*value);
  return name != "for" || read_node(*value, hop);
}

bool read_element(Reader& reader, Hop& hop) {
  do {
    reader.skip_space();
    if (!read_pair(reader, hop)) return false;
    reader.skip_space();
  } while (reader.take(';'));
  return true;
}

// The hops stand in the order in which they were passed: the one nearest to us is the last.
Client walk(const IpAddress& peer, const std::vector<Hop>& hops,
            const std::vector<IpNetwork>& trusted) {
  Client client{.address = peer};
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    client.secure = hop->proto == "https";
    if (!hop->address) break;
    client.address = *hop->address;
    if (!contains(trusted, client.address)) break;
  }
  return client;
}

}  // namespace

std::optional<std::vector<Hop>> parse_forwarded(std::string_view value) {
  std::vector<Hop> hops;
  Reader reader(value);
  do {
    if (hops.size() == kMaxHops || !read_element(reader, hops.emplace_back())) return std::nullopt;
  } while (reader.take(','));
  if (!reader.done()) return std::nullopt;
  return hops;
}

std::optional<std::vector<Hop>> parse_x_forwarded_for(std::string_view value) {
  std::vector<Hop> hops;
  for (;;) {
    const auto end = value.find(',');
    if (hops.size() == kMaxHops || !read_node(trim(value.substr(0, end)), hops.emplace_back()))
      return std::nullopt;
    if (end == std::string_view::npos) return hops;
    value.remove_prefix(end + 1);
  }
}

std::optional<Client> decide_client(const IpAddress& peer, const ForwardedHeaders& headers,
                                    const std::vector<IpNetwork>& trusted) {
  std::optional<Client> standard;
  std::optional<Client> customary;
  if (!headers.forwarded.empty()) {
    const auto hops = parse_forwarded(headers.forwarded);
    if (!hops) return std::nullopt;
    standard = walk(peer, *hops, trusted);
  }
  if (!headers.x_forwarded_for.empty()) {
    const auto hops = parse_x_forwarded_for(headers.x_forwarded_for);
    if (!hops) return std::nullopt;
    customary = walk(peer, *hops, trusted);
  }
  if (standard && customary && standard->address != customary->address) return std::nullopt;
  auto client = standard ? *standard : customary.value_or(Client{.address = peer});
  if (!standard || !headers.x_forwarded_proto.empty())
    client.secure = equal_ignoring_case(headers.x_forwarded_proto, "https");
  return client;
}

}  // namespace tessera::http
