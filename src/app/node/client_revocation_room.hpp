// Who is asked whether certificates of clients (tls_client_auth) still count, wired.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tessera/oauth/client_revocation.hpp>
#include <tessera/outbound/revocation_fetch.hpp>

#include "app/config/settings.hpp"
#include "app/node/backends.hpp"

namespace tessera::app {

struct ClientRevocationRoom {
  ClientRevocationRoom(const Settings& settings, Backends& backends);

  // Apart from other calls: neither a card nor a document holds up a client.
  outbound::HttpClient http;
  outbound::RevocationFetch fetch;
  std::unique_ptr<authn::RevocationChecker> checker;
  oauth::ClientRevocation clients;
};

// Whether a list, a responder or a host is named.
[[nodiscard]] bool asks_about_clients(const Settings& settings);
// The client_ca_file of every listener, each once.
[[nodiscard]] std::vector<std::string> client_authority_files(const Settings& settings);
// nullptr if nobody is to be asked.
[[nodiscard]] std::unique_ptr<ClientRevocationRoom> make_client_revocation_room(
    const Settings& settings, Backends& backends);

}  // namespace tessera::app
