#include <tessera/people/acting_event.hpp>

#include <gtest/gtest.h>

namespace tessera::people {
namespace {

const Uuid kSomebody = *parse_uuid("11111111-1111-4111-8111-111111111111");

TEST(ActingEventTest, SaysWhoActsInWhichRoleAndWhy) {
  const RequestContext context{.trace_id = "trace"};
  const ActingAs by{
      .kind = "person", .id = kSomebody, .role = "registrar", .purpose = "administration"};
  const auto event = acting_event("client.created", by, context);
  EXPECT_EQ(event.type, "client.created");
  EXPECT_EQ(event.actor, kSomebody);
  EXPECT_EQ(event.actor_kind, "person");
  EXPECT_EQ(event.actor_role, "registrar");
  EXPECT_EQ(event.purpose, "administration");
  EXPECT_EQ(event.trace_id, "trace");
}

TEST(ActingEventTest, NobodyIsAnonymous) {
  EXPECT_EQ(as_person(kSomebody).kind, "person");
  EXPECT_EQ(as_client(kSomebody).kind, "client");
  for (const auto& nobody : {as_person({}), as_client({})}) {
    EXPECT_EQ(nobody.kind, "anonymous");
    EXPECT_FALSE(nobody.id);
  }
}

}  // namespace
}  // namespace tessera::people
