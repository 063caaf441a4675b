#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <tessera/crypto/key_rules.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::crypto {
namespace {

PurposeKey make_key(std::uint32_t id, std::string_view purpose, std::int64_t created,
                    std::string label = {}) {
  return {.id = id,
          .purpose = std::string(purpose),
          .label = std::move(label),
          .key = Secret{Bytes(32, static_cast<std::uint8_t>(id))},
          .created = from_unix(created)};
}

const Keyring kRing{{make_key(1, kPurposeCookie, 100), make_key(2, kPurposeCookie, 200),
                     make_key(3, kPurposeFlow, 150),
                     make_key(4, kPurposePersonEpoch, 10, "2026-10"),
                     make_key(5, kPurposePersonEpoch, 20, "2026-11")}};

TEST(Keyring, TheNewestKeyOfAPurposeIsCurrent) {
  EXPECT_EQ(kRing.current(kPurposeCookie).id, 2u);
  EXPECT_EQ(kRing.current(kPurposePersonEpoch, "2026-10").id, 4u);
  EXPECT_THROW((void)kRing.current(kPurposePepper), std::logic_error);
  EXPECT_EQ(kRing.find(3)->purpose, kPurposeFlow);
  EXPECT_EQ(kRing.find(9), nullptr);
  EXPECT_EQ(kRing.find_label(kPurposePersonEpoch, "2027-01"), nullptr);
  EXPECT_EQ(kRing.all(kPurposeCookie).size(), 2u);
}

TEST(Keyring, OpensBoxesOfEarlierKeysAfterARotation) {
  SeededRandom random{1};
  const Keyring before{{make_key(1, kPurposeCookie, 100)}};
  const auto box = before.seal(kPurposeCookie, as_bytes("state"), "flow", random);
  const auto opened = kRing.open(kPurposeCookie, box, "flow");
  ASSERT_TRUE(opened);
  EXPECT_EQ(as_text(*opened), "state");
}

TEST(Keyring, AnAnnouncedKeyOpensAndDoesNotSeal) {
  SeededRandom random{1};
  auto announced = make_key(2, kPurposeCookie, 200);
  announced.seals = false;
  const Keyring here{{make_key(1, kPurposeCookie, 100), announced}};
  EXPECT_EQ(here.current(kPurposeCookie).id, 1U);
  const auto box = kRing.seal(kPurposeCookie, as_bytes("state"), "flow", random);
  EXPECT_EQ(as_text(here.open(kPurposeCookie, box, "flow").value()), "state")
      << "another node uses the new key already";
}

TEST(KeyRules, EveryPurposeHasARule) {
  for (const auto purpose :
       {kPurposePersonEpoch, kPurposeFingerprint, kPurposePepper, kPurposeRefresh, kPurposeCookie,
        kPurposeFlow, kPurposeEvidence, kPurposeSecretBox, kPurposeTokenSigning,
        kPurposeHeadSigning, kPurposeJournalMac, kPurposeRoleGrant}) {
    ASSERT_NE(find_key_rule(purpose), nullptr) << purpose;
    EXPECT_FALSE(find_key_rule(purpose)->note.empty()) << purpose;
  }
  EXPECT_FALSE(find_key_rule(kPurposeFingerprint)->rotates);
  EXPECT_EQ(find_key_rule("nothing"), nullptr);
  EXPECT_EQ(key_rules().size(), 13U);
}

TEST(Keyring, AKeyServesItsPurposeOnly) {
  SeededRandom random{1};
  const auto box = kRing.seal(kPurposeCookie, as_bytes("state"), "flow", random);
  EXPECT_EQ(kRing.open(kPurposeFlow, box, "flow").error().id, "box.key_unknown");
  const auto mac = kRing.mac(kPurposeCookie, as_bytes("data"));
  EXPECT_FALSE(kRing.check_mac(kPurposeFlow, as_bytes("data"), mac));
}

TEST(Keyring, MacsNameTheirKeyAndOutliveARotation) {
  const Keyring before{{make_key(1, kPurposeCookie, 100)}};
  const auto mac = before.mac(kPurposeCookie, as_bytes("data"));
  EXPECT_EQ(mac.size(), 36u);
  EXPECT_TRUE(kRing.check_mac(kPurposeCookie, as_bytes("data"), mac));
  EXPECT_FALSE(kRing.check_mac(kPurposeCookie, as_bytes("Data"), mac));
  for (std::size_t i = 0; i < mac.size(); ++i) {
    auto altered = mac;
    altered[i] ^= 1;
    EXPECT_FALSE(kRing.check_mac(kPurposeCookie, as_bytes("data"), altered)) << i;
  }
  EXPECT_FALSE(kRing.check_mac(kPurposeCookie, as_bytes("data"), {}));
}

TEST(Keyring, HolderReplacesTheWholeRing) {
  KeyringHolder holder{
      std::make_shared<const Keyring>(std::vector{make_key(1, kPurposeCookie, 1)})};
  const auto before = holder.get();
  holder.replace(std::make_shared<const Keyring>(std::vector{make_key(2, kPurposeCookie, 2)}));
  EXPECT_EQ(before->current(kPurposeCookie).id, 1u);
  EXPECT_EQ(holder.get()->current(kPurposeCookie).id, 2u);
}

class MasterKeyFile : public testing::Test {
 protected:
  MasterKeyFile() {
    folder = testing::TempDir() + "master_key_" + std::to_string(::getpid());
    std::filesystem::create_directory(folder);
    path = folder + "/key";
  }
  ~MasterKeyFile() override { std::filesystem::remove_all(folder); }

  void write(const std::string& text) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  }

  SeededRandom random{5};
  std::string folder;
  std::string path;
};

TEST_F(MasterKeyFile, WrapsWithWhatWasCreated) {
  ASSERT_TRUE(create_master_key_file(path, random));
  struct stat status{};
  ::stat(path.c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto first = load_master_key_file(path, random);
  const auto second = load_master_key_file(path, random);
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)->id(), (*second)->id());
  const auto wrapped = (*first)->wrap(as_bytes("a key"), "keys.7");
  EXPECT_EQ((*second)->unwrap(wrapped, "keys.7"), to_bytes("a key"));
  EXPECT_FALSE((*second)->unwrap(wrapped, "keys.8"));
}

TEST_F(MasterKeyFile, IsNeverOverwritten) {
  ASSERT_TRUE(create_master_key_file(path, random));
  EXPECT_FALSE(create_master_key_file(path, random));
}

TEST_F(MasterKeyFile, IsRefusedIfOthersCouldReadIt) {
  ASSERT_TRUE(create_master_key_file(path, random));
  for (const ::mode_t mode : {0640, 0604, 0660, 0700}) {
    ::chmod(path.c_str(), mode);
    EXPECT_FALSE(load_master_key_file(path, random)) << mode;
  }
  ::chmod(path.c_str(), 0400);
  EXPECT_TRUE(load_master_key_file(path, random));
}

TEST_F(MasterKeyFile, IsRefusedIfItIsALinkMissingOrNotHex) {
  EXPECT_FALSE(load_master_key_file(path, random));
  ASSERT_TRUE(create_master_key_file(path + ".real", random));
  std::filesystem::create_symlink(path + ".real", path);
  EXPECT_FALSE(load_master_key_file(path, random));
  std::filesystem::remove(path);
  const std::string good(64, 'a');
  for (const auto& text :
       {std::string(), good.substr(1), good + "a", good + "\n\n", "G" + good.substr(1)}) {
    write(text);
    EXPECT_FALSE(load_master_key_file(path, random)) << text;
  }
  write(good + "\n");
  EXPECT_TRUE(load_master_key_file(path, random));
}

}  // namespace
}  // namespace tessera::crypto
