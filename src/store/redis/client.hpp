// Redis: hiredis as the codec over Asio sockets that tessera owns (ADR 6). One pipelined
// connection per io thread, picked by runtime::IoThreads::current_index().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/unavailable.hpp>

namespace tessera::runtime {
class IoThreads;
}

namespace tessera::store::redis {

struct Reply {
  // error: only within an array (EXEC); an error reply of a command is thrown.
  enum class Type { nil, integer, text, array, status, error } type = Type::nil;
  long long integer = 0;
  std::string text;
  std::vector<Reply> items;
  [[nodiscard]] bool is_nil() const { return type == Type::nil; }
};

// A Lua script; sent by EVALSHA, by EVAL on NOSCRIPT. Sources are schema/redis/*.lua, embedded.
struct Script {
  std::string name;
  std::string source;
  std::string sha1;  // hex, filled by make_script
};
[[nodiscard]] Script make_script(std::string name, std::string source);

struct ClientOptions {
  // "unix:/path", "redis://host:port/db", "rediss://...", "redis+sentinel://h1:p,h2:p/master/db"
  std::string url;
  std::string username;
  std::string password;
  Duration timeout = seconds{2};
  Duration connect_timeout = seconds{1};
};

// Thread-safe in the sense that each io thread uses its own connection; call only from io threads.
// Every failure of transport, time-out, READONLY, LOADING, OOM or NOREPLICAS throws
// Unavailable("redis"); any other error reply is a defect of ours and throws std::runtime_error. A
// command in flight when the connection is lost throws Unavailable and is never sent again: it may
// or may not have run. Commands given while the first connection is being made wait for it; while
// Redis is away they fail at once. Goes before the IoThreads it was given.
class Client {
 public:
  Client(runtime::IoThreads& io, ClientOptions options);
  ~Client();
  [[nodiscard]] Task<Reply> command(std::vector<std::string> args);
  // All commands in one write; replies in order.
  [[nodiscard]] Task<std::vector<Reply>> pipeline(std::vector<std::vector<std::string>> commands);
  [[nodiscard]] Task<Reply> eval(const Script& script, std::vector<std::string> keys,
                                 std::vector<std::string> args);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::store::redis
