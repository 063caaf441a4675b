#include "store/postgres/keyring_store.hpp"

#include <filesystem>

#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class KeyringTest : public test::Backends {
 protected:
  crypto::MasterKey& master_ = test::Servers::instance().master_key();
  KeyringStore store_{master_, random};
  std::int64_t count(const std::string& where) {
    return sql("select count(*) from crypto_key where " + where)[0].integer(0);
  }
  Result<std::shared_ptr<const crypto::Keyring>> load() {
    return pool().run_here([&](Connection& c) { return store_.load(c, clock.now()); });
  }
};

TEST_F(KeyringTest, EveryPurposeHasAKeyThatOpensWhatItSealed) {
  const auto ring = load();
  ASSERT_TRUE(ring) << ring.error().text;
  for (const auto purpose :
       {crypto::kPurposeFingerprint, crypto::kPurposeSearch, crypto::kPurposePepper,
        crypto::kPurposeRefresh, crypto::kPurposeCookie, crypto::kPurposeFlow,
        crypto::kPurposeEvidence, crypto::kPurposeSecretBox, crypto::kPurposeTokenSigning,
        crypto::kPurposeHeadSigning, crypto::kPurposeJournalMac, crypto::kPurposeRoleGrant}) {
    EXPECT_EQ((*ring)->current(purpose).key.reveal_bytes().size(), 32U) << purpose;
  }
  const Bytes box = (*ring)->seal(crypto::kPurposeFlow, as_bytes("text"), "here", random);
  const auto again = load();
  EXPECT_EQ((*again)->open(crypto::kPurposeFlow, box, "here").value(), to_bytes("text"));
}

TEST_F(KeyringTest, KeysAreMadeOnceAndEpochsByMonth) {
  const auto before = count("true");
  const TimePoint now = clock.now();
  pool().run_here([&](Connection& c) { store_.ensure_keys(c, now); });
  EXPECT_EQ(count("true"), before);
  pool().run_here([&](Connection& c) { store_.ensure_keys(c, now + days{100}); });
  EXPECT_EQ(count("purpose = 'person_epoch'"), 4);
  EXPECT_NE((*load())->find_label(crypto::kPurposePersonEpoch, epoch_label(now + days{100})),
            nullptr);
}

TEST_F(KeyringTest, LabelsNameTheMonthInUtc) {
  EXPECT_EQ(epoch_label(TimePoint{seconds{1'796'083'199}}), "2026-11");
  EXPECT_EQ(epoch_label(TimePoint{seconds{1'796'083'200}}), "2026-12");
}

TEST_F(KeyringTest, ARowThatWasSwappedOrWrappedByAnotherMasterIsRefused) {
  sql("update crypto_key a set wrapped = b.wrapped from crypto_key b where a.purpose = 'flow' and "
      "b.purpose = "
      "'cookie'");
  const auto swapped = load();
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().id, "keyring.wrong_master");
}

TEST_F(KeyringTest, NoKeyLiesOpenInTheTable) {
  const auto ring = load();
  const auto& key = (*ring)->current(crypto::kPurposePepper).key;
  const std::string hex = to_hex(key.reveal_bytes());
  EXPECT_EQ(count("encode(wrapped, 'hex') like '%" + hex + "%'"), 0);
}

}  // namespace
}  // namespace tessera::store::postgres
