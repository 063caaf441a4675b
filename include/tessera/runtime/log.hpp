// JSON log lines on stderr or a file: time, level, event, then fields. Never personal data, tokens
// or cookies: there is no field for a request body, a query or a header value.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/json/value.hpp>

namespace tessera {
struct RequestContext;
}

namespace tessera::runtime {

enum class Level { debug, info, warn, error };
// A name and a value: text, number, bool, or any JSON value.
struct Field {
  Field(std::string_view n, boost::json::value v) : name(n), value(std::move(v)) {}
  Field(std::string_view n, std::string_view v) : name(n), value(boost::json::string(v)) {}
  Field(std::string_view n, const std::string& v) : Field(n, std::string_view(v)) {}
  Field(std::string_view n, const char* v) : Field(n, std::string_view(v)) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Field(std::string_view n, Number v) : name(n), value(v) {}
  std::string_view name;
  boost::json::value value;
};

struct LogOptions {
  Level level = Level::info;
  std::string file;  // empty: stderr
};
void start_log(const LogOptions& options);
// event is a stable dotted id ("http.request", "postgres.lost"). Thread-safe; does not block on the
// sink for long (a background thread writes).
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {},
         const RequestContext* context = nullptr);
void flush_log();

}  // namespace tessera::runtime
