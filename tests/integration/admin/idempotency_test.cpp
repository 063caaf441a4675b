// Idempotency-Key on the admin API with a real database and a real Redis.
#include <gmock/gmock.h>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {
namespace {

class IdempotencyTest : public AdminTest {
 protected:
  Call make_unit(const std::string& name, const std::string& key) {
    return {
        .method = http::Method::post,
        .target = "/units",
        .body = R"({"parent":")" + to_string(access::kRootUnit) + R"(","name":")" + name + "\"}",
        .headers = {{"idempotency-key", key}}};
  }
  std::int64_t units_named(const std::string& name) {
    return sql("select count(*) from unit where name = '" + name + "'")[0].integer(0);
  }
};

TEST_F(IdempotencyTest, TheSameRequestIsDoneOnceAndAnsweredTwice) {
  const auto first = send(make_unit("Harbour", "k-1"));
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(header(first, "Idempotency-Replayed"), "");
  const auto second = send(make_unit("Harbour", "\"k-1\""));
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(header(second, "Location"), header(first, "Location"));
  EXPECT_EQ(header(second, "ETag"), header(first, "ETag"));
  EXPECT_EQ(header(second, "Idempotency-Replayed"), "true");
  EXPECT_EQ(units_named("Harbour"), 1);
}

TEST_F(IdempotencyTest, AKeyIsForOneRequest) {
  ASSERT_EQ(send(make_unit("Quay", "k-2")).status, 201);
  const auto other = send(make_unit("Pier", "k-2"));
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(parsed(other).at("id"), "idempotency.other_request");
  EXPECT_EQ(units_named("Pier"), 0);
}

TEST_F(IdempotencyTest, AKeyIsOfOneActor) {
  grant(clerk_, "person_admin");
  ASSERT_EQ(send(make_unit("Lock", "k-3")).status, 201);
  const auto other = send_as(clerk_, make_unit("Lock", "k-3"));
  EXPECT_EQ(other.status, 201) << other.body;
  EXPECT_EQ(header(other, "Idempotency-Replayed"), "");
  EXPECT_EQ(units_named("Lock"), 2);
}

TEST_F(IdempotencyTest, ARefusalIsNotKept) {
  EXPECT_EQ(send_as(clerk_, make_unit("Weir", "k-4")).status, 403);
  grant(clerk_, "person_admin");
  EXPECT_EQ(send_as(clerk_, make_unit("Weir", "k-4")).status, 201);
}

// What was answered to somebody with the role is not answered when it is gone.
TEST_F(IdempotencyTest, WhoLostThePermissionIsRefused) {
  grant(clerk_, "person_admin");
  ASSERT_EQ(send_as(clerk_, make_unit("Dam", "k-7")).status, 201);
  scopes_.erase("admin:units.write");
  EXPECT_EQ(send_as(clerk_, make_unit("Dam", "k-7")).status, 403);
  scopes_.insert("admin:units.write");
  sql("update role_grant set revoked = now(), seal = null where person = '" + to_string(clerk_) +
      "'");
  EXPECT_EQ(send_as(clerk_, make_unit("Dam", "k-7")).status, 403);
}

// Each look at personal data is an event: it is never answered from what was kept.
TEST_F(IdempotencyTest, ReadingPersonalDataIsNotKept) {
  const Call look{.method = http::Method::post,
                  .target = "/people/" + to_string(clerk_) + "/reveal",
                  .body = R"({"purpose":"support","reference":"T-1","attributes":["given_name"]})",
                  .headers = {{"idempotency-key", "k-8"}}};
  for (int i = 0; i < 2; ++i) {
    const auto answer = send(look);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(header(answer, "Idempotency-Replayed"), "");
  }
  EXPECT_EQ(events("person.read"), 2);
}

// The store still holds the claim of a request that is being worked on.
TEST_F(IdempotencyTest, ARequestThatIsNotAnsweredYetIsNotDoneAgain) {
  const auto name =
      keyring().get()->mac(crypto::kPurposeCookie, as_bytes("idempotency|system|k-5"));
  ASSERT_FALSE(run([&] { return idempotency_.claim(name, seconds{60}); }));
  const auto answer = send(make_unit("Mole", "k-5"));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(parsed(answer).at("id"), "idempotency.in_progress");
  EXPECT_EQ(units_named("Mole"), 0);
}

TEST_F(IdempotencyTest, AKeyIsVisibleAscii) {
  for (const auto& key : {std::string(), std::string("\"\""), std::string("a b"), std::string("ä"),
                          std::string(256, 'k')}) {
    const auto answer = send(make_unit("Jetty", key));
    EXPECT_EQ(answer.status, 400) << key;
    EXPECT_EQ(parsed(answer).at("id"), "idempotency.key");
  }
  EXPECT_EQ(units_named("Jetty"), 0);
}

// A client secret is shown once: what is kept to be shown again is sealed.
TEST_F(IdempotencyTest, WhatIsKeptIsSealed) {
  const auto made = send({.method = http::Method::post,
                          .target = "/clients",
                          .body = R"({"name":"Portal","redirect_uris":["https://p.example/cb"]})",
                          .headers = {{"idempotency-key", "k-6"}}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto name =
      keyring().get()->mac(crypto::kPurposeCookie, as_bytes("idempotency|system|k-6"));
  const auto kept = run([&] { return idempotency_.claim(name, seconds{60}); });
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->empty());
  EXPECT_THAT(*kept, ::testing::Not(::testing::HasSubstr("Portal")));
}

}  // namespace
}  // namespace tessera::endpoints
