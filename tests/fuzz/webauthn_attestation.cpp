// rooms: authn
#include <tessera/authn/webauthn.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::authn::webauthn;

// No statement that nobody signed is trusted, and what is accepted keeps its bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Bytes kChallenge(32, 7);
  static const RelyingParty kParty{.id = "a.test", .origins = {"https://a.test"}};
  RegistrationResponse response{
      .client_data_json = to_bytes(
          R"({"type":"webauthn.create","challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",)"
          R"("origin":"https://a.test"})"),
      .attestation_object = Bytes(data, data + size)};
  // The id stands behind the AAGUID; corpora have 32 bytes of c1.
  response.credential_id = Bytes(32, 0xc1);
  const auto made =
      check_registration(response, kChallenge, kParty, {}, {}, TimePoint{seconds{1'800'000'000}});
  if (!made) {
    fuzz::require(made.error().id.starts_with("webauthn."));
    return 0;
  }
  fuzz::require(!made->trusted);
  fuzz::require(!made->credential_id.empty() && made->credential_id.size() <= kLongestCredentialId);
  fuzz::require(made->backup_eligible || !made->backed_up);
  return 0;
}
