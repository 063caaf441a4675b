// Who the client is behind trusted proxies: Forwarded (RFC 7239) and X-Forwarded-For/-Proto.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/ip_address.hpp>

namespace tessera::http {

// One hop as a proxy saw it; address is nullopt for "unknown" and obfuscated identifiers.
struct Hop {
  std::optional<IpAddress> address;
  std::string proto;  // lower case, "" if not said
};

// nullopt if the value is not what the RFC allows. At most 32 hops.
[[nodiscard]] std::optional<std::vector<Hop>> parse_forwarded(std::string_view value);
[[nodiscard]] std::optional<std::vector<Hop>> parse_x_forwarded_for(std::string_view value);

struct ForwardedHeaders {
  std::string forwarded;  // joined by "," if repeated, "" if absent
  std::string x_forwarded_for;
  std::string x_forwarded_proto;
};
struct Client {
  IpAddress address;
  bool secure = false;  // the outermost trusted proxy was spoken to by https
};

// Walks from the peer outwards and stops at the first hop that is no trusted proxy. nullopt if a
// header is malformed, or if both kinds are there and name different clients: one of them then
// comes from outside. The caller has checked that the peer itself is trusted.
[[nodiscard]] std::optional<Client> decide_client(const IpAddress& peer,
                                                  const ForwardedHeaders& headers,
                                                  const std::vector<IpNetwork>& trusted);

}  // namespace tessera::http
