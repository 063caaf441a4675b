#include "store/redis/address.hpp"

#include <charconv>
#include <stdexcept>
#include <string_view>

#include <boost/url/decode_view.hpp>
#include <boost/url/pct_string_view.hpp>

namespace tessera::store::redis {
namespace {

[[noreturn]] void malformed() {
  throw std::invalid_argument("the Redis URL is malformed");
}

int parse_database(std::string_view text) {
  int out = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), out);
  if (r.ec != std::errc() || r.ptr != text.data() + text.size() || out < 0) malformed();
  return out;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The text before the delimiter; rest becomes what follows it.
std::string_view take_until(std::string_view& rest, char delimiter) {
  const auto at = rest.find(delimiter);
  const auto out = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return out;
}

std::string decoded(std::string_view text) {
  const auto checked = boost::urls::make_pct_string_view({text.data(), text.size()});
  if (!checked) malformed();
  const boost::urls::decode_view view(*checked);
  return {view.begin(), view.end()};
}

HostPort parse_host(std::string_view text, const char* default_port) {
  HostPort out{.host = {}, .port = default_port};
  if (take_prefix(text, "[")) {
    if (text.find(']') == std::string_view::npos) malformed();
    out.host = take_until(text, ']');
    if (!text.empty() && !take_prefix(text, ":")) malformed();
  } else {
    out.host = take_until(text, ':');
  }
  if (!text.empty()) out.port = text;
  if (out.host.empty()) malformed();
  return out;
}

void parse_login(Address& out, std::string_view& authority) {
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return;
  std::string_view login = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  out.username = decoded(take_until(login, ':'));
  out.password = decoded(login);
}

Address parse_unix(std::string_view text) {
  Address out{.kind = Address::Kind::unix_socket};
  take_prefix(text, "//");
  out.path = take_until(text, '?');
  if (take_prefix(text, "db=")) out.database = parse_database(text);
  if (out.path.empty()) malformed();
  return out;
}

Address parse_sentinel(std::string_view text) {
  Address out{.kind = Address::Kind::sentinel};
  std::string_view hosts = take_until(text, '/');
  parse_login(out, hosts);
  while (!hosts.empty()) out.sentinels.push_back(parse_host(take_until(hosts, ','), "26379"));
  out.master = take_until(text, '/');
  if (!text.empty()) out.database = parse_database(text);
  if (out.sentinels.empty() || out.master.empty()) malformed();
  return out;
}

Address parse_server(std::string_view text, Address::Kind kind) {
  Address out{.kind = kind};
  std::string_view authority = take_until(text, '/');
  parse_login(out, authority);
  out.server = parse_host(authority, "6379");
  if (!text.empty()) out.database = parse_database(text);
  return out;
}

}  // namespace

Address parse_address(const std::string& url) {
  std::string_view text = url;
  if (take_prefix(text, "unix:")) return parse_unix(text);
  if (take_prefix(text, "redis+sentinel://")) return parse_sentinel(text);
  if (take_prefix(text, "redis://")) return parse_server(text, Address::Kind::tcp);
  if (take_prefix(text, "rediss://")) return parse_server(text, Address::Kind::tls);
  malformed();
}

}  // namespace tessera::store::redis
