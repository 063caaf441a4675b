#include "bench/full/link.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <tessera/codec/base64url.hpp>

namespace tessera::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kBlock = 16 * 1024;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Where the value of the field begins, npos if it is not there.
std::size_t find_field(std::string_view head, std::string_view name, std::size_t from = 0) {
  for (auto line = head.find("\r\n", from); line != std::string_view::npos;
       line = head.find("\r\n", line + 2)) {
    const auto rest = head.substr(line + 2);
    if (rest.size() <= name.size() || rest[name.size()] != ':') continue;
    if (!std::ranges::equal(rest.substr(0, name.size()), name, {}, lower)) continue;
    return line + 2 + name.size() + 1;
  }
  return std::string_view::npos;
}

std::string_view value_at(std::string_view head, std::size_t at) {
  auto value = head.substr(at, head.find("\r\n", at) - at);
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

std::size_t body_size(const Answer& answer) {
  if (answer.status == 204 || answer.status == 304) return 0;
  const auto at = find_field(answer.head, "content-length");
  if (at == std::string_view::npos) throw std::runtime_error("answer without Content-Length");
  const auto text = value_at(answer.head, at);
  std::size_t size = 0;
  std::from_chars(text.data(), text.data() + text.size(), size);
  return size;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const auto at = find_field(head, name);
  return at == std::string_view::npos ? std::string() : std::string(value_at(head, at));
}

Link::Link(asio::io_context& io, asio::ssl::context& tls, Target target)
    : target_(std::move(target)), stream_(io, tls) {}

Link::~Link() = default;

Task<> Link::open() {
  auto& socket = stream_.next_layer();
  const tcp::endpoint here(asio::ip::address_v4::loopback(), target_.port);
  co_await socket.async_connect(here, asio::use_awaitable);
  socket.set_option(tcp::no_delay(true));
  if (target_.tls)
    co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

Task<> Link::send(std::string_view request) {
  const auto data = asio::buffer(request);
  if (target_.tls) {
    co_await asio::async_write(stream_, data, asio::use_awaitable);
  } else {
    co_await asio::async_write(stream_.next_layer(), data, asio::use_awaitable);
  }
}

Task<std::size_t> Link::read_more() {
  const auto old = input_.size();
  input_.resize(old + kBlock);
  const auto space = asio::buffer(input_.data() + old, kBlock);
  std::size_t n = 0;
  if (target_.tls) {
    n = co_await stream_.async_read_some(space, asio::use_awaitable);
  } else {
    n = co_await stream_.next_layer().async_read_some(space, asio::use_awaitable);
  }
  input_.resize(old + n);
  co_return n;
}

Task<Answer> Link::ask(std::string_view request) {
  co_await send(request);
  std::size_t end = std::string::npos;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) co_await read_more();
  Answer answer{.head = input_.substr(0, end + 2)};
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  const auto size = body_size(answer);
  while (input_.size() < end + 4 + size) co_await read_more();
  answer.body = input_.substr(end + 4, size);
  input_.erase(0, end + 4 + size);
  co_return answer;
}

std::string get(const Target& target, std::string_view path, std::string_view fields) {
  std::string out = "GET ";
  out.append(path)
      .append(" HTTP/1.1\r\nHost: ")
      .append(target.host)
      .append("\r\n")
      .append(fields)
      .append("\r\n");
  return out;
}

std::string post_form(const Target& target, std::string_view path, std::string_view form,
                      std::string_view fields) {
  std::string out = "POST ";
  out.append(path).append(" HTTP/1.1\r\nHost: ").append(target.host);
  out.append("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
  out.append(std::to_string(form.size())).append("\r\n").append(fields).append("\r\n").append(form);
  return out;
}

std::string basic(std::string_view id, std::string_view secret) {
  const auto pair = std::string(id) + ':' + std::string(secret);
  return "Authorization: Basic " + codec::to_base64(as_bytes(pair)) + "\r\n";
}

void Cookies::take(const Answer& answer) {
  for (auto at = find_field(answer.head, "set-cookie"); at != std::string_view::npos;
       at = find_field(answer.head, "set-cookie", at)) {
    const auto cookie = value_at(answer.head, at);
    const auto pair = cookie.substr(0, cookie.find(';'));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos)
      set(std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1)));
  }
}

std::string Cookies::field() const {
  std::string out;
  for (const auto& [name, value] : values_)
    out += (out.empty() ? "Cookie: " : "; ") + name + '=' + value;
  return out.empty() ? out : out + "\r\n";
}

}  // namespace tessera::bench
