// The whole transport with one handler that answers from a ready buffer, as discovery and JWKS do.
//   bench_ready_buffer THREADS BODY_BYTES LOG_FILE|- [CERT KEY]
// prints "ready 127.0.0.1:PORT" (and "tls 127.0.0.1:PORT"), ends with its stdin. "-": no access
// log.
#include <cstdlib>
#include <iostream>
#include <limits>

#include <tessera/crypto/random.hpp>
#include <tessera/http/server.hpp>
#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/log.hpp>

using namespace tessera;

int main(int argc, char** argv) {
  const auto threads = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1;
  const auto body = std::make_shared<const std::string>(
      argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1500, 'x');
  const std::string log_file = argc > 3 ? argv[3] : "-";
  if (log_file != "-") runtime::start_log({.level = runtime::Level::info, .file = log_file});
  http::Router router;
  router.add(http::Method::get, "/ready", [&](http::Request&) -> Task<http::Response> {
    http::Response response;
    response.shared_body = body;
    response.header("Content-Type", "application/json");
    response.header("Cache-Control", "public, max-age=3600");
    co_return response;
  });
  http::ServerConfig config{
      .public_url = "https://bench.example.gov",
      .listeners = {{.name = "public", .address = "127.0.0.1:0", .tls = false}}};
  config.access_log = log_file != "-";
  config.limits.connections_per_address = 10'000;
  if (argc > 5)
    config.listeners.push_back({.name = "tls",
                                .address = "127.0.0.1:0",
                                .tls = true,
                                .certificate_file = argv[4],
                                .private_key_file = argv[5]});
  SystemClock clock;
  crypto::SystemRandom random;
  runtime::IoThreads io(threads);
  io.start();
  http::Server server(io, config, clock, random);
  for (const auto& listener : config.listeners) server.serve(listener.name, router);
  server.start();
  for (const auto& listener : config.listeners)
    std::cout << (listener.tls ? "tls " : "ready ") << server.bound_address(listener.name)
              << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  server.drain(Duration{0});
}
