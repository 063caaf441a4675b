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

outbound::HttpClientOptions make_document_options(const Settings& settings, std::string name) {
  auto out = make_outbound_options(settings);
  out.name = std::move(name);
  // A request waits for it: both rounds of a full queue end well within a request's time.
  out.total_time = seconds{5};
  out.threads = 8;
  out.queue = 8;
  return out;
}

}  // namespace tessera::app
