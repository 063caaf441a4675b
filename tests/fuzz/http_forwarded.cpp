// rooms: http
#include "http/forwarded.hpp"

#include "require.hpp"

using namespace tessera;

namespace {

// Whatever the headers say, without a trusted hop in them the client is the nearest one or the
// peer.
void check(std::string_view input, const std::vector<IpNetwork>& trusted) {
  const auto peer = *parse_ip_address("10.0.0.1");
  const auto hops = http::parse_x_forwarded_for(input);
  const auto client = http::decide_client(peer, {.x_forwarded_for = std::string(input)}, trusted);
  if (input.empty()) return;
  fuzz::require(hops.has_value() == client.has_value());
  if (!client) return;
  fuzz::require(hops->size() <= 32);
  bool known = client->address == peer;
  for (const auto& hop : *hops) known = known || hop.address == client->address;
  fuzz::require(known);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  check(input, {*parse_ip_network("10.0.0.0/8")});
  if (const auto hops = http::parse_forwarded(input))
    fuzz::require(!hops->empty() && hops->size() <= 32);
  if (const auto address = parse_ip_address(input))
    fuzz::require(parse_ip_address(address->text()) == address);
  if (const auto network = parse_ip_network(input)) fuzz::require(network->contains(network->base));
  return 0;
}
