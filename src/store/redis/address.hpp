// Where a Redis is: the forms of ClientOptions::url.
#pragma once

#include <string>
#include <vector>

namespace tessera::store::redis {

struct HostPort {
  std::string host;
  std::string port = "6379";
};

struct Address {
  enum class Kind { unix_socket, tcp, tls, sentinel } kind = Kind::tcp;
  std::string path;                 // unix_socket
  HostPort server;                  // tcp, tls; of sentinel the master, once asked
  std::vector<HostPort> sentinels;  // sentinel
  std::string master;               // sentinel: its name for the master
  int database = 0;
  std::string username;  // of the URL; ClientOptions win
  std::string password;
};

// "unix:/path[?db=1]", "redis://[user:password@]host[:port][/db]", "rediss://...",
// "redis+sentinel://h1[:p],h2[:p]/master[/db]" (sentinel port 26379 by default). Throws
// std::invalid_argument without quoting the URL, which may hold a password.
[[nodiscard]] Address parse_address(const std::string& url);

}  // namespace tessera::store::redis
