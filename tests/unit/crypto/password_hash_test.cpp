#include <gtest/gtest.h>
#include <sys/mman.h>

#include <thread>

#include <tessera/crypto/password_hash.hpp>

#include "crypto/argon2_arena.hpp"
#include "crypto/argon2_raw.hpp"
#include "from_hex.hpp"

namespace tessera::crypto {
namespace {

const Argon2Params kSmall{.memory_kib = 64, .passes = 2};
const Secret kPassword{std::string_view("password")};

Argon2Salt salt_of(std::string_view text) {
  Argon2Salt salt{};
  std::ranges::copy(as_bytes(text), salt.begin());
  return salt;
}

// Made by another implementation (OpenSSL 3.2 through pyca/cryptography; one lane, salt
// "somesalt12345678").
TEST(Argon2id, MatchesAnotherImplementationOnBothPaths) {
  struct Vector {
    Argon2Params params;
    std::string_view tag;
  };
  const Vector vectors[] = {{{.memory_kib = 64, .passes = 1},
                             "2a8bf2c64a9623c36221b9d54ec1c91ad59d6b4edac54aa825522e3e8b6a2027"},
                            {{.memory_kib = 64, .passes = 2},
                             "d1dd9f4bfa15a408c1ae553f4c84aa83d73afcdb94a3b5b597e8eb201489b96b"},
                            {{.memory_kib = 1024, .passes = 3},
                             "ba44073e237c737a73257f6c8d405d281dfd591b24e1bd9fd39d7d2b6f6a8f5e"},
                            {{.memory_kib = 19456, .passes = 2},
                             "0c4c0b6db219194b6006e078818a24eabea136f7af619a31930310e7f2d749a5"}};
  for (const auto& [params, tag] : vectors) {
    for (const auto memory : {WorkingMemory::plain, WorkingMemory::kept}) {
      EXPECT_EQ(to_hex(argon2id_raw(kPassword, salt_of("somesalt12345678"), params, memory)), tag);
    }
  }
}

TEST(Argon2id, HashesVerifyAndOnlyTheirPassword) {
  SeededRandom random{1};
  const auto phc = argon2id_hash(kPassword, kSmall, random);
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=64,t=2,p=1$")) << phc;
  EXPECT_TRUE(argon2id_verify(phc, kPassword));
  EXPECT_FALSE(argon2id_verify(phc, Secret{std::string_view("Password")}));
  EXPECT_FALSE(argon2id_verify(phc, Secret{}));
  EXPECT_NE(argon2id_hash(kPassword, kSmall, random), phc);
}

TEST(Argon2id, ParametersAreUpgraded) {
  SeededRandom random{1};
  const auto phc = argon2id_hash(kPassword, kSmall, random);
  EXPECT_FALSE(argon2id_needs_rehash(phc, kSmall));
  EXPECT_TRUE(argon2id_needs_rehash(phc, {.memory_kib = 128, .passes = 2}));
  EXPECT_TRUE(argon2id_needs_rehash(phc, {.memory_kib = 64, .passes = 3}));
  EXPECT_TRUE(argon2id_needs_rehash("$2b$12$something", kSmall));
}

TEST(Argon2id, OnlyTheExactPhcStringIsRead) {
  SeededRandom random{1};
  const auto phc = argon2id_hash(kPassword, kSmall, random);
  const auto replaced = [&](std::string_view from, std::string_view to) {
    auto text = phc;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const auto& text : {std::string(),
                           phc + "=",
                           phc + " ",
                           " " + phc,
                           phc.substr(1),
                           phc.substr(0, phc.size() - 1),
                           replaced("argon2id", "argon2i"),
                           replaced("v=19", "v=16"),
                           replaced("p=1", "p=2"),
                           replaced("m=64", "m=064"),
                           replaced("m=64", "m=7"),
                           replaced("m=64", "m=4294967297"),
                           replaced("m=64", "m=1048577"),
                           replaced("m=64", "m=-64"),
                           replaced("t=2", "t=0"),
                           replaced("t=2", "t=65"),
                           replaced("t=2", "t="),
                           replaced("$m=", "$t=1,m="),
                           phc.substr(0, phc.rfind('$')),
                           phc.substr(0, phc.rfind('$') + 1)}) {
    EXPECT_FALSE(argon2id_verify(text, kPassword)) << text;
    EXPECT_TRUE(argon2id_needs_rehash(text, kSmall)) << text;
  }
}

TEST(Argon2Arena, KeepsItsMemoryBetweenHashesAndGivesItBack) {
  argon2id_release_memory();
  const auto before = argon2_arena_use();
  EXPECT_EQ(before.bytes_held, 0u);
  const auto salt = salt_of("salt");
  (void)argon2id_raw(kPassword, salt, kSmall, WorkingMemory::kept);
  (void)argon2id_raw(kPassword, salt, kSmall, WorkingMemory::kept);
  EXPECT_EQ(argon2_arena_use().served, before.served + 2);
  EXPECT_GE(argon2_arena_use().bytes_held, 64u * 1024);
  (void)argon2id_raw(kPassword, salt, kSmall, WorkingMemory::plain);
  EXPECT_EQ(argon2_arena_use().served, before.served + 2);
  argon2id_release_memory();
  EXPECT_EQ(argon2_arena_use().bytes_held, 0u);
}

TEST(Argon2Arena, GrowsForLargerParameters) {
  argon2id_release_memory();
  const auto salt = salt_of("salt");
  (void)argon2id_raw(kPassword, salt, kSmall, WorkingMemory::kept);
  const auto small = argon2_arena_use().bytes_held;
  (void)argon2id_raw(kPassword, salt, {.memory_kib = 1024, .passes = 1}, WorkingMemory::kept);
  EXPECT_GT(argon2_arena_use().bytes_held, small);
  (void)argon2id_raw(kPassword, salt, kSmall, WorkingMemory::kept);
  EXPECT_GE(argon2_arena_use().bytes_held, 1024u * 1024);
  argon2id_release_memory();
}

void* map(std::size_t size) {
  return ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

TEST(Argon2Arena, LendsOnceAndWipesWhatComesBack) {
  argon2id_release_memory();
  const Argon2ArenaScope scope;
  auto* first = static_cast<std::uint8_t*>(map(8192));
  auto* second = static_cast<std::uint8_t*>(map(8192));
  EXPECT_NE(first, second);
  EXPECT_EQ(argon2_arena_use().bytes_held, 8192u);
  release_argon2_arena();  // refused while it is out
  first[0] = first[8191] = 1;
  EXPECT_EQ(::munmap(second, 8192), 0);
  EXPECT_EQ(::munmap(first, 8192), 0);
  auto* again = static_cast<std::uint8_t*>(map(4096 * 2));
  EXPECT_EQ(again, first);
  EXPECT_EQ(again[0] | again[8191], 0);
  EXPECT_EQ(::munmap(again, 8192), 0);
  argon2id_release_memory();
}

TEST(Argon2Arena, OutsideAScopeMappingsAreTheKernels) {
  const auto before = argon2_arena_use().served;
  void* mapped = map(8192);
  ASSERT_NE(mapped, MAP_FAILED);
  EXPECT_EQ(::munmap(mapped, 8192), 0);
  EXPECT_EQ(argon2_arena_use().served, before);
}

TEST(Argon2Arena, EveryThreadHasItsOwn) {
  const auto expected = argon2id_raw(kPassword, salt_of("salt"), kSmall, WorkingMemory::plain);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        wrong += argon2id_raw(kPassword, salt_of("salt"), kSmall, WorkingMemory::kept) != expected;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace tessera::crypto
