// rooms: oauth codec
#include <tessera/codec/json.hpp>
#include <tessera/oauth/client.hpp>

#include "oauth/clients/client_metadata.hpp"
#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto object = codec::parse_json_object(fuzz::as_input(data, size));
  if (!object) return 0;
  const ClientProfile profile{
      .name = "baseline", .id_token_algs = {"RS256"}, .auth_methods = {"none"}};
  // What anybody may send to a sandbox: standard names, then the rules.
  const RegistrationTemplate limits{.owner = "o", .contacts = {"a@b"}};
  if (const auto wish = parse_metadata(*object, limits, profile)) {
    (void)check_registration(*wish, profile);
    (void)to_metadata(*wish);
    fuzz::require(wish->owner == "o" && wish->claims.empty() && !wish->skip_consent);
  }
  const auto registration = parse_registration(*object);
  if (!registration) {
    fuzz::require(!registration.error().fields.empty());
    return 0;
  }
  const auto written = to_json(*registration);
  const auto again = parse_registration(written);
  fuzz::require(again && to_json(*again) == written);
  (void)check_registration(*registration, profile);
  return 0;
}
