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

}  // namespace
}  // namespace tessera::authn
