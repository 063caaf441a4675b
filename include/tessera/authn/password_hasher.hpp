// Password hashing off the io threads: a bounded pool sized to the cores that sheds load, and one
// reserved worker, so that an owner on a known device does not wait behind a flood of guesses.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/password_hash.hpp>

namespace tessera::runtime {
class BlockingPool;
class Histogram;
}  // namespace tessera::runtime

namespace tessera::authn {

enum class HashingLane { common, reserved };

// Who waits: networks take turns, so that none fills the queue of the others.
struct HashingTurn {
  HashingTurn(HashingLane which, std::string from = {}) : lane(which), network(std::move(from)) {}
  HashingLane lane;
  std::string network;
};
// What takes one turn: an IPv4 /24 or an IPv6 /48; "" for text that is no address.
[[nodiscard]] std::string turn_of(std::string_view address);

// Thread-safe; idle workers give their memory back. Metric tessera_password_hash_duration_seconds.
class PasswordHasher {
 public:
  struct Options {
    crypto::Argon2Params params;
    std::size_t threads = 0;           // 0: one per core
    Duration queue_time = seconds{2};  // work that may wait; beyond it Unavailable("hashing")
  };
  // Hashes once, to know what a hash costs and to have one that fits nobody.
  PasswordHasher(Options options, Random& random);
  ~PasswordHasher();

  struct Verdict {
    bool matches = false;
    std::string
        upgraded;  // the same password under the parameters in force, if the stored ones are others
  };
  // phc empty: nobody has this login. The same cost then, and never a match.
  [[nodiscard]] Task<Verdict> verify(std::string phc, Secret password, HashingTurn turn);
  [[nodiscard]] Task<std::string> hash(Secret password, HashingTurn turn);
  [[nodiscard]] const std::string& params_text() const {
    return params_text_;
  }  // "m=19456,t=2,p=1"

 private:
  [[nodiscard]] runtime::BlockingPool& pool(HashingLane lane);
  [[nodiscard]] std::string timed_hash(const Secret& password);

  Options options_;
  Random& random_;
  std::string params_text_;
  std::string nobody_;
  runtime::Histogram& duration_;
  std::unique_ptr<runtime::BlockingPool> common_;
  std::unique_ptr<runtime::BlockingPool> reserved_;
};

}  // namespace tessera::authn
