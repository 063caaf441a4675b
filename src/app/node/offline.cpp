#include "app/node/offline.hpp"

#include <iostream>

#include "app/commands/config.hpp"
#include "app/exit_code.hpp"
#include "app/node/check_settings.hpp"
#include "store/postgres/migrate.hpp"

namespace tessera::app {
namespace {

Task<int> open_and_run(Backends& backends, Rooms& rooms,
                       const std::function<Task<int>(Backends&, Rooms&)>& task) {
  const auto schema = co_await backends.database.run([](store::postgres::Connection& connection) {
    return store::postgres::readiness(connection);
  });
  if (!schema) co_return complain(schema.error());
  if (auto keys = co_await backends.load_keys(); !keys) co_return complain(keys.error());
  if (auto opened = co_await rooms.open(); !opened) co_return complain(opened.error());
  co_return co_await task(backends, rooms);
}

}  // namespace

int complain(const Error& error) {
  std::cerr << "tessera: " << (error.text.empty() ? error.id : error.text) << "\n";
  if (!error.detail.empty()) std::cerr << "         " << error.detail << "\n";
  return kFailed;
}

RequestContext command_context(Backends& backends) {
  const auto now = backends.clock->now();
  return {.request_id = make_uuid7(now, backends.random),
          .address_class = "loopback",
          .locale = "en",
          .received = now};
}

int run_offline(const ConfigSource& source,
                const std::function<Task<int>(Backends&, Rooms&)>& task) {
  auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  try {
    runtime::start_log({.level = runtime::Level::warn});
    Backends backends(*settings, std::make_unique<SystemClock>());
    Rooms rooms(*settings, backends);
    backends.io.start();
    int code = kFailed;
    backends.io.run_and_wait(
        0, [&]() -> Task<> { code = co_await open_and_run(backends, rooms, task); });
    rooms.close();
    return code;
  } catch (const std::exception& error) {
    std::cerr << "tessera: " << error.what() << "\n";
    return kFailed;
  }
}

}  // namespace tessera::app
