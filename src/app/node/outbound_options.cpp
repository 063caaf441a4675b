#include "app/node/outbound_options.hpp"

#include <stdexcept>

namespace tessera::app {
namespace {

outbound::AddressGuard make_guard(const Settings& settings) {
  std::vector<IpNetwork> allowed;
  for (const auto& text : settings.texts("outbound.allow_private")) {
    const auto network = parse_ip_network(text);
    if (!network)
      throw std::runtime_error("outbound.allow_private: \"" + text +
                               "\" is not a network such as 10.1.0.0/16");
    allowed.push_back(*network);
  }
  return outbound::AddressGuard(std::move(allowed));
}

}  // namespace

outbound::HttpClientOptions make_outbound_options(const Settings& settings) {
  return {.guard = make_guard(settings),
          .ca_file = settings.text("outbound.ca_file"),
          .allow_http = settings.boolean("outbound.allow_http")};
}

}  // namespace tessera::app
