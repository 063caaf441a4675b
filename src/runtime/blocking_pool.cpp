#include <tessera/runtime/blocking_pool.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {

namespace {

// Lives in the frame of the awaiting task, which cannot go before `resume` has run.
struct Job {
  std::function<void(std::size_t)> work;
  std::move_only_function<void()> resume;
  std::exception_ptr error;
};

}  // namespace

struct BlockingPool::Impl {
  explicit Impl(Options o)
      : options(std::move(o)),
        running_gauge(gauge("tessera_pool_running", "Jobs that run now", {{"pool", options.name}})),
        waiting_gauge(gauge("tessera_pool_waiting", "Jobs that wait", {{"pool", options.name}})),
        refused(counter("tessera_pool_refused_total", "Jobs refused by a full queue",
                        {{"pool", options.name}})) {}

  // False if the queue is full or closed.
  bool push(Job& job) {
    {
      const std::lock_guard lock(mutex);
      if (closing || queue.size() >= options.queue + (options.threads - running)) return false;
      queue.push_back(&job);
      waiting_gauge.set(static_cast<double>(queue.size()));
    }
    ready.notify_one();
    return true;
  }

  // Waits for a job; nullptr once the pool closes and the queue is empty.
  Job* pop() {
    std::unique_lock lock(mutex);
    const auto awake = [this] { return closing || !queue.empty(); };
    if (options.on_idle && !ready.wait_for(lock, options.idle_after, awake)) {
      lock.unlock();
      options.on_idle();
      lock.lock();
    }
    ready.wait(lock, awake);
    if (queue.empty()) return nullptr;
    auto* job = queue.front();
    queue.pop_front();
    ++running;
    waiting_gauge.set(static_cast<double>(queue.size()));
    running_gauge.set(static_cast<double>(running));
    return job;
  }

  void finish(Job& job) {
    {
      const std::lock_guard lock(mutex);
      --running;
      running_gauge.set(static_cast<double>(running));
    }
    // The job is gone as soon as its task runs on.
    auto resume = std::move(job.resume);
    resume();
  }

  void work(std::size_t worker) {
    while (auto* job = pop()) {
      try {
        job->work(worker);
      } catch (...) {
        job->error = std::current_exception();
      }
      finish(*job);
    }
  }

  Options options;
  Gauge& running_gauge;
  Gauge& waiting_gauge;
  Counter& refused;
  mutable std::mutex mutex;
  std::condition_variable ready;
  std::deque<Job*> queue;
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
  }
  impl_->ready.notify_all();
  for (auto& thread : impl_->threads) thread.join();
}

Task<> BlockingPool::submit(std::function<void(std::size_t)> work) {
  Job job{.work = std::move(work), .resume = {}, .error = {}};
  bool accepted = true;
  auto initiate = [&](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    job.resume = [executor, handler = std::move(handler)]() mutable {
      boost::asio::post(executor, std::move(handler));
    };
    if (impl_->push(job)) return;
    accepted = false;
    auto resume = std::move(job.resume);
    resume();
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      initiate, boost::asio::use_awaitable);
  if (!accepted) {
    impl_->refused.add();
    throw Unavailable(impl_->options.name, "the queue is full");
  }
  if (job.error) std::rethrow_exception(job.error);
}

std::size_t BlockingPool::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.size();
}

std::size_t BlockingPool::running() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->running;
}

}  // namespace tessera::runtime
