#include "store/postgres/connection.hpp"

#include <poll.h>

#include <pqxx/pqxx>
#include <tessera/base/dry_run.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "queries.hpp"
#include "store/postgres/failure.hpp"
#include "store/postgres/rows.hpp"
#include "store/postgres/watchdog.hpp"

namespace tessera::store::postgres {
namespace {

const std::vector<double> kBuckets{.0001, .0002, .0005, .001, .002, .005, .01,
                                   .02,   .05,   .1,    .2,   .5,   1,    5};

runtime::Histogram& duration_of(const std::string& query) {
  return runtime::histogram("tessera_db_query_duration_seconds",
                            "Time of a statement, by the name of its file", kBuckets,
                            {{"query", query}});
}

// A NUL would silently cut the text in libpq: refuse it instead.
std::vector<const char*> pointers(std::span<const Param> params, const std::string& query) {
  std::vector<const char*> out;
  out.reserve(params.size());
  for (const Param& p : params) {
    if (!p.is_null() && p.value().find('\0') != std::string::npos) {
      throw std::invalid_argument("query " + query + ": a text parameter has a NUL");
    }
    out.push_back(p.is_null() ? nullptr : p.value().c_str());
  }
  return out;
}

// A first line "-- plan: generic" in the file: planned once per connection. By itself PostgreSQL
// plans a look-up in a partitioned table anew for every execution, which costs several times the
// look-up: at plan time the generic plan names all partitions, although the execution touches one.
// "-- plan: custom": planned for its values every time. A list with filters that may be absent has
// no plan that fits all of them, and PostgreSQL settles for one after five executions.
const char* plan_mode(const Query& query) {
  if (query.text.starts_with("-- plan: generic")) return "force_generic_plan";
  return query.text.starts_with("-- plan: custom") ? "force_custom_plan" : "auto";
}

std::optional<Uuid> rehearsed_chain(std::span<const Param> params) {
  for (const Param& p : params) {
    if (p.dry_run()) return p.dry_run();
  }
  return std::nullopt;
}

// Notices of the server may quote data; warnings of our own statements are of no use at run time.
class Silent final : public pqxx::errorhandler {
 public:
  explicit Silent(pqxx::connection_base& c) : pqxx::errorhandler(c) {}
  bool operator()(const char[]) noexcept override { return false; }
};

}  // namespace

struct PgConnection::Impl {
  Impl(const std::string& options, Watchdog* dog) : pq(options), silent(pq), watchdog(dog) {
    pq.set_verbosity(pqxx::connection_base::terse);  // DETAIL lines quote the data of the row
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    pq.inhibit_reactivation(true);  // a silent reconnect would lose SET, locks and transactions
#pragma clang diagnostic pop
  }

  struct Prepared {
    runtime::Histogram& duration;
    std::string plan_mode;
  };

  const Prepared& prepare(const Query& query) {
    const auto known = prepared.find(query.name);
    if (known != prepared.end()) return known->second;
    pq.prepare(query.name, query.text);
    return prepared.emplace(query.name, Prepared{duration_of(query.name), plan_mode(query)})
        .first->second;
  }

  // Not within a transaction: a rollback would undo it unseen.
  void choose_plans(const std::string& mode) {
    if (mode == plan_mode_in_force || open != nullptr) return;
    pqxx::nontransaction single(pq);
    single.exec("set plan_cache_mode = " + mode);
    plan_mode_in_force = mode;
  }

  pqxx::result run(const std::string& name, const std::vector<const char*>& values) {
    const auto params = pqxx::prepare::make_dynamic_params(values);
    if (open != nullptr) return open->exec_prepared(name, params);
    pqxx::nontransaction single(pq);
    return single.exec_prepared(name, params);
  }

  pqxx::connection pq;
  Silent silent;
  Watchdog* watchdog;
  std::unordered_map<std::string, Prepared> prepared;
  std::string plan_mode_in_force = "auto";
  pqxx::dbtransaction* open = nullptr;
  std::optional<Uuid> rehearsal;  // of the open transaction: the chain of its events
  bool broken = false;
};

PgConnection::PgConnection(const ConnectOptions& options) {
  const std::string settings = connection_string(options);
  try {
    impl_ = std::make_unique<Impl>(settings, options.watchdog);
  } catch (const pqxx::pqxx_exception& e) {
    throw Unavailable("postgres", "cannot connect: " + first_line(e.base().what()));
  }
}

PgConnection::~PgConnection() = default;

bool PgConnection::broken() const {
  return impl_->broken || !impl_->pq.is_open();
}

bool PgConnection::stale() const {
  pollfd idle{.fd = impl_->pq.sock(), .events = POLLIN, .revents = 0};
  return idle.fd < 0 || poll(&idle, 1, 0) != 0;
}

Rows PgConnection::exec(const Query& query, std::initializer_list<Param> params) {
  return exec(query, std::span<const Param>(params.begin(), params.size()));
}

Rows PgConnection::exec(const Query& query, std::span<const Param> params) {
  if (const auto chain = rehearsed_chain(params)) {
    if (impl_->open == nullptr) return rehearse(query, params);
    impl_->rehearsal = chain;
  }
  const auto values = pointers(params, query.name);
  try {
    const Watchdog::Watch watch(impl_->watchdog, impl_->pq.sock());
    const auto& prepared = impl_->prepare(query);
    impl_->choose_plans(prepared.plan_mode);
    const auto start = std::chrono::steady_clock::now();
    auto result = impl_->run(query.name, values);
    prepared.duration.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return Rows(std::make_shared<Rows::Impl>(std::move(result)));
  } catch (const pqxx::pqxx_exception& e) {
    impl_->broken = impl_->broken || is_lost(e) || !impl_->pq.is_open();
    translate(e, "query " + query.name, impl_->broken);
  }
}

Rows PgConnection::rehearse(const Query& query, std::span<const Param> params) {
  std::optional<Rows> out;
  transaction([&] { out = exec(query, params); });
  return std::move(*out);
}

// Whether the change took place and its events with it; then what is checked at the commit only.
bool PgConnection::would_commit() {
  if (!exec(sql::journal_has_chain, {*impl_->rehearsal})[0].boolean(0)) return false;
  exec_text("set constraints all immediate");
  return true;
}

Rows PgConnection::exec_text(const std::string& sql) {
  try {
    if (impl_->open != nullptr) return Rows(std::make_shared<Rows::Impl>(impl_->open->exec(sql)));
    pqxx::nontransaction single(impl_->pq);
    return Rows(std::make_shared<Rows::Impl>(single.exec(sql)));
  } catch (const pqxx::pqxx_exception& e) {
    impl_->broken = impl_->broken || is_lost(e) || !impl_->pq.is_open();
    translate(e, "statement", impl_->broken);
  }
}

void PgConnection::transaction(const std::function<void()>& f) {
  if (impl_->open != nullptr) throw std::logic_error("postgres: transactions are not nested");
  try {
    {
      const Watchdog::Watch watch(impl_->watchdog, impl_->pq.sock());
      impl_->choose_plans("auto");
    }
    pqxx::work work(impl_->pq);
    impl_->open = &work;
    impl_->rehearsal.reset();
    const std::unique_ptr<Impl, void (*)(Impl*)> close(impl_.get(),
                                                       [](Impl* i) { i->open = nullptr; });
    f();
    const bool would = impl_->rehearsal && would_commit();
    const Watchdog::Watch watch(impl_->watchdog, impl_->pq.sock());
    if (impl_->rehearsal)
      work.abort();
    else
      work.commit();
    if (would) throw DryRun{};
  } catch (const pqxx::pqxx_exception& e) {
    impl_->broken = impl_->broken || is_lost(e) || !impl_->pq.is_open();
    translate(e, "transaction", impl_->broken);
  }
}

std::string PgConnection::quote_name(const std::string& name) const {
  return impl_->pq.quote_name(name);
}

}  // namespace tessera::store::postgres
