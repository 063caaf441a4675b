// The listener on a real server: what it hears, loses and finds again.
#include "store/postgres/listener.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

constexpr seconds kPatience{60};

// Accepts and never says anything.
class SilentServer {
 public:
  SilentServer() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* generic = reinterpret_cast<sockaddr*>(&address_);
    if (bind(fd_, generic, size) != 0 || listen(fd_, 1) != 0 ||
        getsockname(fd_, generic, &size) != 0) {
      throw std::runtime_error("no silent server");
    }
  }
  ~SilentServer() {
    if (peer_ >= 0) close(peer_);
    close(fd_);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  [[nodiscard]] std::string port() const { return std::to_string(ntohs(address_.sin_port)); }
  void accept_one() { peer_ = accept(fd_, nullptr, nullptr); }

 private:
  int fd_;
  int peer_ = -1;
  sockaddr_in address_{};
};

class ListenerTest : public test::Backends {
 protected:
  // What was heard, counted; waits without sleeping.
  struct Ear {
    void hear() {
      const std::lock_guard lock(mutex);
      ++heard;
      changed.notify_all();
    }
    [[nodiscard]] bool wait_for(int count) {
      std::unique_lock lock(mutex);
      return changed.wait_for(lock, kPatience, [&] { return heard >= count; });
    }
    [[nodiscard]] int count() {
      const std::lock_guard lock(mutex);
      return heard;
    }
    std::mutex mutex;
    std::condition_variable changed;
    int heard = 0;
  };

  ListenerOptions options() const { return {.url = database_url(), .ask_every = milliseconds{20}}; }
  void end_listeners() {
    sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
        "'tessera-listener' and datname = current_database()");
  }
  // Until the signal is sure of a time after now.
  bool becomes_sure(const runtime::ChangeSignal& signal) {
    const auto begin = real.now();
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (signal.sure_until() <= begin) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }

  SystemClock real;
  Ear ear;
};

TEST_F(ListenerTest, HearsItsChannelsAndNoOthers) {
  Listener listener(options(), real);
  const auto& signal = listener.listen("tessera_test");
  const auto& other = listener.listen("tessera_other");
  listener.on_change("tessera_test", [this] { ear.hear(); });
  EXPECT_EQ(signal.sure_until(), TimePoint{});
  listener.start();
  ASSERT_TRUE(ear.wait_for(1)) << "the connection itself";
  sql("notify tessera_test; notify tessera_nobody");
  ASSERT_TRUE(ear.wait_for(2));
  EXPECT_TRUE(becomes_sure(signal));
  EXPECT_EQ(signal.changes(), 2U);
  EXPECT_EQ(other.changes(), 1U);
}

TEST_F(ListenerTest, ALostConnectionIsReplacedAndAnnouncesWhatMayHaveBeenMissed) {
  Listener listener(options(), real);
  const auto& signal = listener.listen("tessera_test");
  listener.on_change("tessera_test", [this] { ear.hear(); });
  listener.start();
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(ear.wait_for(i));
    ASSERT_TRUE(becomes_sure(signal));
    end_listeners();
  }
  ASSERT_TRUE(ear.wait_for(4));
  EXPECT_TRUE(becomes_sure(signal));
  sql("notify tessera_test");
  EXPECT_TRUE(ear.wait_for(5));
  EXPECT_EQ(sql("select count(*) from pg_stat_activity where application_name = "
                "'tessera-listener' and datname = current_database()")[0]
                .integer(0),
            1);
}

TEST_F(ListenerTest, StopsAtOnceWhileItConnectsToWhatNeverAnswers) {
  SilentServer silent;
  Listener listener(
      {.url = "host=127.0.0.1 dbname=x user=y port=" + silent.port(), .connect_timeout = hours{1}},
      real);
  (void)listener.listen("tessera_test");
  listener.start();
  silent.accept_one();
  const auto begin = std::chrono::steady_clock::now();
  listener.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
}

TEST_F(ListenerTest, StopsAtOnceWhileItListens) {
  Listener listener({.url = database_url(), .ask_every = hours{1}}, real);
  const auto& signal = listener.listen("tessera_test");
  listener.start();
  ASSERT_TRUE(becomes_sure(signal));
  const auto begin = std::chrono::steady_clock::now();
  listener.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
}

}  // namespace
}  // namespace tessera::store::postgres
