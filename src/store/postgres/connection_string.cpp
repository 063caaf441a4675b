#include <libpq-fe.h>

#include <stdexcept>

#include "store/postgres/connection.hpp"
#include "store/postgres/settings.hpp"

namespace tessera::store::postgres {
namespace {

std::string quoted(const std::string& value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string session_settings(const ConnectOptions& options) {
  const auto limit = std::chrono::duration_cast<milliseconds>(options.statement_timeout).count();
  return "-c statement_timeout=" + std::to_string(limit) +
         " -c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c client_min_messages=error"
         " -c idle_in_transaction_session_timeout=60000 -c search_path=public";
}

}  // namespace

std::map<std::string, std::string> parse_settings(const std::string& url) {
  char* problem = nullptr;
  PQconninfoOption* parsed = PQconninfoParse(url.c_str(), &problem);
  PQfreemem(problem);  // quotes the URL, which may hold a password
  if (parsed == nullptr) throw std::invalid_argument("the database URL is malformed");
  std::map<std::string, std::string> out;
  for (const auto* o = parsed; o->keyword != nullptr; ++o) {
    if (o->val != nullptr) out[o->keyword] = o->val;
  }
  PQconninfoFree(parsed);
  return out;
}

std::string render_settings(const std::map<std::string, std::string>& settings) {
  std::string out;
  for (const auto& [key, value] : settings) out += key + "=" + quoted(value) + " ";
  return out;
}

std::string connection_string(const ConnectOptions& options) {
  auto s = parse_settings(options.url);
  const auto limit = std::chrono::duration_cast<seconds>(options.connect_timeout).count();
  // Kept if the URL says otherwise.
  s.try_emplace("application_name", options.application_name);
  s.try_emplace("connect_timeout", std::to_string(std::max<std::int64_t>(limit, 2)));
  s.try_emplace("target_session_attrs", "read-write");
  s.try_emplace("keepalives", "1");
  s.try_emplace("keepalives_idle", "10");
  s.try_emplace("keepalives_interval", "3");
  s.try_emplace("keepalives_count", "3");
  s.try_emplace("tcp_user_timeout", "10000");
  s.try_emplace("client_encoding", "UTF8");
  s["options"] = session_settings(options) + (s["options"].empty() ? "" : " " + s["options"]);
  return render_settings(s);
}

}  // namespace tessera::store::postgres
