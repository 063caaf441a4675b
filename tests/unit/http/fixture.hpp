// A server on free ports with a handful of routes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>

#include <gtest/gtest.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/http/server.hpp>
#include <tessera/runtime/io_threads.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "tests/unit/http/client.hpp"

namespace tessera::http::test {

class LockedRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    random_.fill(out);
  }

 private:
  std::mutex mutex_;
  SeededRandom random_{11};
};

inline double refused(const std::string& reason) {
  return runtime::counter("tessera_http_refused_total",
                          "Requests and connections that the transport refused",
                          {{"reason", reason}})
      .value();
}

inline Task<> sleep_for(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

struct ServerTest : testing::Test {
  ServerTest() {
    config.public_url = "https://login.example.gov";
    config.access_log = false;
    config.listeners = {{.name = "public", .address = "127.0.0.1:0", .tls = false}};
    add_routes();
  }

  void start() {
    runtime::start_log({.level = runtime::Level::error, .file = "/dev/null"});
    io.start();
    server = std::make_unique<Server>(io, config, clock, random);
    for (const auto& listener : config.listeners) server->serve(listener.name, router);
    server->start();
  }

  void TearDown() override { server.reset(); }

  Client connect(const std::string& listener = "public") {
    return Client(server->bound_address(listener));
  }

  static std::string get(const std::string& path, const std::string& more = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: login.example.gov\r\n" + more + "\r\n";
  }
  static std::string post(const std::string& path, const std::string& body,
                          const std::string& type = "application/x-www-form-urlencoded") {
    return "POST " + path + " HTTP/1.1\r\nHost: login.example.gov\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  void add_routes() {
    using Style = RouteOptions::Style;
    router.add(Method::get, "/hello",
               [](Request&) -> Task<Response> { co_return html("<p>hello"); });
    router.add(Method::get, "/ready",
               [this](Request&) -> Task<Response> {
                 Response response;
                 response.shared_body = shared;
                 response.header("Content-Type", "application/json");
                 response.header("Cache-Control", "public, max-age=3600");
                 co_return response;
               },
               {.public_cors = true, .style = Style::oauth_json});
    router.add(Method::get, "/who/{name}/of/{unit}", [](Request& request) -> Task<Response> {
      co_return html(request.param("name") + " of " + request.param("unit") + " " +
                     request.context.address + " " + request.context.address_class + " " +
                     (request.peer_uid ? std::to_string(*request.peer_uid) : "-") + " " +
                     request.listener);
    });
    router.add(Method::get, "/who/me/of/{unit}", [](Request& request) -> Task<Response> {
      co_return html("me of " + request.param("unit"));
    });
    router.add(Method::post, "/echo",
               [](Request& request) -> Task<Response> { co_return html(request.body); });
    router.add(Method::post, "/token",
               [](Request&) -> Task<Response> {
                 throw Unavailable("redis", "away", 7);
                 co_return Response{};
               },
               {.style = Style::oauth_json});
    router.add(Method::get, "/api/broken",
               [](Request&) -> Task<Response> {
                 throw std::runtime_error("secret cause");
                 co_return Response{};
               },
               {.style = Style::problem_json});
    router.add(Method::get, "/page/broken", [](Request&) -> Task<Response> {
      throw std::runtime_error("secret cause");
      co_return Response{};
    });
    router.add(Method::get, "/injected", [](Request&) -> Task<Response> {
      Response response = html("x");
      response.header("X-Bad", "a\r\nSet-Cookie: evil=1");
      co_return response;
    });
    router.add(Method::get, "/slow", [this](Request&) -> Task<Response> {
      ++slow_started;
      co_await sleep_for(slow_time);
      co_return html("slow");
    });
    router.add(Method::get, "/large", [this](Request&) -> Task<Response> {
      Response response;
      response.shared_body = large;
      co_return response;
    });
    for (const bool known : {true, false})
      router.add(Method::get, known ? "/download" : "/stream", [known](Request&) -> Task<Response> {
        Response response;
        auto left = std::make_shared<int>(5);
        response.body_source = [left]() -> Task<std::string> {
          co_await sleep_for(std::chrono::milliseconds(1));
          co_return (*left)-- > 0 ? std::string(100'000, static_cast<char>('a' + *left)) : "";
        };
        if (known) response.body_source_size = 500'000;
        co_return response;
      });
    router.add(Method::post, "/upload",
               [this](Request& request) -> Task<Response> {
                 std::size_t total = 0;
                 std::size_t pieces = 0;
                 for (;;) {
                   auto piece = co_await request.stream->next();
                   if (!piece) co_return problem(piece.error(), request.context);
                   if (piece->empty()) break;
                   if (piece->size() > largest_piece) largest_piece = piece->size();
                   total += piece->size();
                   ++pieces;
                 }
                 if (hold_uploads.load() > 0) co_await sleep_for(slow_time);
                 co_return html(std::to_string(total) + " in " + std::to_string(pieces));
               },
               {.max_body = 1'000'000, .stream_body = true, .style = Style::problem_json});
  }

  FakeClock clock;
  LockedRandom random;
  runtime::IoThreads io{2};
  Router router;
  ServerConfig config;
  std::shared_ptr<const std::string> shared =
      std::make_shared<const std::string>("{\"ready\":true}");
  std::shared_ptr<const std::string> large = std::make_shared<const std::string>(20'000'000, 'x');
  std::chrono::milliseconds slow_time{300};
  std::atomic<int> slow_started = 0;
  std::atomic<int> hold_uploads = 0;
  std::atomic<std::size_t> largest_piece = 0;
  std::unique_ptr<Server> server;
};

}  // namespace tessera::http::test
