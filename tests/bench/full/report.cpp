#include "bench/full/report.hpp"

#include <cstdio>

namespace tessera::bench {
namespace {

Cpu per_turn_ms(const Outcome& o) {
  const auto turns = static_cast<double>(std::max<std::size_t>(o.turns, 1)) / 1000.0;
  const Cpu all{o.cpu.tessera + o.late.tessera, o.cpu.postgres + o.late.postgres,
                o.cpu.redis + o.late.redis};
  return all / turns;
}

double measured(const Row& row) {
  const auto& o = row.outcome;
  switch (row.aim.of) {
    case Aim::Of::tessera_cpu:
      return per_tessera_second(o);
    case Aim::Of::all_cpu:
      return 1000 / per_turn_ms(o).total();
    case Aim::Of::per_second:
      return o.per_second();
    case Aim::Of::limit:
      return row.limit > 0 ? per_tessera_second(o) / row.limit : 0;
    case Aim::Of::none:
      break;
  }
  return 0;
}

template <class... T>
std::string text(const char* format, T... values) {
  char out[256];
  std::snprintf(out, sizeof out, format, values...);
  return out;
}

std::string render_limit(const Row& row) {
  if (row.limit <= 0) return "-";
  const auto part = [&](double limit) {
    return row.aim.of == Aim::Of::limit
               ? text(" %.0f (%.0f%%)", limit, 100 * per_tessera_second(row.outcome) / limit)
               : text(" %.0f", limit);
  };
  auto out = row.limit_name + part(row.limit);
  if (row.plain_limit && *row.plain_limit > 0) out += "; without TLS" + part(*row.plain_limit);
  return out;
}

std::string render_aim(const Row& row) {
  const auto met = is_met(row);
  if (!met) return "-";
  const std::string word = *met ? "met" : "MISSED";
  if (row.most_cpu_ms) return text("%.2f ms %s", *row.most_cpu_ms, word.c_str());
  if (row.most_p99_ms) return text("p99 %.2f ms %s", *row.most_p99_ms, word.c_str());
  if (row.aim.of == Aim::Of::limit) return text("%.0f%% %s", row.aim.at_least * 100, word.c_str());
  const char* unit = row.aim.of == Aim::Of::per_second ? "/s" : "/cpu s";
  return text("%.0f%s %s", row.aim.at_least, unit, word.c_str());
}

}  // namespace

double per_tessera_second(const Outcome& o) {
  const auto cost = o.cpu.tessera + o.late.tessera;
  return cost > 0 ? static_cast<double>(o.turns) / cost : 0;
}

Statements operator-(const Statements& a, const Statements& b) {
  Statements out;
  for (const auto& [name, count] : a.counts) {
    const auto before = b.counts.find(name);
    const auto more = count - (before == b.counts.end() ? 0 : before->second);
    if (more > 0) out.counts[name] = more;
  }
  return out;
}

std::optional<bool> is_met(const Row& row) {
  if (row.most_cpu_ms) return per_turn_ms(row.outcome).total() <= *row.most_cpu_ms;
  if (row.most_p99_ms) return row.outcome.p99_ms <= *row.most_p99_ms;
  if (row.aim.of == Aim::Of::none) return std::nullopt;
  return measured(row) >= row.aim.at_least;
}

std::string render_table(const std::vector<Row>& rows) {
  std::string out =
      "| row | transport | turns/s | p50 ms | p99 ms | CPU ms per turn: tessera | PostgreSQL | "
      "Redis | per CPU s of "
      "tessera | limit per CPU s | aim | errors "
      "|\n|---|---|---:|---:|---:|---:|---:|---:|---:|---|---|---:|\n";
  for (const auto& row : rows) {
    const auto& o = row.outcome;
    const auto cpu = per_turn_ms(o);
    out += "| " + row.name + " | " + row.transport + " | " +
           text("%.0f | %.2f | %.2f | %.3f | %.3f | %.3f | %.0f | ", o.per_second(), o.p50_ms,
                o.p99_ms, cpu.tessera, cpu.postgres, cpu.redis, per_tessera_second(o)) +
           render_limit(row) + " | " + render_aim(row) + " | " + std::to_string(o.errors) + " |\n";
  }
  return out;
}

boost::json::object to_json(const Row& row) {
  const auto& o = row.outcome;
  const auto cpu = per_turn_ms(o);
  boost::json::object out{{"row", row.name},
                          {"transport", row.transport},
                          {"turns", o.turns},
                          {"errors", o.errors},
                          {"seconds", o.seconds},
                          {"per_second", o.per_second()},
                          {"p50_ms", o.p50_ms},
                          {"p99_ms", o.p99_ms},
                          {"tessera_cpu_seconds_per_1000", cpu.tessera},
                          {"postgres_cpu_seconds_per_1000", cpu.postgres},
                          {"redis_cpu_seconds_per_1000", cpu.redis},
                          {"tessera_late_cpu_seconds", o.late.tessera},
                          {"postgres_late_cpu_seconds", o.late.postgres},
                          {"client_cpu_seconds", o.client_cpu},
                          {"per_tessera_cpu_second", per_tessera_second(o)}};
  if (!o.first_error.empty()) out["first_error"] = o.first_error;
  if (row.limit > 0)
    out["limit"] = boost::json::object{{"what", row.limit_name}, {"per_cpu_second", row.limit}};
  if (row.plain_limit) out["limit_without_tls"] = *row.plain_limit;
  if (const auto met = is_met(row)) out["aim_met"] = *met;
  boost::json::object statements;
  for (const auto& [name, count] : row.statements.counts)
    statements[name] = count / static_cast<double>(std::max<std::size_t>(o.turns, 1));
  out["statements_per_turn"] = std::move(statements);
  return out;
}

}  // namespace tessera::bench
