#include "store/postgres/failure.hpp"

#include <tessera/runtime/log.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {
namespace {

std::string sqlstate_of(const std::exception& e) {
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&e)) return sql->sqlstate();
  return {};
}

bool is_conflict(const std::exception& e, const std::string& state) {
  return dynamic_cast<const pqxx::transaction_rollback*>(&e) != nullptr || state.starts_with("40");
}

// What was prepared no longer fits (a migration changed a table, a proxy switched servers): a new
// connection prepares anew.
bool is_outdated(const std::string& state, const std::string& message) {
  return state == "26000" || (state == "0A000" && message.find("cached plan") != std::string::npos);
}

bool is_busy(const std::string& state) {
  // statement timeout, lock timeout, out of disk or memory or other resources, cannot connect now
  return state == "57014" || state == "55P03" || state.starts_with("53");
}

// "... violates unique constraint "person_login_key"": the name is the last quoted word.
std::string constraint_in(const std::string& message) {
  const auto end = message.rfind('"');
  if (end == std::string::npos || end == 0) return {};
  const auto start = message.rfind('"', end - 1);
  if (start == std::string::npos) return {};
  return message.substr(start + 1, end - start - 1);
}

}  // namespace

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool is_lost(const pqxx::pqxx_exception& e) {
  if (dynamic_cast<const pqxx::broken_connection*>(&e.base()) != nullptr) return true;
  if (dynamic_cast<const pqxx::in_doubt_error*>(&e.base()) != nullptr) return true;
  const std::string state = sqlstate_of(e.base());
  if (is_outdated(state, e.base().what())) return true;
  return state.starts_with("08") || state.starts_with("57P") || state == "25006" ||
         state == "53300";
}

void translate(const pqxx::pqxx_exception& e, const std::string& where, bool lost) {
  const std::string state = sqlstate_of(e.base());
  const std::string text = first_line(e.base().what());
  if (lost) {
    runtime::log(runtime::Level::warn, "postgres.lost", {{"where", where}, {"sqlstate", state}});
    throw Unavailable("postgres", where + ": connection lost " + state);
  }
  if (is_conflict(e.base(), state)) throw Unavailable("postgres", where + ": conflict " + state);
  if (is_busy(state)) throw Unavailable("postgres", where + ": " + state + " " + text);
  if (state.starts_with("23")) {
    throw ConstraintViolation(state, constraint_in(text), where + ": " + state + " " + text);
  }
  const bool quotes_values = state.starts_with("22");
  throw std::runtime_error(where + ": SQLSTATE " + state + (quotes_values ? "" : " " + text));
}

}  // namespace tessera::store::postgres
