// Magic bytes and polyglots: the type is what the bytes are, never what a browser said.
#include <algorithm>
#include <array>

#include <tessera/enrol/evidence.hpp>

namespace tessera::enrol {
namespace {

using namespace std::string_view_literals;

constexpr auto kJpeg = "\xFF\xD8\xFF"sv;
constexpr auto kPng = "\x89PNG\r\n\x1A\n"sv;
constexpr auto kPdf = "%PDF-"sv;
constexpr auto kJpegEnd = "\xFF\xD9"sv;
constexpr auto kPngEnd = "IEND\xAE\x42\x60\x82"sv;
constexpr auto kPdfEnd = "%%EOF"sv;
constexpr auto kZipEnd = "PK\x05\x06"sv;

bool contains_folded(std::string_view text, std::string_view lower_needle) {
  const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::search(text, lower_needle, {}, fold).begin() != text.end();
}

// Programs look for these near the beginning, wherever they are.
bool has_second_face(std::string_view head, std::string_view own) {
  if (own != kPdf && head.find(kPdf) != std::string_view::npos) return true;
  return std::ranges::any_of(std::array{"<html"sv, "<script"sv, "<!doctype"sv, "<svg"sv, "<?php"sv},
                             [&](auto mark) { return contains_folded(head, mark); });
}

std::string_view without_line_ends(std::string_view text) {
  const auto last = text.find_last_not_of("\r\n \t\0"sv);
  return last == std::string_view::npos ? text.substr(0, 0) : text.substr(0, last + 1);
}

}  // namespace

Result<std::string> check_magic(BytesView bytes) {
  const auto head = as_text(bytes);
  struct Kind {
    std::string_view magic;
    std::string_view media_type;
  };
  for (const auto& [magic, media_type] :
       {Kind{kJpeg, "image/jpeg"}, Kind{kPng, "image/png"}, Kind{kPdf, "application/pdf"}}) {
    if (!head.starts_with(magic)) continue;
    if (has_second_face(head.substr(0, 1024), magic))
      return fail(Errc::unsupported, "evidence.polyglot");
    return std::string(media_type);
  }
  return fail(Errc::unsupported, "evidence.type");
}

Result<void> check_tail(std::string_view media_type, BytesView bytes) {
  const auto tail = as_text(bytes);
  if (tail.find(kZipEnd) != std::string_view::npos)
    return fail(Errc::unsupported, "evidence.polyglot");
  bool complete = false;
  if (media_type == "image/jpeg") complete = tail.ends_with(kJpegEnd);
  if (media_type == "image/png") complete = tail.ends_with(kPngEnd);
  if (media_type == "application/pdf") complete = without_line_ends(tail).ends_with(kPdfEnd);
  if (!complete) return fail(Errc::unsupported, "evidence.incomplete");
  return {};
}

}  // namespace tessera::enrol
