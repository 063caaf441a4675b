#include "app/node/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

namespace tessera::app {
namespace {

sigset_t ours() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

void block_signals() {
  const auto set = ours();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int wait_for_end(const std::function<void()>& on_hangup) {
  const auto set = ours();
  for (int number = 0;;) {
    if (sigwait(&set, &number) != 0) continue;
    if (number != SIGHUP) return number;
    on_hangup();
  }
}

void wait_for_another(std::chrono::nanoseconds limit) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&set, number);
  const auto whole = std::chrono::floor<std::chrono::seconds>(limit);
  const timespec wait{.tv_sec = whole.count(), .tv_nsec = (limit - whole).count()};
  sigtimedwait(&set, nullptr, &wait);
}

void ask_to_end() {
  kill(getpid(), SIGTERM);
}

}  // namespace tessera::app
