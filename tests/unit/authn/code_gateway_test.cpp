#include <gtest/gtest.h>

#include <tessera/authn/code_gateway.hpp>

namespace tessera::authn {
namespace {

// SP 800-63B-4 3.2.13: a restricted authenticator never stands alone.
TEST(RefuseGateway, EveryDutyIsAskedFor) {
  GatewayFacts facts{.configured = true,
                     .number_validated = true,
                     .unrestricted_way = true,
                     .number = NumberState::settled};
  EXPECT_FALSE(refuse_gateway(facts, false));
  facts.number = NumberState::unknown;
  EXPECT_EQ(refuse_gateway(facts, false), "number_unknown");
  EXPECT_FALSE(refuse_gateway(facts, true));
  facts.number = NumberState::changed_lately;
  EXPECT_EQ(refuse_gateway(facts, true), "number_changed");
  facts.unrestricted_way = false;
  EXPECT_EQ(refuse_gateway(facts, true), "no_unrestricted_way");
  facts.number_validated = false;
  EXPECT_EQ(refuse_gateway(facts, true), "number_not_validated");
  EXPECT_EQ(refuse_gateway({}, true), "not_configured");
}

TEST(NormaliseNumber, TakesE164AsPeopleTypeIt) {
  EXPECT_EQ(normalise_number("+442079460001"), "+442079460001");
  EXPECT_EQ(normalise_number(" +44 (20) 7946-0001 "), "+442079460001");
  EXPECT_EQ(normalise_number("+123456789012345"), "+123456789012345");
  for (const auto* wrong :
       {"", "+", "442079460001", "0044 20 7946 0001", "+1234567", "+1234567890123456",
        "+0442079460001", "+44207946000x", "++442079460001", "+44207946\n0001", "+44207946;ext=1"})
    EXPECT_FALSE(normalise_number(wrong)) << wrong;
}

}  // namespace
}  // namespace tessera::authn
