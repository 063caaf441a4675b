#include <tessera/codec/url.hpp>

#include <algorithm>
#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace tessera::codec {
namespace {

constexpr std::size_t kMaxSize = 2048;

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lower(std::string_view text) {
  std::string out(text.size(), '\0');
  std::ranges::transform(text, out.begin(), to_lower);
  return out;
}

std::string_view view(boost::urls::string_view text) {
  return {text.data(), text.size()};
}
std::string_view view(boost::urls::pct_string_view text) {
  return {text.data(), text.size()};
}

bool is_web(std::string_view scheme) {
  return scheme == "https" || scheme == "http";
}

// RFC 3986 allows ports that no connection has ("host:", "host:0", "host:99999").
std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), port);
  if (error != std::errc() || end != text.end() || port == 0) return std::nullopt;
  return port;
}

bool is_strict(const boost::urls::url_view& url) {
  const auto host = view(url.encoded_host());
  const auto path = view(url.encoded_path());
  // Boost.URL reads "host:8x/" as port 8 and path "x/", against RFC 3986 3.3.
  const bool path_begins = !url.has_authority() || path.empty() || path.starts_with('/');
  return path_begins && !url.has_userinfo() && host.find('%') == std::string_view::npos &&
         (!url.has_port() || parse_port(view(url.port()))) &&
         (!is_web(lower(view(url.scheme()))) || !host.empty());
}

}  // namespace

std::uint16_t Url::effective_port() const {
  if (port) return *port;
  if (scheme == "https") return 443;
  return scheme == "http" ? 80 : 0;
}

bool Url::is_loopback() const {
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxSize) return fail(Errc::invalid, "url.malformed");
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed || !is_strict(*parsed)) return fail(Errc::invalid, "url.malformed");
  Url url{.scheme = lower(view(parsed->scheme())),
          .host = lower(view(parsed->encoded_host())),
          .path = std::string(view(parsed->encoded_path()))};
  if (parsed->has_port()) url.port = parse_port(view(parsed->port()));
  if (parsed->has_query()) url.query = std::string(view(parsed->encoded_query()));
  if (parsed->has_fragment()) url.fragment = std::string(view(parsed->encoded_fragment()));
  return url;
}

std::string origin_of(const Url& url) {
  if (url.host.empty()) return {};
  const Url without_port{.scheme = url.scheme};
  const bool is_default = url.effective_port() == without_port.effective_port();
  return url.scheme + "://" + url.host +
         (is_default ? "" : ':' + std::to_string(url.effective_port()));
}

}  // namespace tessera::codec
