// The background writer of log lines: callers append to a bounded buffer, one thread hands whole
// buffers to the spdlog sink, so a slow disk or terminal costs the callers nothing. Lines that do
// not fit are dropped and counted (tessera_log_dropped_total); the journal is the record, not the
// log.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <tessera/runtime/log.hpp>

namespace spdlog::sinks {
class sink;
}

namespace tessera::runtime {

class LogWriter {
 public:
  static LogWriter& instance();

  // Until start() lines go straight to stderr. May be called again (another file, in tests).
  void start(const LogOptions& options);
  // `line` ends with a newline. Thread-safe.
  void write(std::string_view line);
  // Returns when everything written before is with the operating system.
  void flush();
  [[nodiscard]] Level level() const { return level_.load(std::memory_order_relaxed); }

 private:
  void run();

  static constexpr std::size_t kMaxBuffered = 4 * 1024 * 1024;
  static constexpr std::size_t kBatch = 256 * 1024;
  static constexpr std::chrono::milliseconds kPatience{20};

  std::atomic<Level> level_{Level::info};
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::string buffer_;
  bool writing_ = false;
  int flushing_ = 0;  // callers of flush()
  std::shared_ptr<spdlog::sinks::sink> sink_;
  std::thread thread_;
};

}  // namespace tessera::runtime
