#include "oauth/tokens/token_meter.hpp"

#include <gtest/gtest.h>

namespace tessera::oauth {
namespace {

double issued(const std::string& type) {
  return runtime::counter("tessera_tokens_issued_total", "Tokens given by the token endpoint",
                          {{"grant", "some_grant"}, {"type", type}})
      .value();
}

TEST(TokenMeter, CountsWhatAnAnswerHolds) {
  TokenMeter meter("some_grant");
  EXPECT_NE(runtime::render_metrics().find(
                "tessera_tokens_issued_total{grant=\"some_grant\",type=\"id_token\"} 0"),
            std::string::npos)
      << "there before the first token";
  meter.count(R"({"access_token":"a","scope":"\"id_token\":"})");
  meter.count(R"({"access_token":"a","id_token":"b","refresh_token":"c"})");
  EXPECT_EQ(issued("access_token"), 2);
  EXPECT_EQ(issued("id_token"), 1);
  EXPECT_EQ(issued("refresh_token"), 1);
}

}  // namespace
}  // namespace tessera::oauth
