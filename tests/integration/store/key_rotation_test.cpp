// Rotation and rewrap of purpose keys as the nodes see them: two of them, each with its own ring.
#include "store/postgres/key_rotation.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include <tessera/audit/node_journal.hpp>

#include "store/postgres/journal_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

using crypto::kPurposeCookie;
using crypto::kPurposeFlow;

class KeyRotationTest : public test::Backends {
 protected:
  ~KeyRotationTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  using Ring = std::shared_ptr<const crypto::Keyring>;
  Result<Ring> load(KeyringStore& node) {
    return pool().run_here([&](Connection& c) { return node.load(c, clock.now()); });
  }
  Result<Ring> load() { return load(node_); }
  std::unique_ptr<crypto::MasterKey> make_master(const std::string& name) {
    std::filesystem::create_directories(folder_);
    const auto path = (folder_ / name).string();
    if (!crypto::create_master_key_file(path, random)) std::abort();
    return crypto::load_master_key_file(path, random).value();
  }
  RequestContext context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }
  Bytes seal(const Ring& ring, std::string_view purpose = kPurposeFlow) {
    return ring->seal(purpose, as_bytes("text"), "here", random);
  }
  static bool opens(const Ring& ring, const Bytes& box, std::string_view purpose = kPurposeFlow) {
    return ring->open(purpose, box, "here").has_value();
  }
  std::int64_t events(const std::string& type) {
    return sql("select count(*) from journal_event where type = '" + type + "'")[0].integer(0);
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("keys-" + to_string(make_uuid4(random)));
  crypto::MasterKey& master_ = test::Servers::instance().master_key();
  KeyringStore node_{master_, random};
  JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  Pool owner_{{.url = database_url("tessera_owner"), .connections = 1}};
  KeyRotation rotation_{owner_, {&master_}, random, journal_};
};

TEST_F(KeyRotationTest, NodesThatLearnOfItAtDifferentTimesOpenWhatTheOtherSeals) {
  const auto before = load().value();
  const auto old_box = seal(before);
  const auto rotated = rotation_.rotate(kPurposeFlow, context());
  ASSERT_TRUE(rotated) << rotated.error().text;
  EXPECT_EQ(rotated->activates, clock.now() + crypto::kAnnounceAhead);
  EXPECT_EQ(events("crypto_key.rotated"), 1);
  auto late = load().value();  // read just before the new key is in use
  EXPECT_EQ(late->current(kPurposeFlow).id, before->current(kPurposeFlow).id)
      << "announced: no node seals with it yet";
  clock.advance(crypto::kAnnounceAhead);
  const auto early = load().value();
  EXPECT_EQ(early->current(kPurposeFlow).id, rotated->id);
  EXPECT_TRUE(opens(late, seal(early)));
  EXPECT_TRUE(opens(early, seal(late)));
  EXPECT_TRUE(opens(early, old_box));
  const auto mac = early->mac(kPurposeCookie, as_bytes("x"));
  EXPECT_TRUE(before->check_mac(kPurposeCookie, as_bytes("x"), mac)) << "other purposes stay";
}

TEST_F(KeyRotationTest, TheOldKeyOpensForTheLongestLifeAndThenNothing) {
  const auto old_box = seal(load().value());
  const auto rotated = rotation_.rotate(kPurposeFlow, context()).value();
  ASSERT_TRUE(rotated.old_expires);
  clock.set(*rotated.old_expires - seconds{1});
  EXPECT_TRUE(opens(load().value(), old_box));
  clock.set(*rotated.old_expires);
  const auto ring = load().value();
  EXPECT_EQ(ring->open(kPurposeFlow, old_box, "here").error().id, "box.key_unknown");
  EXPECT_TRUE(opens(ring, seal(ring)));
}

TEST_F(KeyRotationTest, KeysOfStoredRowsOpenForEver) {
  const auto box = seal(load().value(), crypto::kPurposePepper);
  const auto rotated = rotation_.rotate(crypto::kPurposePepper, context()).value();
  EXPECT_FALSE(rotated.old_expires);
  clock.advance(days{4000});
  EXPECT_TRUE(opens(load().value(), box, crypto::kPurposePepper));
  EXPECT_EQ(rotation_.retire(crypto::kPurposePepper, context()).error().id, "key.purpose_fixed");
}

TEST_F(KeyRotationTest, WhatCannotBeRotatedSaysWhy) {
  EXPECT_EQ(rotation_.rotate("nothing", context()).error().id, "key.purpose_unknown");
  const auto fixed = rotation_.rotate(crypto::kPurposeFingerprint, context());
  ASSERT_FALSE(fixed);
  EXPECT_EQ(fixed.error().id, "key.purpose_fixed");
  EXPECT_NE(fixed.error().text.find("every fingerprint"), std::string::npos);
  EXPECT_EQ(rotation_.rotate(crypto::kPurposePersonEpoch, context()).error().id,
            "key.purpose_fixed");
  ASSERT_TRUE(rotation_.rotate(kPurposeFlow, context()));
  EXPECT_EQ(rotation_.rotate(kPurposeFlow, context()).error().id, "key.announced");
}

TEST_F(KeyRotationTest, AfterACompromiseTheReplacedKeyIsRetiredAtOnce) {
  const auto box = seal(load().value());
  EXPECT_EQ(rotation_.retire(kPurposeFlow, context()).value(), 0U) << "it has no successor";
  ASSERT_TRUE(rotation_.rotate(kPurposeFlow, context()));
  EXPECT_EQ(rotation_.retire(kPurposeFlow, context()).value(), 0U) << "still in use";
  clock.advance(crypto::kAnnounceAhead);
  EXPECT_EQ(rotation_.retire(kPurposeFlow, context()).value(), 1U);
  EXPECT_FALSE(opens(load().value(), box));
  EXPECT_EQ(events("crypto_key.retired"), 1);
}

TEST_F(KeyRotationTest, TheMasterKeyChangesUnderRunningNodes) {
  const auto next = make_master("next");
  const auto box = seal(load().value());
  KeyringStore both(master_, random, next.get());
  KeyringStore only_next(*next, random);
  EXPECT_EQ(load(only_next).error().id, "keyring.wrong_master");
  const auto boot = to_string(make_uuid4(random));
  sql("insert into node (boot, started, last_seen, version, masters) values ('" + boot +
      "', now(), now(), 'x', '{" + master_.id() + "}')");
  const auto refused = rotation_.rewrap(*next, context());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "node.lacks_master");
  EXPECT_NE(refused.error().text.find(boot), std::string::npos);
  sql("update node set masters = '{" + master_.id() + "," + next->id() + "}'");
  const auto count = rotation_.rewrap(*next, context());
  ASSERT_TRUE(count) << count.error().text;
  EXPECT_GT(*count, 10U);
  EXPECT_TRUE(opens(load(both).value(), box)) << "a node that has both, before its next start";
  EXPECT_TRUE(opens(load(only_next).value(), box)) << "and after it";
  EXPECT_EQ(load().error().id, "keyring.wrong_master");
  EXPECT_EQ(rotation_.rewrap(*next, context()).value(), 0U);
  EXPECT_EQ(events("master_key.changed"), 1);
}

TEST_F(KeyRotationTest, WhatANodeAddsAfterTheRewrapIsWrappedByTheNewMaster) {
  const auto next = make_master("next");
  ASSERT_TRUE(rotation_.rewrap(*next, context()));
  KeyringStore both(master_, random, next.get());
  pool().run_here([&](Connection& c) { both.ensure_keys(c, clock.now() + days{400}); });
  EXPECT_TRUE(load(*std::make_unique<KeyringStore>(*next, random)));
  KeyRotation later(owner_, {&master_, next.get()}, random, journal_);
  ASSERT_TRUE(later.rotate(kPurposeCookie, context()));
  EXPECT_TRUE(load(*std::make_unique<KeyringStore>(*next, random)));
}

}  // namespace
}  // namespace tessera::store::postgres
