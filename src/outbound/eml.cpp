#include <algorithm>
#include <cstdio>
#include <ctime>

#include <tessera/codec/base64url.hpp>
#include <tessera/outbound/mail.hpp>

namespace tessera::outbound {

namespace {

constexpr std::size_t kMaxLine = 72;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Cuts UTF-8 where a character begins.
std::size_t cut(std::string_view text, std::size_t at_most) {
  auto n = std::min(at_most, text.size());
  while (n > 0 && n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0u) == 0x80u) --n;
  return n;
}

// RFC 2047: encoded words of at most 75 characters, folded.
std::string render_subject(std::string_view subject) {
  std::string clean(subject);
  std::ranges::replace_if(clean, is_control, ' ');
  if (is_ascii(clean) && clean.size() <= kMaxLine) return clean;
  std::string out;
  for (std::string_view left = clean; !left.empty();) {
    const auto n = std::max<std::size_t>(cut(left, 39), 1);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + codec::to_base64(as_bytes(left.substr(0, n))) + "?=";
    left.remove_prefix(n);
  }
  return out;
}

// RFC 5322 3.3, UTC
std::string render_date(TimePoint date) {
  const auto second = static_cast<std::time_t>(to_unix(date));
  std::tm parts{};
  gmtime_r(&second, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

std::string quoted(char c) {
  char out[4];
  std::snprintf(out, sizeof out, "=%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out;
}

// RFC 2045 6.7
std::string render_quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') continue;
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool last = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool plain = (c > ' ' && c < '\x7f' && c != '=') || (c == ' ' && !last);
    const auto piece = plain ? std::string(1, c) : quoted(c);
    if (column + piece.size() > kMaxLine) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  return out;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.size() > 254 || text.find('@', at + 1) != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < '\x7f' &&
           std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
  });
}

std::string render_eml(const Mail& mail, std::string_view from, TimePoint date) {
  const auto domain = from.substr(from.find('@') + 1);
  std::string out;
  out.append("From: ").append(from).append("\r\n");
  out.append("To: ").append(mail.to).append("\r\n");
  out.append("Subject: ").append(render_subject(mail.subject)).append("\r\n");
  out.append("Date: ").append(render_date(date)).append("\r\n");
  out.append("Message-ID: <").append(to_string(mail.id)).append("@").append(domain).append(">\r\n");
  out +=
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  out += render_quoted_printable(mail.text);
  return out;
}

}  // namespace tessera::outbound
