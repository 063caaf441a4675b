// The rows as a table for people and JSON for machines.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "bench/full/load.hpp"

namespace tessera::bench {

// What a row should reach, and against which measure.
struct Aim {
  enum class Of { tessera_cpu, all_cpu, per_second, limit, none } of = Of::none;
  double at_least =
      0;  // turns per CPU second of tessera, of all three, per second; part of the limit
};

// How often each statement of PostgreSQL ran, by name.
struct Statements {
  std::map<std::string, double> counts;
};
[[nodiscard]] Statements operator-(const Statements& a, const Statements& b);

struct Row {
  std::string name;
  std::string transport;
  Outcome outcome;
  std::string limit_name;
  double limit = 0;  // per CPU second, of the same machine in the same run
  Aim aim;
  std::optional<double> most_p99_ms;  // aim on the time of nearly all turns
  std::optional<double> most_cpu_ms;  // aim on what a turn may cost at most, all three together
  std::optional<double> plain_limit;  // of a TLS row, the limit without TLS
  Statements statements;
};

// Turns per CPU second of tessera, what comes after the last answer included.
[[nodiscard]] double per_tessera_second(const Outcome& outcome);
[[nodiscard]] std::optional<bool> is_met(const Row& row);

[[nodiscard]] std::string render_table(const std::vector<Row>& rows);
[[nodiscard]] boost::json::object to_json(const Row& row);

}  // namespace tessera::bench
