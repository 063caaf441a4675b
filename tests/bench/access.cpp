// Decisions at size: load_actor and decide on a real PostgreSQL, alone and among the grants of
// everybody else. JSON on stdout; the plan of the statement on stderr.
//   bench_access [--roles N] [--grants N] [--seconds S]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include <tessera/access/grant_seal.hpp>
#include <tessera/access/make.hpp>

#include "queries.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/keyring_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera {
namespace {

using Steady = std::chrono::steady_clock;
namespace pg = store::postgres;

struct Size {
  int roles = 10'000;
  int grants = 1'000'000;
  int units = 1'000;
  double seconds = 5;
  [[nodiscard]] int people() const { return std::max(10, grants / 10); }
};

std::string number_id(int kind, int n) {
  char text[40];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012x", kind, n);
  return text;
}
Uuid id_of(int kind, int n) {
  return parse_uuid(number_id(kind, n)).value();
}
std::string sql_id(int kind, const std::string& n) {
  return "('" + number_id(kind, 0).substr(0, 24) + "' || lpad(to_hex(" + n + "), 12, '0'))::uuid";
}
std::string role_name(int n) {
  return "r" + std::to_string(n);
}

// Roles r<n> inherit from r<n/10>: four generations, as permissions are spread over them.
void fill_catalogue(pg::PgConnection& db, const Size& size) {
  const auto roles = std::to_string(size.roles);
  db.exec_text(
      "insert into role (name, title, rank, created) select 'r' || n, 'x', length(n::text), now()"
      " from generate_series(1, " +
      roles + ") n");
  db.exec_text(
      "insert into role_parent select 'r' || n, length(n::text), 'r' || n / 10,"
      " length((n / 10)::text) from generate_series(10, " +
      roles + ") n");
  db.exec_text(
      "insert into role_permission select 'r' || n, p.name from generate_series(1, " + roles +
      ") n join (select name, row_number() over (order by name) - 1 as i, count(*) over () as c"
      " from permission where not power) p on p.i in (n % p.c, n * 7 % p.c)");
  db.exec_text("insert into unit (id, parent, name, created) select " + sql_id(1, "n") +
               ", case when n < 10 then '" + to_string(access::kRootUnit) + "'::uuid else " +
               sql_id(1, "(n / 10)") + " end, 'u' || n, now() from generate_series(1, " +
               std::to_string(size.units) + ") n");
  const auto people = std::to_string(size.people());
  db.exec_text("insert into person (id, state, ial, citizen, created, changed) select " +
               sql_id(2, "n") + ", 'active', 2, false, now(), now() from generate_series(0, " +
               people + ") n");
  db.exec_text("insert into affiliation (person, employer, unit, post, starts, recorded) select " +
               sql_id(2, "n") + ", 'Ministry', '" + to_string(access::kRootUnit) +
               "', 'clerk', now() - interval '1 day', now() from generate_series(0, " + people +
               ") n");
}

// Grant n belongs to person n % people; ten each.
access::RoleGrant grant_of(const Size& size, int n, TimePoint now) {
  return {
      .id = id_of(3, n),
      .person = id_of(2, n % size.people()),
      .role = role_name(1 + static_cast<int>((static_cast<std::int64_t>(n) * 7919) % size.roles)),
      .unit = id_of(1, 1 + n % size.units),
      .starts = now - hours{1},
      .ends = now + days{30},
      .reason = "bench",
      .created = now};
}

void fill_grants(pg::PgConnection& db, const Size& size, const crypto::Keyring& keys, int from,
                 int to, int step, TimePoint now) {
  static const store::Query kInsert{
      "bench_fill",
      "insert into role_grant (id, person, role, unit, starts, ends, reason, created, seal) "
      "select i, p, r, u, $5, $6, 'bench', $5, s::bytea from "
      "unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $7::text[]) as x (i, p, r, u, s)"};
  std::vector<Uuid> ids, people, units;
  std::vector<std::string> roles, seals;
  const auto flush = [&] {
    if (ids.empty()) return;
    db.exec(kInsert, {ids, people, roles, units, now - hours{1}, now + days{30}, seals});
    ids.clear(), people.clear(), units.clear(), roles.clear(), seals.clear();
  };
  for (int n = from; n < to; n += step) {
    const auto grant = grant_of(size, n, now);
    ids.push_back(grant.id);
    people.push_back(grant.person);
    units.push_back(grant.unit);
    roles.push_back(grant.role);
    std::string hex = "\\x";
    char two[3];
    for (const auto byte : access::seal_of(grant, keys)) {
      std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(byte));
      hex += two;
    }
    seals.push_back(std::move(hex));
    if (ids.size() == 5'000) flush();
  }
  flush();
}

struct Measured {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::size_t allowed = 0;
};

// As many callers as io threads, each with the next person as soon as it has its answer.
Measured measure(runtime::IoThreads& io, access::AccessService& service, const Size& size,
                 int people, TimePoint now) {
  std::vector<double> all;
  std::size_t allowed = 0;
  std::mutex guard;
  const auto until = Steady::now() + std::chrono::duration<double>(size.seconds);
  const auto start = Steady::now();
  const auto caller = [&](int seed) -> Task<> {
    std::vector<double> mine;
    std::size_t yes = 0;
    for (unsigned n = static_cast<unsigned>(seed); Steady::now() < until;
         n = n * 1664525U + 1013904223U) {
      const int person = static_cast<int>(n % static_cast<unsigned>(people));
      const auto before = Steady::now();
      auto actor = co_await service.load_actor(id_of(2, person), now);
      actor.acr = Acr::aal2_phr;
      if (actor.roles.empty() || actor.roles[0].permissions.empty())
        throw std::logic_error("nobody");
      const auto& role = actor.roles[n % actor.roles.size()];
      const access::Resource resource{.type = "thing", .unit = role.unit};
      const auto decision = access::decide(actor, *role.permissions.begin(), resource, now);
      mine.push_back(std::chrono::duration<double, std::micro>(Steady::now() - before).count());
      if (decision.allowed()) ++yes;
    }
    const std::scoped_lock lock(guard);
    all.insert(all.end(), mine.begin(), mine.end());
    allowed += yes;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&, i] {
      io.run_and_wait(static_cast<std::size_t>(i), [&, i]() -> Task<> { co_await caller(17 + i); });
    });
  for (auto& thread : threads) thread.join();
  const double took = std::chrono::duration<double>(Steady::now() - start).count();
  std::ranges::sort(all);
  return {.per_second = static_cast<double>(all.size()) / took,
          .p50_us = all[all.size() / 2],
          .p99_us = all[all.size() * 99 / 100],
          .allowed = allowed * 100 / std::max<std::size_t>(all.size(), 1)};
}

// decide() alone, on one thread, on a loaded actor.
double decides_per_second(const access::Actor& actor, TimePoint now) {
  const access::Resource resource{.type = "thing", .unit = actor.roles.back().unit};
  const auto& permission = *actor.roles.back().permissions.begin();
  std::size_t n = 0;
  const auto start = Steady::now();
  while (Steady::now() - start < std::chrono::seconds(1)) {
    for (int i = 0; i < 1000; ++i) n += access::decide(actor, permission, resource, now).allowed();
  }
  return static_cast<double>(n);
}

void print(const char* row, const Measured& m) {
  std::printf(
      "{\"row\":\"%s\",\"per_second\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"allowed_percent\":%zu}"
      "\n",
      row, m.per_second, m.p50_us, m.p99_us, m.allowed);
}

int run(const Size& size) {
  auto& servers = test::Servers::instance();
  const auto database = servers.clone_database();
  crypto::SystemRandom random;
  const auto now = SystemClock().now();
  runtime::IoThreads io(2);
  pg::Pool pool({.url = servers.database_url("tessera_app", database), .connections = 2});
  io.start();
  pg::KeyringStore key_store(servers.master_key(), random);
  crypto::KeyringHolder keys(
      pool.run_here([&](pg::Connection& c) { return key_store.load(c, now); }).value());
  pg::PgConnection root({.url = servers.database_url("postgres", database),
                         .statement_timeout = std::chrono::minutes(10)});
  pg::ActorStore actors(pool, keys);
  class NoJournal final : public audit::Journal {
   public:
    Task<> append(std::vector<audit::Event>) override { co_return; }
    std::unique_ptr<audit::Sealed> seal(std::vector<audit::Event>) override { return nullptr; }
  } journal;
  const auto service = access::make_access_service(actors, journal);

  fill_catalogue(root, size);
  const int few = 10;  // people whose grants are there before everybody else's
  for (int person = 0; person < few; ++person)
    fill_grants(root, size, *keys.get(), person, size.grants, size.people(), now);
  root.exec_text("analyze");
  print("access_decision_alone", measure(io, *service, size, few, now));

  for (int round = 0; round < size.grants / size.people(); ++round) {
    const int first = round * size.people();
    fill_grants(root, size, *keys.get(), first + few, first + size.people(), 1, now);
  }
  root.exec_text("analyze");
  print("access_decision_of_the_same", measure(io, *service, size, few, now));
  print("access_decision", measure(io, *service, size, size.people(), now));
  auto actor = [&] {
    std::optional<access::Actor> out;
    io.run_and_wait(0, [&]() -> Task<> { out = co_await service->load_actor(id_of(2, 3), now); });
    return std::move(*out);
  }();
  actor.acr = Acr::aal2_phr;
  std::printf("{\"row\":\"access_decide_only\",\"per_second\":%.0f}\n",
              decides_per_second(actor, now));
  const auto rows = root.exec_text("select count(*), (select count(*) from role) from role_grant");
  std::printf("{\"row\":\"access_size\",\"grants\":%lld,\"roles\":%lld}\n",
              static_cast<long long>(rows[0].integer(0)),
              static_cast<long long>(rows[0].integer(1)));
  root.exec_text("prepare plan as " + sql::access_load_actor.text);
  root.exec_text("set plan_cache_mode = force_generic_plan");
  const auto plan =
      root.exec_text("explain (analyze, buffers) execute plan('" + number_id(2, 4) + "', now())");
  bool scans = false;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const auto line = plan[i].string(0);
    for (const auto* table : {"role_grant", "role_parent", "role_permission"})
      scans = scans || line.find(std::string("Seq Scan on ") + table) != std::string::npos;
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  if (scans) std::fprintf(stderr, "the plan reads a whole table of roles or grants\n");
  io.stop();
  return scans ? 1 : 0;
}

}  // namespace
}  // namespace tessera

int main(int argc, char** argv) {
  tessera::Size size;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--roles") == 0) size.roles = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--grants") == 0) size.grants = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--seconds") == 0) size.seconds = std::atof(argv[i + 1]);
  }
  return tessera::run(size);
}
