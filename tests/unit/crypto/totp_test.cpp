#include <gtest/gtest.h>

#include <tessera/crypto/totp.hpp>

namespace tessera::crypto {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

// RFC 6238 appendix B, the last six of its eight digits.
TEST(Totp, MatchesRfc6238) {
  const std::pair<std::int64_t, std::string> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [time, code] : vectors) {
    EXPECT_EQ(totp_code(as_bytes(kSecret), totp_step(from_unix(time))), code) << time;
  }
}

TEST(Totp, FindsTheStepWithinItsWindowOnly) {
  const auto step = totp_step(from_unix(1234567890));
  const auto check = [&](std::int64_t of, int window) {
    return check_totp(as_bytes(kSecret), totp_code(as_bytes(kSecret), of), step, window);
  };
  EXPECT_EQ(check(step, 1), step);
  EXPECT_EQ(check(step - 1, 1), step - 1);
  EXPECT_EQ(check(step + 1, 1), step + 1);
  EXPECT_EQ(check(step - 2, 1), std::nullopt);
  EXPECT_EQ(check(step + 2, 1), std::nullopt);
  EXPECT_EQ(check(step - 1, 0), std::nullopt);
}

TEST(Totp, RefusesWhatIsNotSixDigits) {
  for (const auto* code : {"", "00592", "0059240", " 05924", "5924"}) {
    EXPECT_FALSE(check_totp(as_bytes(kSecret), code, totp_step(from_unix(1234567890)))) << code;
  }
}

}  // namespace
}  // namespace tessera::crypto
