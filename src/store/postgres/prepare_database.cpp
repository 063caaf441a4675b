#include <libpq-fe.h>

#include <algorithm>
#include <stdexcept>

#include "bootstrap.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/migrate.hpp"
#include "store/postgres/settings.hpp"

namespace tessera::store::postgres {
namespace {

std::string bootstrap_text(std::string_view path) {
  for (const auto& file : embedded::bootstrap()) {
    if (file.path == path) return std::string(file.data);
  }
  throw std::logic_error("bootstrap file missing: " + std::string(path));
}

PgConnection connect(const std::string& url) {
  return PgConnection(
      {.url = url, .application_name = "tessera-bootstrap", .statement_timeout = seconds{60}});
}

std::string create_statement(const PgConnection& connection, const std::string& database) {
  std::string text = bootstrap_text("create_database.sql");
  constexpr std::string_view kPlace = "{database}";
  return text.replace(text.find(kPlace), kPlace.size(), connection.quote_name(database));
}

}  // namespace

std::string with_database(const std::string& url, const std::string& database) {
  auto settings = parse_settings(url);
  settings["dbname"] = database;
  return render_settings(settings);
}

std::string with_user(const std::string& url, const std::string& user) {
  auto settings = parse_settings(url);
  settings["user"] = user;
  return render_settings(settings);
}

void prepare_database(const std::string& superuser_url, const std::string& database) {
  auto server = connect(superuser_url);
  server.exec_text(bootstrap_text("roles.sql"));
  const Query find{.name = "bootstrap_find_database", .text = bootstrap_text("find_database.sql")};
  if (server.exec(find, {database}).empty()) server.exec_text(create_statement(server, database));
  connect(with_database(superuser_url, database)).exec_text(bootstrap_text("database.sql"));
}

}  // namespace tessera::store::postgres
