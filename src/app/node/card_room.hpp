// Smart cards of this node, wired: whose are believed, and who is asked whether they still count.
#pragma once

#include <memory>

#include <tessera/authn/certificates.hpp>
#include <tessera/outbound/revocation_fetch.hpp>

#include "app/config/settings.hpp"
#include "app/node/backends.hpp"

namespace tessera::app {

struct CardRoom {
  CardRoom(const Settings& settings, Backends& backends);

  // Apart from other calls: neither a portal nor a document holds up a card.
  outbound::HttpClient http;
  outbound::RevocationFetch fetch;
  std::unique_ptr<authn::RevocationChecker> revocation;
  authn::CertificateReader reader;
};

// nullptr without [[smartcard]].
[[nodiscard]] std::unique_ptr<CardRoom> make_card_room(const Settings& settings,
                                                       Backends& backends);

}  // namespace tessera::app
