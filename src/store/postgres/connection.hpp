// One PostgreSQL connection over libpqxx. Used by one thread at a time. Never reconnects: a lost
// connection says so (broken) and its owner drops it whole, with all session state.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "store/postgres/pool.hpp"

namespace pqxx {
class dbtransaction;
}

namespace tessera::runtime {
class Histogram;
}

namespace tessera::store::postgres {

class Watchdog;

struct ConnectOptions {
  std::string url;
  std::string application_name = "tessera";
  Duration statement_timeout = seconds{5};  // 0: none (migrations)
  Duration connect_timeout = seconds{2};
  Watchdog* watchdog = nullptr;  // outlives the connection
};

// The libpq connection string that all connections use: the caller's settings, completed by time
// limits, UTC, keep-alives and target_session_attrs=read-write. Throws std::invalid_argument if the
// URL is malformed (the message carries no part of it: it may hold a password).
[[nodiscard]] std::string connection_string(const ConnectOptions& options);

class PgConnection final : public Connection {
 public:
  // Connects; throws Unavailable("postgres").
  explicit PgConnection(const ConnectOptions& options);
  ~PgConnection() override;

  Rows exec(const Query& query, std::initializer_list<Param> params = {}) override;
  Rows exec(const Query& query, std::span<const Param> params) override;
  void transaction(const std::function<void()>& f) override;

  // Simple protocol, several statements allowed, nothing prepared: migrations and bootstrap.
  Rows exec_text(const std::string& sql);
  [[nodiscard]] std::string quote_name(const std::string& name) const;

  // After a failure: the connection is gone and must be dropped.
  [[nodiscard]] bool broken() const;
  // While idle: the server closed it or said something unasked. Costs one poll(2).
  [[nodiscard]] bool stale() const;

 private:
  Rows rehearse(const Query& query, std::span<const Param> params);
  [[nodiscard]] bool would_commit();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::store::postgres
