#include <tessera/audit/node_journal.hpp>

#include <algorithm>
#include <exception>
#include <functional>
#include <iterator>
#include <mutex>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/audit/row.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::audit {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxBatch = 2000;
// While the database is away every refused request leaves a void row. Beyond this many a new chain
// is begun instead: places at the end of a chain that were never stored leave no gap.
constexpr std::size_t kMaxVoids = 20'000;

// One append that waits; lives in the frame of the awaiting task.
struct Waiter {
  std::vector<SealedRow> rows;
  std::move_only_function<void()> resume;
  std::exception_ptr error;
};

}  // namespace

struct NodeJournal::Impl : std::enable_shared_from_this<NodeJournal::Impl> {
  Impl(JournalStore& s, const crypto::KeyringHolder& k, const Clock& c, Random& r)
      : store(s),
        keys(k),
        clock(c),
        random(r),
        boot(make_uuid4(r)),
        batches(runtime::histogram("tessera_audit_batch_rows", "Journal rows per insert",
                                   {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000})),
        voided(runtime::counter("tessera_audit_void_total", "Journal places whose write failed")) {}

  SealedRow make_row(const Event& event) {
    const auto now = clock.now();
    return {.id = make_uuid7(now, random),
            .time = now,
            .type = event.type,
            .actor = event.actor,
            .subject = event.subject,
            .body = render_body(event)};
  }

  // Only what orders the rows is done under the lock.
  std::vector<SealedRow> seal_rows(const std::vector<Event>& events) {
    std::vector<SealedRow> rows;
    std::vector<crypto::Sha256> digests;
    for (const auto& event : events)
      digests.push_back(row_digest(rows.emplace_back(make_row(event))));
    const auto ring = keys.get();
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].boot = boot;
      rows[i].n = ++n;
      rows[i].mac = make_mac(*ring, boot, n, link, digests[i]);
      link = link_to(rows[i].mac);
    }
    return rows;
  }

  // Rows of a change that will be rolled back: a chain of their own, so that ours has no gap.
  std::vector<SealedRow> rehearse_rows(const std::vector<Event>& events) {
    std::vector<SealedRow> rows;
    const auto ring = keys.get();
    const auto alone = make_uuid4(random);
    for (const auto& event : events) {
      auto& row = rows.emplace_back(make_row(event));
      row.boot = alone;
      row.n = static_cast<std::int64_t>(rows.size());
      row.mac = make_mac(*ring, row.boot, row.n, {}, row_digest(row));
      row.dry_run = true;
    }
    return rows;
  }

  void leave_void(std::span<const SealedRow> rows) {
    const auto ring = keys.get();
    voided.add(static_cast<double>(rows.size()));
    const std::lock_guard lock(mutex);
    for (const auto& row : rows) voids.push_back(make_void(*ring, row));
    if (voids.size() > kMaxVoids) begin_chain();
  }

  void begin_chain() {
    runtime::log(runtime::Level::error, "audit.chain_abandoned",
                 {{"boot", to_string(boot)}, {"n", n}});
    voids.clear();
    boot = make_uuid4(random);
    n = 0;
    link = {};
  }

  // True if the caller has to start the writer.
  bool enqueue(Waiter& waiter) {
    const std::lock_guard lock(mutex);
    pending.push_back(&waiter);
    return !std::exchange(writing, true);
  }

  std::vector<Waiter*> next_batch() {
    const std::lock_guard lock(mutex);
    std::size_t rows = 0;
    auto end = pending.begin();
    while (end != pending.end() && (rows == 0 || rows + (*end)->rows.size() <= kMaxBatch)) {
      rows += (*end++)->rows.size();
    }
    std::vector<Waiter*> batch(pending.begin(), end);
    pending.erase(pending.begin(), end);
    if (batch.empty()) writing = false;
    return batch;
  }

  Task<> write_all() {
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch())
      co_await write(std::move(batch));
  }

  Task<> write(std::vector<Waiter*> batch) {
    std::vector<SealedRow> rows;
    for (auto* waiter : batch) rows.insert(rows.end(), waiter->rows.begin(), waiter->rows.end());
    batches.observe(static_cast<double>(rows.size()));
    const auto error = co_await try_insert(rows);
    if (error && batch.size() > 1 && !is_unavailable(error)) {
      for (auto* waiter : batch) co_await write_alone(*waiter);
    } else {
      if (error) leave_void(rows);
      for (auto* waiter : batch) waiter->error = error;
    }
    for (auto* waiter : batch) {
      auto resume = std::move(waiter->resume);  // the waiter is gone as soon as its task runs on
      resume();
    }
    if (!error) co_await try_flush();
  }

  Task<> write_alone(Waiter& waiter) {
    waiter.error = co_await try_insert(waiter.rows);
    if (waiter.error) leave_void(waiter.rows);
  }

  Task<std::exception_ptr> try_insert(std::span<const SealedRow> rows) {
    try {
      co_await store.insert(rows);
    } catch (...) {
      co_return std::current_exception();
    }
    co_return nullptr;
  }

  static bool is_unavailable(const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const Unavailable&) {
      return true;
    } catch (...) {
      return false;
    }
  }

  std::vector<SealedRow> take_voids() {
    const std::lock_guard lock(mutex);
    return std::exchange(voids, {});
  }

  Task<> flush() {
    const auto rows = take_voids();
    if (rows.empty()) co_return;
    std::exception_ptr error;
    try {
      co_await store.insert_void(rows);
    } catch (...) {
      error = std::current_exception();
    }
    if (!error) co_return;
    {
      const std::lock_guard lock(mutex);
      voids.insert(voids.end(), rows.begin(), rows.end());
    }
    std::rethrow_exception(error);
  }

  // After an insert that went well; the next one or the periodic flush tries again.
  Task<> try_flush() {
    try {
      co_await flush();
    } catch (const std::exception& e) {
      runtime::log(runtime::Level::warn, "audit.void_pending", {{"detail", e.what()}});
    }
  }

  JournalStore& store;
  const crypto::KeyringHolder& keys;
  const Clock& clock;
  Random& random;
  Uuid boot;
  runtime::Histogram& batches;
  runtime::Counter& voided;
  std::mutex mutex;
  std::int64_t n = 0;
  Link link{};
  std::vector<SealedRow> voids;
  std::vector<Waiter*> pending;
  bool writing = false;
};

namespace {

// Leaves void rows unless the statement that carried the rows has committed.
template <class Impl>
class SealedRows final : public Sealed {
 public:
  SealedRows(std::shared_ptr<Impl> impl, std::vector<SealedRow> rows)
      : impl_(std::move(impl)), rows_(std::move(rows)) {}
  ~SealedRows() override {
    if (!committed_ && !rows_.empty()) impl_->leave_void(rows_);
  }
  [[nodiscard]] std::span<const SealedRow> rows() const override { return rows_; }
  void committed() override { committed_ = true; }

 private:
  std::shared_ptr<Impl> impl_;
  std::vector<SealedRow> rows_;
  bool committed_ = false;
};

class RehearsedRows final : public Sealed {
 public:
  explicit RehearsedRows(std::vector<SealedRow> rows) : rows_(std::move(rows)) {}
  [[nodiscard]] std::span<const SealedRow> rows() const override { return rows_; }
  void committed() override {}

 private:
  std::vector<SealedRow> rows_;
};

}  // namespace

NodeJournal::NodeJournal(JournalStore& store, const crypto::KeyringHolder& keys, const Clock& clock,
                         Random& random)
    : impl_(std::make_shared<Impl>(store, keys, clock, random)) {}
NodeJournal::~NodeJournal() = default;

Task<> NodeJournal::append(std::vector<Event> events) {
  if (events.empty()) co_return;
  Waiter waiter{.rows = impl_->seal_rows(events)};
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [&waiter, impl = impl_](auto handler) {
        const auto executor = asio::get_associated_executor(handler);
        waiter.resume = [executor, h = std::move(handler)]() mutable {
          asio::post(executor, std::move(h));
        };
        // The writer may finish at once on another thread: nothing of this frame is touched after
        // enqueue.
        if (impl->enqueue(waiter)) {
          asio::co_spawn(executor, [impl] { return impl->write_all(); }, asio::detached);
        }
      },
      asio::use_awaitable);
  if (waiter.error) std::rethrow_exception(waiter.error);
}

std::unique_ptr<Sealed> NodeJournal::seal(std::vector<Event> events) {
  if (std::ranges::any_of(events, &Event::dry_run))
    return std::make_unique<RehearsedRows>(impl_->rehearse_rows(events));
  return std::make_unique<SealedRows<Impl>>(impl_, impl_->seal_rows(events));
}

Task<> NodeJournal::flush() {
  co_await impl_->flush();
}
Uuid NodeJournal::boot() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->boot;
}

}  // namespace tessera::audit
