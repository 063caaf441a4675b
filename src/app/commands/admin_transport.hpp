// One request to the admin API of a running server: over its unix socket as the system user, or
// over HTTPS with an access token.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/admin_verbs.hpp"
#include "app/commands/options.hpp"

namespace tessera::app {

struct AdminReply {
  long status = 0;
  std::string body;
  std::string etag;
  std::string error;  // of the transport; empty if the server answered
  [[nodiscard]] bool good() const { return error.empty() && status >= 200 && status < 300; }
};

class AdminTransport {
 public:
  // nullopt, after saying so on stderr, if nothing names a server: --socket, TESSERA_ADMIN_SOCKET,
  // var/dev/demo.json, or --url with --token-file.
  [[nodiscard]] static std::optional<AdminTransport> find(const AdminServer& server);
  [[nodiscard]] AdminReply send(
      const AdminCall& call,
      const std::vector<std::pair<std::string, std::string>>& headers = {}) const;

 private:
  AdminTransport(AdminServer server, std::string socket)
      : server_(std::move(server)), socket_(std::move(socket)) {}
  AdminServer server_;
  std::string socket_;  // or empty
};

[[nodiscard]] std::string read_all(const std::string& path);  // "-": stdin

}  // namespace tessera::app
