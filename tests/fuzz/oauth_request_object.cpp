// rooms: oauth
#include "oauth/requests/request_object.hpp"
#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

// Whatever a request object says, it is one of this client, and none of its parameters is another
// request object or a member of the JWT around it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const TimePoint now{seconds{1'800'000'000}};
  for (const bool strict : {false, true}) {
    RequestObjectRules rules{.issuer = "https://login.test"};
    if (strict) rules.longest = seconds{3600};
    const auto form = read_request_object(fuzz::as_input(data, size), "client", rules, now);
    if (!form) continue;
    fuzz::require(form->value("client_id") == "client");
    for (const auto* name :
         {"request", "request_uri", "iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
      fuzz::require(form->all(name).empty());
  }
  return 0;
}
