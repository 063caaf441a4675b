#include <tessera/runtime/io_threads.hpp>

#include <cstdlib>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <tessera/runtime/log.hpp>

namespace tessera::runtime {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
thread_local std::size_t current = kNone;

struct IoThread {
  boost::asio::io_context context{1};  // one thread runs it: Asio skips some locking
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::thread thread;
};

[[noreturn]] void die(const std::string& what) {
  log(Level::error, "io.task_escaped", {{"error", what}});
  flush_log();
  std::abort();
}

void end_process_on(std::exception_ptr escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& e) {
    die(e.what());
  } catch (...) {
    die("unknown exception");
  }
}

}  // namespace

struct IoThreads::Impl {
  std::vector<std::unique_ptr<IoThread>> threads;
};

IoThreads::IoThreads(std::size_t count) : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i)
    impl_->threads.push_back(std::make_unique<IoThread>());
}

IoThreads::~IoThreads() {
  stop();
  join();
}

void IoThreads::start() {
  for (std::size_t i = 0; i < size(); ++i) {
    auto& io = *impl_->threads[i];
    io.thread = std::thread([&io, i] {
      current = i;
      io.context.run();
    });
  }
}

void IoThreads::stop() {
  for (auto& io : impl_->threads) {
    io->work.reset();
    io->context.stop();
  }
}

void IoThreads::join() {
  for (auto& io : impl_->threads)
    if (io->thread.joinable()) io->thread.join();
}

std::size_t IoThreads::size() const {
  return impl_->threads.size();
}

boost::asio::io_context& IoThreads::context(std::size_t index) {
  return impl_->threads.at(index)->context;
}

void IoThreads::spawn(std::size_t index, std::function<Task<>()> task) {
  boost::asio::co_spawn(context(index), std::move(task), end_process_on);
}

void IoThreads::run_and_wait(std::size_t index, std::function<Task<>()> task) {
  auto done = std::make_shared<std::promise<void>>();
  auto result = done->get_future();
  auto finish = [done = std::move(done)](std::exception_ptr e) {
    if (e) {
      done->set_exception(e);
    } else {
      done->set_value();
    }
  };
  boost::asio::co_spawn(context(index), std::move(task), std::move(finish));
  result.get();
}

std::size_t IoThreads::current_index() {
  return current;
}

}  // namespace tessera::runtime
