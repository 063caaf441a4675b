#include <gtest/gtest.h>

#include <tessera/enrol/evidence.hpp>

namespace tessera::enrol {
namespace {

const TimePoint kNow = from_unix(1795953600);  // 2026-11-29

std::string ids(Document document, std::string_view birthdate = "1985-02-28") {
  std::string out;
  for (const auto& error : check_document(document, birthdate, kNow))
    out += error.field + " " + error.id + ";";
  return out;
}
Document good() {
  return {.type = "passport",
          .number = "P 1234567",
          .country = "DE",
          .issued = "2022-01-15",
          .expires = "2032-01-14"};
}

TEST(CheckDocument, TakesAValidOne) {
  EXPECT_EQ(ids(good()), "");
}

TEST(CheckDocument, LooksAtEveryField) {
  EXPECT_EQ(ids({}),
            "document_type document.type;document_number document.number;document_country "
            "document.country;"
            "document_issued document.date;document_expires document.date;");
  auto d = good();
  d.country = "de";
  d.number = "--1-";
  EXPECT_EQ(ids(d), "document_number document.number;document_country document.country;");
}

TEST(CheckDocument, LooksAtDates) {
  const auto with = [](std::string issued, std::string expires) {
    auto d = good();
    d.issued = std::move(issued);
    d.expires = std::move(expires);
    return ids(d);
  };
  EXPECT_EQ(with("2026-11-29", "2026-11-30"), "");
  EXPECT_EQ(with("2026-11-30", "2030-01-01"), "document_issued document.issued_future;");
  EXPECT_EQ(with("2016-11-28", "2026-11-28"), "document_expires document.expired;");
  EXPECT_EQ(with("2016-11-28", "2026-11-29"), "");  // the last day counts
  EXPECT_EQ(with("2024-01-01", "2024-01-01"),
            "document_expires document.expired;document_expires document.order;");
  EXPECT_EQ(with("2022-01-15", "2052-01-15"), "document_expires document.too_long_valid;");
  EXPECT_EQ(with("2023-02-29", "2032-01-14"), "document_issued document.date;");
  EXPECT_EQ(with("15.01.2022", "2032-01-14"), "document_issued document.date;");
  EXPECT_EQ(ids(good(), "2023-05-01"), "document_issued document.before_birth;");
  EXPECT_EQ(ids(good(), "1985"), "");  // a year only is no contradiction
}

}  // namespace
}  // namespace tessera::enrol
