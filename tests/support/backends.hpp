// Real PostgreSQL and Redis for integration tests: one cluster per test process, started at first
// use in a folder under /tmp; each test has its own database, cloned from a migrated template, and
// an empty Redis. Works as root (the servers then run as user `tessera`) and as anybody else.
//
//   class LeaseTest : public tessera::test::Backends {};
//   TEST_F(LeaseTest, ...) {
//     LeaseStore leases(pool());
//     EXPECT_TRUE(run([&] { return leases.take("rotate", boot, seconds{5}); }));
//   }
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include <tessera/base/clock.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "app/cluster/cluster.hpp"
#include "store/postgres/pool.hpp"
#include "store/redis/client.hpp"

namespace tessera::test {

// The cluster of this process; not durable, made for speed.
class Servers {
 public:
  static Servers& instance();
  ~Servers();
  [[nodiscard]] app::Cluster& cluster() { return *cluster_; }
  // A fresh database named after nothing; dropped by drop_database.
  [[nodiscard]] std::string clone_database();
  void drop_database(const std::string& name);
  // user: "tessera_app", "tessera_owner", "tessera_maintenance", "tessera_audit" or "postgres".
  [[nodiscard]] std::string database_url(const std::string& user,
                                         const std::string& database) const;
  [[nodiscard]] crypto::MasterKey& master_key() { return *master_; }

 private:
  Servers();
  void make_template();
  std::string folder_;
  std::unique_ptr<app::Cluster> cluster_;
  crypto::SystemRandom random_;  // the master key keeps it
  std::unique_ptr<crypto::MasterKey> master_;
  int clones_ = 0;
};

class Backends : public ::testing::Test {
 protected:
  Backends();
  ~Backends() override;

  // Connected as tessera_app, like a serving node.
  [[nodiscard]] store::postgres::Pool& pool() { return *pool_; }
  [[nodiscard]] store::redis::Client& redis() { return *redis_; }
  [[nodiscard]] runtime::IoThreads& io() { return *io_; }  // 2 threads, running
  [[nodiscard]] crypto::KeyringHolder& keyring();
  [[nodiscard]] std::string database_url(const std::string& user = "tessera_app") const;
  [[nodiscard]] std::string redis_url() const;
  // Any SQL text, as the superuser, on this test's database.
  store::postgres::Rows sql(const std::string& text);

  // Runs f(), which gives a Task<T>, on io thread `index` and waits; rethrows. Not from an io
  // thread.
  template <class F>
  auto run(F f, std::size_t index = 0) {
    using T = typename std::invoke_result_t<F>::value_type;
    if (runtime::IoThreads::current_index() < io_->size()) {
      throw std::logic_error("run() within a task: it would wait for itself");
    }
    if constexpr (std::is_void_v<T>) {
      io_->run_and_wait(index, [&]() -> Task<> { co_await f(); });
    } else {
      std::optional<T> out;
      io_->run_and_wait(index, [&]() -> Task<> { out.emplace(co_await f()); });
      return std::move(*out);
    }
  }

  FakeClock clock{SystemClock().now()};
  crypto::SystemRandom random;

 private:
  std::string database_;
  std::unique_ptr<runtime::IoThreads> io_;
  std::unique_ptr<store::postgres::Pool> pool_;
  std::unique_ptr<store::redis::Client> redis_;
  std::unique_ptr<crypto::KeyringHolder> keyring_;
};

}  // namespace tessera::test
