// PostgreSQL through libpqxx on a bounded pool of database threads, each owning a connection
// (ADR 5). A task hands over one job, which runs to its end on one connection.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/outage.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/runtime/blocking_pool.hpp>
#include <tessera/store/query.hpp>

namespace tessera::store::postgres {

// A statement parameter. Arrays travel as PostgreSQL array literals; nullopt is NULL.
class Param {
 public:
  Param(std::nullptr_t) {}
  Param(const char* text) : value_(text), null_(false) {}
  Param(std::string text) : value_(std::move(text)), null_(false) {}
  Param(std::string_view text) : value_(text), null_(false) {}
  Param(bool b) : value_(b ? "t" : "f"), null_(false) {}
  Param(int n) : value_(std::to_string(n)), null_(false) {}
  Param(std::int64_t n) : value_(std::to_string(n)), null_(false) {}
  Param(std::uint32_t n) : value_(std::to_string(n)), null_(false) {}
  Param(const Uuid& id);
  Param(TimePoint t);      // timestamptz, microseconds, UTC
  Param(BytesView bytes);  // bytea
  Param(const Bytes& bytes);
  Param(const std::vector<std::string>& texts);  // text[]
  Param(const std::vector<Uuid>& ids);           // uuid[]
  template <class T>
  Param(const std::optional<T>& maybe) {
    if (maybe) *this = Param(*maybe);
  }
  [[nodiscard]] bool is_null() const { return null_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  // Set on a rehearsal: names the chain of the events that the statement carries; see Connection.
  [[nodiscard]] const std::optional<Uuid>& dry_run() const { return dry_run_; }
  void rehearse(const Uuid& chain) { dry_run_ = chain; }

 private:
  std::string value_;
  bool null_ = true;
  std::optional<Uuid> dry_run_;
};

// One row of a result; columns by position. Typed getters throw std::logic_error on NULL or a wrong
// type: a query and its reader are written together.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool boolean(int column) const;
  [[nodiscard]] Uuid uuid(int column) const;
  [[nodiscard]] TimePoint time(int column) const;
  [[nodiscard]] Bytes bytes(int column) const;
  [[nodiscard]] std::vector<std::string> texts(int column) const;  // text[]
  [[nodiscard]] std::optional<std::string> opt_string(int column) const;
  [[nodiscard]] std::optional<std::int64_t> opt_integer(int column) const;
  [[nodiscard]] std::optional<Uuid> opt_uuid(int column) const;
  [[nodiscard]] std::optional<TimePoint> opt_time(int column) const;
  [[nodiscard]] std::optional<Bytes> opt_bytes(int column) const;
};

class Rows {
 public:
  class Impl;
  explicit Rows(std::shared_ptr<Impl> impl);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] const Row& operator[](std::size_t index) const;
  [[nodiscard]] std::size_t affected() const;

 private:
  std::shared_ptr<Impl> impl_;
};

// A constraint said no; the caller knows which outcome that is.
class ConstraintViolation : public std::runtime_error {
 public:
  ConstraintViolation(std::string sqlstate, std::string constraint, const std::string& what)
      : std::runtime_error(what),
        sqlstate_(std::move(sqlstate)),
        constraint_(std::move(constraint)) {}
  [[nodiscard]] bool is_unique() const { return sqlstate_ == "23505"; }
  [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }
  [[nodiscard]] const std::string& constraint() const { return constraint_; }

 private:
  std::string sqlstate_;
  std::string constraint_;
};

// One connection, used by one thread at a time. Statements are prepared at first use. Outside of
// transaction() each statement is its own implicit transaction: one round trip.
// Lost connections (SQLSTATE 08*, 25006, 57P0x) become Unavailable and the connection is dropped.
// A statement with a parameter that rehearses is never committed, nor is its transaction: if it
// stored its events, DryRun is thrown where the commit would be; if not, its rows are the answer.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Rows exec(const Query& query, std::initializer_list<Param> params = {}) = 0;
  virtual Rows exec(const Query& query, std::span<const Param> params) = 0;
  // Runs f between BEGIN and COMMIT; an exception rolls back. Not nested.
  virtual void transaction(const std::function<void()>& f) = 0;
};

struct PoolOptions {
  std::string url;  // postgresql:// or a libpq connection string
  std::string application_name = "tessera";
  std::size_t connections = 8;
  std::size_t queue = 256;
  Duration statement_timeout = seconds{5};
  Duration connect_timeout = seconds{2};
};

class PgConnection;

// Thread-safe. Connections are opened when a job needs them; failed attempts back off (50 ms to 500
// ms) and answer Unavailable at once meanwhile.
class Pool {
 public:
  explicit Pool(PoolOptions options);
  ~Pool();  // runs what is queued; no task may await it any more
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  // f(Connection&) on a database thread; the task resumes on its io thread. Throws Unavailable if
  // the queue is full or the database away; a job is never run twice.
  template <class F>
  [[nodiscard]] Task<std::invoke_result_t<F, Connection&>> run(F job) {
    auto on_worker = [this, &job](std::size_t worker) {
      const Use use(*this, worker);
      return job(use.connection());
    };
    co_return co_await threads_->run(std::move(on_worker));
  }
  // nullopt: each job was answered so far.
  [[nodiscard]] std::optional<Outage> last_outage() const;
  // The same from a plain thread (commands, migrations, tests): waits.
  template <class F>
  std::invoke_result_t<F, Connection&> run_here(F job) {
    const Use use(*this, kNoWorker);
    return job(use.connection());
  }

 private:
  static constexpr std::size_t kNoWorker = static_cast<std::size_t>(-1);
  // One job's hold on a connection: opened if there is none, dropped afterwards if it broke.
  class Use {
   public:
    Use(Pool& pool, std::size_t worker);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    [[nodiscard]] Connection& connection() const;

   private:
    Pool& pool_;
    std::size_t worker_;
    std::chrono::steady_clock::time_point begun_;
    std::unique_ptr<PgConnection> held_;
  };
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::unique_ptr<runtime::BlockingPool> threads_;
};

}  // namespace tessera::store::postgres
