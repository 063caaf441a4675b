// JSON log lines on stderr or a file: time, level, event, then fields. Never personal data, tokens or
// cookies: there is no field for a request body, a query or a header value.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>

namespace tessera {
struct RequestContext;
}

namespace tessera::runtime {

enum class Level { debug, info, warn, error };
using Field = std::pair<std::string_view, boost::json::value>;

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
