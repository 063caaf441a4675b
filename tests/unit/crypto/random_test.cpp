#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include <tessera/crypto/random.hpp>

namespace tessera::crypto {
namespace {

TEST(SystemRandom, NeverRepeatsWhateverTheSize) {
  SystemRandom random;
  std::set<Bytes> seen;
  for (int i = 0; i < 500; ++i) {
    EXPECT_TRUE(seen.insert(random.bytes(16)).second);
    EXPECT_TRUE(seen.insert(random.bytes(64)).second);
    EXPECT_TRUE(seen.insert(random.bytes(65)).second);
  }
  EXPECT_TRUE(random.bytes(0).empty());
}

TEST(SystemRandom, FillsEveryByte) {
  SystemRandom random;
  for (const std::size_t size : {1, 15, 64, 65, 5000}) {
    Bytes seen(size, 0);
    for (int i = 0; i < 20; ++i) {
      const auto drawn = random.bytes(size);
      for (std::size_t at = 0; at < size; ++at) seen[at] |= drawn[at];
    }
    EXPECT_EQ(std::ranges::count(seen, 0), 0) << size;  // fails by chance once in 10^44
  }
}

TEST(SystemRandom, AForkedChildDrawsItsOwn) {
  SystemRandom random;
  (void)random.bytes(16);
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto drawn = random.bytes(16);
    _exit(write(pipe_ends[1], drawn.data(), drawn.size()) == 16 ? 0 : 1);
  }
  const auto here = random.bytes(16);
  Bytes there(16);
  ASSERT_EQ(read(pipe_ends[0], there.data(), there.size()), 16);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_NE(here, there);
}

}  // namespace
}  // namespace tessera::crypto
