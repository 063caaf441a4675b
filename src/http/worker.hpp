// What one io thread knows of its connections: their deadlines are looked over ten times a second,
// which costs a request nothing but a stored time. All members but load() on the io thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/buffered_random.hpp"

namespace tessera::http {

// A connection as the worker sees it; lives on its io thread.
class Tracked {
 public:
  using Time = std::chrono::steady_clock::time_point;
  virtual ~Tracked() = default;
  // The deadline passed.
  virtual void expire() = 0;
  // End when the current request has ended, at once if there is none.
  virtual void drain() = 0;
  // End now.
  virtual void close() = 0;

  Time deadline = Time::max();
  std::size_t index = 0;  // owned by Worker
};

class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker(boost::asio::io_context& context, Random& random);

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] BufferedRandom& random() { return random_; }
  // Connections that are here or on their way; from any thread.
  [[nodiscard]] std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  void expect_one() { ++load_; }
  void forget_one() { --load_; }

  void add(Tracked& connection);
  void remove(Tracked& connection);
  void drain_all();
  void close_all();

 private:
  void arm();
  void sweep();

  boost::asio::io_context& context_;
  BufferedRandom random_;
  boost::asio::steady_timer timer_;
  bool armed_ = false;
  std::vector<Tracked*> connections_;
  std::atomic<std::size_t> load_{0};
};

}  // namespace tessera::http
