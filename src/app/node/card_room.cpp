#include "app/node/card_room.hpp"

#include "app/node/outbound_options.hpp"
#include "app/node/smartcards.hpp"

namespace tessera::app {
namespace {

// Lists and answers are signed and mostly offered by plain http (RFC 5280 8); only addresses of the
// configuration, and of hosts that it names, are called.
outbound::HttpClientOptions make_options(const Settings& settings) {
  auto out = make_document_options(settings, "revocation_fetch");
  out.allow_http = true;
  return out;
}

}  // namespace

CardRoom::CardRoom(const Settings& settings, Backends& backends)
    : http(make_options(settings)),
      fetch(http),
      revocation(authn::make_revocation_checker(fetch, backends.random)),
      reader(make_certificate_realms(settings), *revocation) {}

std::unique_ptr<CardRoom> make_card_room(const Settings& settings, Backends& backends) {
  if (settings.smartcards().empty()) return nullptr;
  return std::make_unique<CardRoom>(settings, backends);
}

}  // namespace tessera::app
