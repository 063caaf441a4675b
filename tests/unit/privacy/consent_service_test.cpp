#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include <tessera/privacy/make.hpp>
#include <tessera/runtime/io_threads.hpp>

namespace tessera::privacy {
namespace {

template <class T>
T await(Task<T> task) {
  static runtime::IoThreads& io = *[] {
    auto* threads = new runtime::IoThreads(1);
    threads->start();
    return threads;
  }();
  std::optional<T> result;
  io.run_and_wait(0, [&]() -> Task<> { result.emplace(co_await std::move(task)); });
  return std::move(*result);
}

class FakeStore final : public ConsentStore {
 public:
  Task<std::optional<Consent>> find(const Uuid&, const Uuid&) override { co_return std::nullopt; }
  Task<std::string> save(const ConsentChange& change) override {
    saved.push_back(change);
    co_return change.sector.empty() ? "" : change.candidate;
  }
  Task<bool> end(const ConsentEnd& end, std::vector<Uuid>& revoked) override {
    ended.push_back(end);
    revoked = grants;
    co_return !grants.empty();
  }
  Task<std::vector<ApprovedDetails>> approved_details(const Uuid&, TimePoint) override {
    co_return std::vector<ApprovedDetails>{};
  }
  Task<bool> end_grant(const GrantEnd& end) override {
    ended_grants.push_back(end);
    co_return in_force;
  }
  Task<std::vector<ConnectedPortal>> portals(const Uuid&) override {
    co_return std::vector<ConnectedPortal>{};
  }
  Task<std::vector<Release>> releases(const Uuid&, std::size_t) override {
    co_return std::vector<Release>{};
  }
  Task<> record_release(const NewRelease&, std::vector<audit::Event>) override { co_return; }
  std::vector<ConsentChange> saved;
  std::vector<ConsentEnd> ended;
  std::vector<Uuid> grants;
  std::vector<GrantEnd> ended_grants;
  bool in_force = true;
};

class FakeRevoker final : public GrantRevoker {
 public:
  Task<> grants_revoked(std::vector<Uuid> grants) override {
    told = std::move(grants);
    co_return;
  }
  std::vector<Uuid> told;
};

class ConsentServiceTest : public testing::Test {
 protected:
  FakeStore store;
  FakeRevoker revoker;
  SeededRandom random{1};
  std::unique_ptr<ConsentService> service = make_consent_service(store, revoker, random);
  RequestContext context{.received = from_unix(1'800'000'000)};
  Consent consent{.person = make_uuid4(random),
                  .client = make_uuid4(random),
                  .scopes = {"openid"},
                  .claims = {"email"}};
};

TEST_F(ConsentServiceTest, GrantingNamesTheSetAndOffersAFreshSubject) {
  const auto first = await(service->grant(consent, "sector.test", context));
  const auto second = await(service->grant(consent, "sector.test", context));
  EXPECT_EQ(first.size(), 43u) << "256 bits";
  EXPECT_NE(first, second) << "never derived from the person";
  ASSERT_EQ(store.saved.size(), 2u);
  EXPECT_FALSE(store.saved[0].consent.id.is_nil());
  ASSERT_EQ(store.saved[0].events.size(), 1u);
  const auto& event = store.saved[0].events[0];
  EXPECT_EQ(event.type, "consent.granted");
  EXPECT_EQ(event.subject, consent.person);
  EXPECT_EQ(event.details.at("claims"), boost::json::array{"email"});
}

TEST_F(ConsentServiceTest, RevokingTellsWhichGrantsEnded) {
  EXPECT_FALSE(await(service->revoke(consent.person, consent.client, context)));
  EXPECT_TRUE(revoker.told.empty());
  store.grants = {make_uuid4(random), make_uuid4(random)};
  EXPECT_TRUE(await(service->revoke(consent.person, consent.client, context)));
  EXPECT_EQ(revoker.told, store.grants);
  EXPECT_EQ(store.ended.back().events.at(0).type, "consent.revoked");
}

TEST(ReleaseEvent, NamesClaimsAndNeverValues) {
  SeededRandom random(2);
  const NewRelease release{.id = make_uuid4(random),
                           .person = make_uuid4(random),
                           .client = make_uuid4(random),
                           .claims = {"email"},
                           .purpose = "to send it",
                           .channel = "userinfo"};
  const auto event = release_event(release, {});
  EXPECT_EQ(event.type, "claims.released");
  EXPECT_EQ(event.subject, release.person);
  EXPECT_EQ(event.actor, release.client);
  EXPECT_EQ(event.purpose, "to send it");
}

TEST_F(ConsentServiceTest, AWithdrawnGrantIsRefusedAtOnceAndOnRecord) {
  const auto grant = make_uuid4(random);
  EXPECT_TRUE(await(service->withdraw(consent.person, grant, context)));
  ASSERT_EQ(store.ended_grants.size(), 1u);
  const auto& end = store.ended_grants[0];
  EXPECT_EQ(end.person, consent.person) << "never that of somebody else";
  EXPECT_EQ(end.grant, grant);
  ASSERT_EQ(end.events.size(), 1u);
  EXPECT_EQ(end.events[0].type, "grant.revoked");
  EXPECT_EQ(end.events[0].reason, "withdrawn");
  EXPECT_EQ(end.events[0].actor, consent.person);
  EXPECT_EQ(revoker.told, std::vector<Uuid>{grant});
  revoker.told.clear();
  store.in_force = false;
  EXPECT_FALSE(await(service->withdraw(consent.person, grant, context)));
  EXPECT_TRUE(revoker.told.empty());
}

}  // namespace
}  // namespace tessera::privacy
