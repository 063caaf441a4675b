#include <tessera/codec/multipart.hpp>

#include <algorithm>

#include "codec/utf8.hpp"

namespace tessera::codec {
namespace {

constexpr std::size_t kMaxHeaders = 4096;
constexpr int kMaxParts = 16;
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 5.1.1

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

bool is_boundary_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
}

// A quoted parameter of Content-Disposition. Browsers percent-encode quotes and line ends
// (HTML 4.10.21.8).
std::optional<std::string> parameter(std::string_view line, std::string_view name) {
  const auto mark = "; " + std::string(name) + "=\"";
  const auto at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto rest = line.substr(at + mark.size());
  const auto end = rest.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(rest.substr(0, end));
}

}  // namespace

std::optional<std::string> MultipartReader::boundary_of(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (lower(content_type.substr(0, semicolon)) != "multipart/form-data") return std::nullopt;
  if (semicolon == std::string_view::npos) return std::nullopt;
  const auto at = lower(content_type).find("boundary=", semicolon);
  if (at == std::string::npos) return std::nullopt;
  auto value = content_type.substr(at + 9);
  if (const auto end = value.find(';'); end != std::string_view::npos) value = value.substr(0, end);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  if (value.empty() || value.size() > kMaxBoundary ||
      !std::ranges::all_of(value, is_boundary_char)) {
    return std::nullopt;
  }
  return std::string(value);
}

MultipartReader::MultipartReader(std::string_view boundary)
    : delimiter_("\r\n--" + std::string(boundary)), buffer_("\r\n") {}

bool MultipartReader::refuse(Errc code, std::string id) {
  state_ = State::failed;
  error_ = Error{code, std::move(id), {}, {}, {}, 0};
  buffer_.clear();
  return false;
}

Result<std::vector<MultipartPiece>> MultipartReader::feed(std::string_view bytes) {
  std::vector<MultipartPiece> out;
  if (state_ == State::failed) return std::unexpected(error_);
  if (state_ == State::epilogue) return out;  // what follows the closing boundary is nothing
  buffer_.append(bytes);
  while (step(out)) {
  }
  if (state_ == State::failed) return std::unexpected(error_);
  return out;
}

bool MultipartReader::step(std::vector<MultipartPiece>& out) {
  switch (state_) {
    case State::preamble:
      // Browsers write none; whatever else comes first is no form of ours.
      if (buffer_.size() < delimiter_.size()) return false;
      if (!buffer_.starts_with(delimiter_)) return refuse(Errc::invalid, "multipart.malformed");
      buffer_.erase(0, delimiter_.size());
      state_ = State::after_boundary;
      return true;
    case State::after_boundary:
      return read_boundary_end(out);
    case State::headers:
      return read_headers(out);
    case State::body:
      return read_body(out);
    case State::epilogue:
    case State::failed:
      return false;
  }
  return false;
}

bool MultipartReader::read_boundary_end(std::vector<MultipartPiece>& out) {
  if (buffer_.size() < 2) return false;
  if (buffer_.starts_with("--")) {
    state_ = State::epilogue;
    buffer_.clear();
    out.push_back({.kind = MultipartPiece::Kind::finished});
    return false;
  }
  if (!buffer_.starts_with("\r\n")) return refuse(Errc::invalid, "multipart.malformed");
  if (++parts_ > kMaxParts) return refuse(Errc::too_large, "multipart.too_many");
  buffer_.erase(0, 2);
  state_ = State::headers;
  return true;
}

bool MultipartReader::read_headers(std::vector<MultipartPiece>& out) {
  const auto end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) {
    return buffer_.size() > kMaxHeaders ? refuse(Errc::invalid, "multipart.malformed") : false;
  }
  if (end > kMaxHeaders) return refuse(Errc::invalid, "multipart.malformed");
  MultipartPiece begin{.kind = MultipartPiece::Kind::begin};
  bool named = false;
  for (std::size_t at = 0; at < end;) {
    const auto line_end = std::min(buffer_.find("\r\n", at), end);
    const std::string_view line(buffer_.data() + at, line_end - at);
    at = line_end + 2;
    if (!lower(line.substr(0, 32)).starts_with("content-disposition: form-data;")) continue;
    const auto name = parameter(line, "name");
    if (named || !name) return refuse(Errc::invalid, "multipart.malformed");
    named = true;
    begin.name = *name;
    begin.filename = parameter(line, "filename");
  }
  if (!named || !is_utf8(begin.name)) return refuse(Errc::invalid, "multipart.malformed");
  buffer_.erase(0, end + 2);  // the CRLF before the body may begin a delimiter: an empty part
  state_ = State::body;
  out.push_back(std::move(begin));
  // Keep exactly one CRLF in front, so that an empty body is found; it is dropped with the first
  // data.
  skip_line_end_ = true;
  return true;
}

bool MultipartReader::read_body(std::vector<MultipartPiece>& out) {
  const std::size_t lead = skip_line_end_ ? 2 : 0;
  const auto end = buffer_.find(delimiter_);
  const bool found = end != std::string::npos;
  // What may still be the beginning of a delimiter stays.
  const std::size_t keep = delimiter_.size() - 1;
  const std::size_t upto = found ? end : buffer_.size() > keep ? buffer_.size() - keep : 0;
  if (upto > lead) {
    out.push_back({.kind = MultipartPiece::Kind::data, .data = buffer_.substr(lead, upto - lead)});
    buffer_.erase(0, upto);
    skip_line_end_ = false;
  }
  if (!found) return false;
  buffer_.erase(0, buffer_.find(delimiter_) + delimiter_.size());
  out.push_back({.kind = MultipartPiece::Kind::end});
  state_ = State::after_boundary;
  return true;
}

}  // namespace tessera::codec
