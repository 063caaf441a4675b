#include "runtime/log_writer.hpp"

#include <cstdio>

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {

LogWriter& LogWriter::instance() {
  // Never destroyed: threads may log until the very end.
  static auto* const writer = new LogWriter;
  return *writer;
}

void LogWriter::start(const LogOptions& options) {
  flush();
  std::shared_ptr<spdlog::sinks::sink> sink;
  if (options.file.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
  } else {
    sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(options.file);
  }
  // The line is complete JSON already: a pattern with text in it could be broken out of.
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      "%v", spdlog::pattern_time_type::utc, std::string()));
  const std::lock_guard lock(mutex_);
  level_ = options.level;
  sink_ = std::move(sink);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void LogWriter::write(std::string_view line) {
  static auto& dropped = counter("tessera_log_dropped_total", "Log lines that found no room");
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (!sink_) {
      std::fwrite(line.data(), 1, line.size(), stderr);
      return;
    }
    if (buffer_.size() + line.size() > kMaxBuffered) {
      dropped.add();
      return;
    }
    const bool was_empty = buffer_.empty();
    const bool was_small = buffer_.size() < kBatch;
    buffer_ += line;
    wake = was_empty || (was_small && buffer_.size() >= kBatch);
  }
  if (wake) filled_.notify_one();
}

void LogWriter::flush() {
  std::unique_lock lock(mutex_);
  ++flushing_;
  filled_.notify_one();
  emptied_.wait(lock, [this] { return buffer_.empty() && !writing_; });
  --flushing_;
}

void LogWriter::run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  for (;;) {
    filled_.wait(lock, [this] { return !buffer_.empty(); });
    // a system call and a wake-up for many lines instead of one each
    filled_.wait_for(lock, kPatience, [this] { return buffer_.size() >= kBatch || flushing_ > 0; });
    lines.swap(buffer_);
    writing_ = true;
    const auto sink = sink_;
    lock.unlock();
    try {
      sink->log(spdlog::details::log_msg("", spdlog::level::info, lines));
      sink->flush();
    } catch (const std::exception&) {
      // Nowhere to say so; the next lines may fit again.
    }
    lines.clear();
    lock.lock();
    writing_ = false;
    if (buffer_.empty()) emptied_.notify_all();
  }
}

}  // namespace tessera::runtime
