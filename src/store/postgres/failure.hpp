// What an exception of libpqxx means to the house: a lost or refusing server is Unavailable, a
// constraint is ConstraintViolation, anything else is a defect of ours (std::runtime_error).
#pragma once

#include <string>

#include <pqxx/except>

namespace tessera::store::postgres {

[[nodiscard]] std::string first_line(const std::string& text);

// The connection must go: SQLSTATE 08*, 25006 (a standby), 57P0x (shutdown), 53300, a prepared
// statement that no longer fits, or no connection at all.
[[nodiscard]] bool is_lost(const pqxx::pqxx_exception& e);

// Text of class 22 quotes values and is left out.
[[noreturn]] void translate(const pqxx::pqxx_exception& e, const std::string& where, bool lost);

}  // namespace tessera::store::postgres
