#include <gtest/gtest.h>

#include <tessera/enrol/evidence.hpp>

namespace tessera::enrol {
namespace {

using namespace std::string_literals;

const auto kJpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF"s;
const auto kPng = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s;
const auto kPdf = "%PDF-1.7\n"s;

std::string magic(std::string_view head) {
  const auto found = check_magic(as_bytes(head));
  return found ? *found : found.error().id;
}
std::string tail(std::string_view type, std::string_view end) {
  const auto checked = check_tail(type, as_bytes(end));
  return checked ? "" : checked.error().id;
}

TEST(CheckMagic, KnowsThreeTypes) {
  EXPECT_EQ(magic(kJpeg), "image/jpeg");
  EXPECT_EQ(magic(kPng), "image/png");
  EXPECT_EQ(magic(kPdf), "application/pdf");
  for (const auto& other :
       {"GIF89a"s, "MZ\x90"s, "PK\x03\x04"s, "<svg xmlns"s, ""s, "\xFF\xD8"s, " %PDF-1.7"s}) {
    EXPECT_EQ(magic(other), "evidence.type") << other;
  }
}

TEST(CheckMagic, RefusesASecondFace) {
  for (const auto& face : {"<html>"s, "<ScRiPt>"s, "<!DOCTYPE html"s, "<svg "s, "<?php "s}) {
    EXPECT_EQ(magic(kJpeg + face), "evidence.polyglot") << face;
    EXPECT_EQ(magic(kPdf + face), "evidence.polyglot") << face;
  }
  EXPECT_EQ(magic(kPng + "%PDF-1.4"), "evidence.polyglot");
  EXPECT_EQ(magic(kPdf + "%PDF-1.4"), "application/pdf");
  EXPECT_EQ(magic(kJpeg + std::string(1024, 'x') + "<html>"), "image/jpeg");  // pixels are pixels
}

TEST(CheckTail, WantsTheEndAndNothingBehindIt) {
  EXPECT_EQ(tail("image/jpeg", "xx\xFF\xD9"), "");
  EXPECT_EQ(tail("image/jpeg", "xx\xFF\xD9 and more"), "evidence.incomplete");
  EXPECT_EQ(tail("image/png", "IEND\xAE\x42\x60\x82"), "");
  EXPECT_EQ(tail("image/png", "IEND\xAE\x42\x60\x82<html>"), "evidence.incomplete");
  EXPECT_EQ(tail("application/pdf", "startxref\n9\n%%EOF\r\n"), "");
  EXPECT_EQ(tail("application/pdf", "startxref\n9\n"), "evidence.incomplete");
  EXPECT_EQ(tail("application/pdf", "PK\x05\x06 xx %%EOF"), "evidence.polyglot");
  EXPECT_EQ(tail("text/html", "</html>"), "evidence.incomplete");
}

}  // namespace
}  // namespace tessera::enrol
