#include "authn/webauthn/client_data.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

#include "authn/webauthn/refuse.hpp"

namespace tessera::authn::webauthn {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestClientData = 8 * 1024;

}  // namespace

Result<void> check_client_data(BytesView bytes, std::string_view type, BytesView challenge,
                               const RelyingParty& party) {
  // WebAuthn 7.1 steps 5 and 6, 7.2 steps 8 and 9: members that nobody knows are no error.
  const auto members = codec::parse_json_object(as_text(bytes), kLongestClientData);
  if (!members) return refuse("client_data", members.error().id);
  // WebAuthn 7.1 step 7, 7.2 step 10
  if (codec::text_of(*members, "type") != type)
    return refuse("type", codec::text_of(*members, "type"));
  // WebAuthn 7.1 step 8, 7.2 step 11
  const auto shown = codec::text_of(*members, "challenge");
  if (challenge.empty() ||
      !equal_in_constant_time(as_bytes(shown), as_bytes(codec::to_base64url(challenge))))
    return refuse("challenge");
  // WebAuthn 7.1 step 9, 7.2 step 12
  const auto origin = codec::text_of(*members, "origin");
  if (std::ranges::find(party.origins, origin) == party.origins.end())
    return refuse("origin", origin);
  // WebAuthn 7.1 step 10, 7.2 step 13: the pages are in no frame of another site.
  const auto* cross = members->if_contains("crossOrigin");
  if (cross != nullptr && (!cross->is_bool() || cross->as_bool())) return refuse("cross_origin");
  // WebAuthn 7.1 step 11, 7.2 step 14
  if (members->contains("topOrigin"))
    return refuse("top_origin", codec::text_of(*members, "topOrigin"));
  return {};
}

}  // namespace tessera::authn::webauthn
