#include <tessera/runtime/blocking_pool.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/fair_line.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {

namespace {

// Lives in the frame of the awaiting task, which cannot go before `resume` has run.
struct Job {
  std::function<void(std::size_t)> work;
  std::move_only_function<void()> resume;
  std::exception_ptr error;
  bool refused = false;
};

// Of the calling thread (setpriority(2): a thread is a process to Linux). A thread may always give
// way more; where that is refused all the same, it does not.
void be_nicer(int by) {
  if (by <= 0) return;
  const auto self = static_cast<id_t>(gettid());
  (void)setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + by);
}

// `job` is handed over by who calls it.
struct Worker {
  std::condition_variable ready;
  Job* job = nullptr;
};

}  // namespace

struct BlockingPool::Impl {
  explicit Impl(Options o)
      : options(std::move(o)),
        workers(options.threads),
        running_gauge(gauge("tessera_pool_running", "Jobs that run now", {{"pool", options.name}})),
        waiting_gauge(gauge("tessera_pool_waiting", "Jobs that wait", {{"pool", options.name}})),
        refused(counter("tessera_pool_refused_total", "Jobs refused by a full queue",
                        {{"pool", options.name}})) {}

  // False if the queue is full or closed. The worker that waits the shortest time gets the job:
  // what it holds (a database connection and the server process behind it, memory of hashes) is
  // warm.
  bool push(Job& job, const std::string& group) {
    Worker* called = nullptr;
    Job* sent_away = nullptr;
    {
      const std::lock_guard lock(mutex);
      if (closing) return false;
      if (!idle.empty()) {
        called = idle.back();
        idle.pop_back();
        called->job = &job;
        count_running(1);
      } else {
        const auto pushed = queue.push(group, &job, options.queue + (options.threads - running));
        if (!pushed.accepted) return false;
        sent_away = pushed.sent_away.value_or(nullptr);
        waiting_gauge.set(static_cast<double>(queue.size()));
      }
    }
    if (called != nullptr) called->ready.notify_one();
    if (sent_away != nullptr) refuse(*sent_away);
    return true;
  }

  // Waits for a job; nullptr once the pool closes and the queue is empty.
  Job* pop(Worker& self) {
    std::unique_lock lock(mutex);
    if (auto next = queue.pop()) {
      auto* job = *next;
      waiting_gauge.set(static_cast<double>(queue.size()));
      count_running(1);
      return job;
    }
    if (closing) return nullptr;
    idle.push_back(&self);
    const auto called = [&] { return closing || self.job != nullptr; };
    if (options.on_idle && !self.ready.wait_for(lock, options.idle_after, called)) {
      lock.unlock();
      options.on_idle();
      lock.lock();
    }
    self.ready.wait(lock, called);
    return std::exchange(self.job, nullptr);
  }

  void count_running(int more) {
    running += static_cast<std::size_t>(more);
    running_gauge.set(static_cast<double>(running));
  }

  static void refuse(Job& job) {
    job.refused = true;
    // The job is gone as soon as its task runs on.
    auto resume = std::move(job.resume);
    resume();
  }

  void finish(Job& job) {
    {
      const std::lock_guard lock(mutex);
      count_running(-1);
    }
    // The job is gone as soon as its task runs on.
    auto resume = std::move(job.resume);
    resume();
  }

  void work(std::size_t index) {
    be_nicer(options.niceness);
    while (auto* job = pop(workers[index])) {
      try {
        job->work(index);
      } catch (...) {
        job->error = std::current_exception();
      }
      finish(*job);
    }
  }

  Options options;
  std::deque<Worker> workers;
  Gauge& running_gauge;
  Gauge& waiting_gauge;
  Counter& refused;
  mutable std::mutex mutex;
  FairLine<Job*> queue;       // empty while a worker is idle
  std::vector<Worker*> idle;  // the last one was busy last
  std::size_t running = 0;
  bool closing = false;
  std::vector<std::thread> threads;
};

BlockingPool::BlockingPool(Options options) : impl_(std::make_shared<Impl>(std::move(options))) {
  for (std::size_t i = 0; i < impl_->options.threads; ++i)
    impl_->threads.emplace_back([impl = impl_.get(), i] { impl->work(i); });
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->closing = true;
    for (auto* worker : impl_->idle) worker->ready.notify_one();
  }
  for (auto& thread : impl_->threads) thread.join();
}

Task<> BlockingPool::submit(std::function<void(std::size_t)> work, std::string group) {
  Job job{.work = std::move(work), .resume = {}, .error = {}};
  auto initiate = [&](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    job.resume = [executor, handler = std::move(handler)]() mutable {
      boost::asio::post(executor, std::move(handler));
    };
    if (!impl_->push(job, group)) Impl::refuse(job);
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      initiate, boost::asio::use_awaitable);
  if (job.refused) {
    impl_->refused.add();
    throw Unavailable(impl_->options.name, "the queue is full");
  }
  if (job.error) std::rethrow_exception(job.error);
}

std::size_t BlockingPool::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.size();
}

std::size_t BlockingPool::idle() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->idle.size();
}

std::size_t BlockingPool::running() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->running;
}

}  // namespace tessera::runtime
