// The snapshot of clients: what it shares with the one before it, and how old it may be.
#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>

#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

class FakeClients final : public ClientStore {
 public:
  Task<std::int64_t> version() override {
    ++asked;
    if (away) throw Unavailable("postgres", "away");
    co_return set.version;
  }
  Task<ClientSet> load_changed(std::int64_t since) override {
    ++loaded;
    known = since;
    co_return since == kNothingKnown ? set : ClientSet{set.version, set.profiles, changed};
  }
  Task<ClientSaved> save(const ClientChange&) override { co_return ClientSaved{}; }

  void change(std::uint8_t n, const std::string& name) {
    auto r = portal();
    r.name = name;
    ++set.version;
    set.clients.push_back(approved(n, r));
    changed = {approved(n, r)};
  }

  ClientSet set{.version = 1, .profiles = {baseline()}, .clients = {approved(1)}};
  std::vector<ClientRecord> changed;  // since the version before
  bool away = false;
  int asked = 0, loaded = 0;
  std::int64_t known = 0;
};

std::vector<int> ids_after(const ClientSnapshot& snapshot, std::optional<Uuid> after) {
  std::vector<int> out;
  snapshot.visit_after(after, [&](const Client& client) {
    out.push_back(client.id.bytes[0] * 256 + client.id.bytes[15]);
    return out.size() < 3;
  });
  return out;
}

TEST(Snapshot, VisitsInTheOrderOfIds) {
  std::vector<ClientRecord> records;
  for (const int first : {9, 0, 255, 9}) {
    auto record = approved(static_cast<std::uint8_t>(records.size()));
    record.client.id.bytes[0] = static_cast<std::uint8_t>(first);
    records.push_back(record);
  }
  const auto second = records[0].client.id;
  const auto snapshot = snapshot_of(std::move(records));
  EXPECT_EQ(ids_after(snapshot, std::nullopt), (std::vector{1, 9 * 256, 9 * 256 + 3}));
  EXPECT_EQ(ids_after(snapshot, second), (std::vector{9 * 256 + 3, 255 * 256 + 2}));
}

TEST(Snapshot, FindsOneSpellingOfAnIdOnly) {
  const auto snapshot = snapshot_of({approved(0xab)});
  const auto id = to_string(id_of(0xab));
  EXPECT_NE(snapshot.find(id), nullptr);
  auto shouted = id;
  std::ranges::transform(shouted, shouted.begin(), [](char c) { return c == 'b' ? 'B' : c; });
  ASSERT_NE(shouted, id);
  EXPECT_EQ(snapshot.find(shouted), nullptr);
  EXPECT_EQ(snapshot.find("parking"), nullptr);
  EXPECT_EQ(snapshot.find(""), nullptr);
}

TEST(Snapshot, SharesWhatDidNotChange) {
  const auto before = snapshot_of({approved(1), approved(2)});
  auto r = portal();
  r.name = "Renamed";
  const auto after =
      before.with({.version = 7, .profiles = {baseline()}, .clients = {approved(2, r)}});
  const auto one = to_string(id_of(1)), two = to_string(id_of(2));
  EXPECT_EQ(after.version(), 7);
  EXPECT_EQ(after.find(one), before.find(one));
  EXPECT_EQ(after.find(two)->client.registration.name, "Renamed");
  EXPECT_EQ(before.find(two)->client.registration.name, "Parking");
}

TEST(Directory, AsksAtMostOnceASecondAndLoadsOnlyWhatChanged) {
  FakeClients store;
  FakeClock clock;
  ClientDirectory directory(store, clock);
  for (int i = 0; i < 5; ++i) EXPECT_NE(await(directory.find(to_string(id_of(1)))), nullptr);
  EXPECT_EQ(store.asked, 1);
  EXPECT_EQ(store.known, kNothingKnown);
  clock.advance(seconds{1});
  const auto first = await(directory.current());
  EXPECT_EQ(store.asked, 2);
  EXPECT_EQ(store.loaded, 1);
  store.change(2, "New");
  EXPECT_EQ(await(directory.find(to_string(id_of(2)))), nullptr);
  clock.advance(seconds{1});
  EXPECT_NE(await(directory.find(to_string(id_of(2)))), nullptr);
  EXPECT_EQ(store.known, 1);
  EXPECT_EQ(await(directory.find(to_string(id_of(1)))), first->find(to_string(id_of(1))));
}

TEST(Directory, AChangedProfileIsReadWithAllItsClients) {
  FakeClients store;
  FakeClock clock;
  ClientDirectory directory(store, clock);
  const auto is_strict = [&] {
    return await(directory.find(to_string(id_of(1))))->profile.require_pkce;
  };
  EXPECT_FALSE(is_strict());
  store.set.profiles[0].require_pkce = true;
  ++store.set.version;
  clock.advance(seconds{1});
  EXPECT_TRUE(is_strict());
  EXPECT_EQ(store.known, kNothingKnown);
}

TEST(Directory, ADatabaseThatWentBackIsReadAnew) {
  FakeClients store;
  FakeClock clock;
  store.set.version = 9;
  ClientDirectory directory(store, clock);
  (void)await(directory.current());
  store.set = {.version = 3, .profiles = {baseline()}, .clients = {approved(3)}};
  clock.advance(seconds{1});
  const auto snapshot = await(directory.current());
  EXPECT_EQ(snapshot->version(), 3);
  EXPECT_EQ(snapshot->find(to_string(id_of(1))), nullptr);
  EXPECT_NE(snapshot->find(to_string(id_of(3))), nullptr);
}

TEST(Directory, ServesAnUnconfirmedSnapshotForFiveSecondsOnly) {
  FakeClients store;
  FakeClock clock;
  ClientDirectory directory(store, clock);
  (void)await(directory.current());
  store.away = true;
  clock.advance(seconds{4});
  EXPECT_NE(await(directory.find(to_string(id_of(1)))), nullptr);
  clock.advance(seconds{1});
  EXPECT_THROW((void)await(directory.find(to_string(id_of(1)))), Unavailable);
  store.away = false;
  EXPECT_NE(await(directory.find(to_string(id_of(1)))), nullptr);
}

struct Told : testing::Test {
  // A second passes in which the listener stays sure.
  void let_pass(seconds time) {
    clock.advance(time);
    signal.be_sure_until(clock.now());
  }
  FakeClients store;
  FakeClock clock;
  runtime::ChangeSignal signal;
  ClientDirectory directory{store, clock, &signal};
};

TEST_F(Told, AsksWhenAChangeWasAnnouncedAndElseNot) {
  signal.announce();  // its connection
  let_pass(seconds{0});
  (void)await(directory.current());
  EXPECT_EQ(store.asked, 1);
  for (int i = 0; i < 100; ++i) {
    let_pass(seconds{1});
    (void)await(directory.current());
  }
  EXPECT_EQ(store.asked, 1);
  store.change(2, "New");
  EXPECT_EQ(await(directory.find(to_string(id_of(2)))), nullptr) << "not yet announced";
  signal.announce();
  EXPECT_NE(await(directory.find(to_string(id_of(2)))), nullptr);
  EXPECT_EQ(store.asked, 2);
  (void)await(directory.current());
  EXPECT_EQ(store.asked, 2);
}

TEST_F(Told, WithoutALivingListenerItAsksEachSecondAgain) {
  signal.announce();
  let_pass(seconds{0});
  (void)await(directory.current());
  clock.advance(seconds{4});
  (void)await(directory.current());
  EXPECT_EQ(store.asked, 1) << "the listener may still live";
  clock.advance(seconds{1});
  store.change(2, "Never announced");
  EXPECT_NE(await(directory.find(to_string(id_of(2)))), nullptr);
  EXPECT_EQ(store.asked, 2);
  clock.advance(seconds{1});
  (void)await(directory.current());
  EXPECT_EQ(store.asked, 3);
}

TEST_F(Told, WhatWasAnnouncedAndCannotBeReadIsServedForFiveSecondsOnly) {
  signal.announce();
  let_pass(seconds{0});
  (void)await(directory.current());
  let_pass(seconds{60});
  (void)await(directory.current());
  store.change(1, "Suspended");
  store.away = true;
  signal.announce();
  const auto id = to_string(id_of(1));
  EXPECT_EQ(await(directory.find(id))->client.registration.name, "Parking");
  let_pass(seconds{5});
  EXPECT_THROW((void)await(directory.find(id)), Unavailable);
  store.away = false;
  EXPECT_EQ(await(directory.find(id))->client.registration.name, "Suspended");
}

}  // namespace
}  // namespace tessera::oauth
