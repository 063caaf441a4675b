#include <tessera/runtime/log.hpp>

#include <ctime>

#include <boost/json/serializer.hpp>

#include <tessera/base/request_context.hpp>

#include "runtime/log_writer.hpp"

namespace tessera::runtime {

namespace {

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

// RFC 3339 with microseconds, UTC. The calendar part is computed once per second and thread.
void append_time(std::string& out) {
  thread_local std::time_t second = 0;
  thread_local char text[32];
  const auto now = SystemClock().now().time_since_epoch();
  const auto seconds_now =
      static_cast<std::time_t>(std::chrono::duration_cast<seconds>(now).count());
  if (seconds_now != second) {
    std::tm parts{};
    gmtime_r(&seconds_now, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts);
    second = seconds_now;
  }
  out += text;
  const auto micros = std::to_string(1'000'000 + now.count() % 1'000'000);
  out.append(micros, 1);
  out += 'Z';
}

void append_json(std::string& out, boost::json::serializer& serializer) {
  char piece[512];
  while (!serializer.done()) {
    const auto read = serializer.read(piece, sizeof piece);
    out.append(read.data(), read.size());
  }
}

class Line {
 public:
  void add(std::string_view key, std::string_view text) {
    add_key(key);
    serializer_.reset(boost::json::string_view(text.data(), text.size()));
    append_json(out, serializer_);
  }
  void add(std::string_view key, const boost::json::value& value) {
    add_key(key);
    serializer_.reset(&value);
    append_json(out, serializer_);
  }
  std::string out;

 private:
  void add_key(std::string_view key) {
    out += out.size() > 1 ? "," : "";
    serializer_.reset(boost::json::string_view(key.data(), key.size()));
    append_json(out, serializer_);
    out += ':';
  }
  boost::json::serializer serializer_;
};

}  // namespace

void start_log(const LogOptions& options) {
  LogWriter::instance().start(options);
}

void flush_log() {
  LogWriter::instance().flush();
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields,
         const RequestContext* context) {
  auto& writer = LogWriter::instance();
  if (level < writer.level()) return;
  thread_local Line line;
  line.out.assign("{\"time\":\"");
  append_time(line.out);
  line.out += '"';
  line.add("level", name_of(level));
  line.add("event", event);
  if (context != nullptr) {
    line.add("request_id", to_string(context->request_id));
    line.add("trace_id", context->trace_id);
  }
  for (const auto& [key, value] : fields) line.add(key, value);
  line.out += "}\n";
  writer.write(line.out);
}

}  // namespace tessera::runtime
