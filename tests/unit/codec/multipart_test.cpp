#include <gtest/gtest.h>

#include <tessera/codec/multipart.hpp>

namespace tessera::codec {
namespace {

using Kind = MultipartPiece::Kind;

// "csrf=token|scan(id.jpg)=bytes|." for a body, fed in pieces of this size.
std::string read(std::string_view body, std::size_t piece) {
  MultipartReader reader("X");
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    auto pieces = reader.feed(body.substr(at, piece));
    if (!pieces) return pieces.error().id;
    for (const auto& each : *pieces) {
      if (each.kind == Kind::begin)
        out += each.name + (each.filename ? "(" + *each.filename + ")" : "") + "=";
      if (each.kind == Kind::data) out += each.data;
      if (each.kind == Kind::end) out += "|";
      if (each.kind == Kind::finished) out += ".";
    }
  }
  return out;
}

constexpr std::string_view kTwo =
    "--X\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n"
    "--X\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"id.jpg\"\r\n"
    "Content-Type: image/jpeg\r\n\r\n\xFF\xD8\r\n--Y\r\n\r\n--X--\r\n";

TEST(Multipart, ReadsTheSameInPiecesOfAnySize) {
  for (std::size_t piece = 1; piece <= kTwo.size(); ++piece) {
    EXPECT_EQ(read(kTwo, piece), "csrf=token|scan(id.jpg)=\xFF\xD8\r\n--Y\r\n|.") << piece;
  }
}

TEST(Multipart, ReadsEmptyParts) {
  constexpr std::string_view body =
      "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--X\r\n"
      "Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--X--";
  for (std::size_t piece = 1; piece <= body.size(); ++piece)
    EXPECT_EQ(read(body, piece), "a=|b=|.");
}

TEST(Multipart, SaysWhetherItEnded) {
  MultipartReader reader("X");
  ASSERT_TRUE(reader.feed(kTwo.substr(0, kTwo.size() - 4)));
  EXPECT_FALSE(reader.finished());
  ASSERT_TRUE(reader.feed(kTwo.substr(kTwo.size() - 4)));
  EXPECT_TRUE(reader.finished());
}

TEST(Multipart, RefusesWhatBrowsersDoNotSend) {
  for (const std::string_view body :
       {std::string_view("hello --X\r\n"), std::string_view("--X hello"),
        std::string_view("--X\r\nContent-Type: text/plain\r\n\r\nbody\r\n--X--"),
        std::string_view("--X\r\nContent-Disposition: form-data\r\n\r\nbody\r\n--X--"),
        std::string_view("--X\r\nContent-Disposition: form-data; name=\"a\"\r\n"
                         "Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--X--")}) {
    EXPECT_EQ(read(body, body.size()), "multipart.malformed") << body;
  }
  EXPECT_EQ(read("--X\r\n" + std::string(9000, 'h'), 100), "multipart.malformed");
  std::string many;
  for (int i = 0; i < 17; ++i)
    many += "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
  EXPECT_EQ(read(many + "--X--", many.size() + 5), "multipart.too_many");
}

TEST(Multipart, FindsTheBoundary) {
  EXPECT_EQ(MultipartReader::boundary_of("multipart/form-data; boundary=----WebKitFormBoundaryx1"),
            "----WebKitFormBoundaryx1");
  EXPECT_EQ(MultipartReader::boundary_of("Multipart/Form-Data; boundary=\"a b\""), std::nullopt);
  EXPECT_EQ(MultipartReader::boundary_of("multipart/form-data; boundary=\"ab\"; charset=utf-8"),
            "ab");
  EXPECT_EQ(MultipartReader::boundary_of("multipart/mixed; boundary=ab"), std::nullopt);
  EXPECT_EQ(MultipartReader::boundary_of("multipart/form-data"), std::nullopt);
  EXPECT_EQ(MultipartReader::boundary_of("multipart/form-data; boundary=" + std::string(71, 'a')),
            std::nullopt);
}

}  // namespace
}  // namespace tessera::codec
