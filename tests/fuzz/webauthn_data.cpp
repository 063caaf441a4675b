// rooms: authn
#include "authn/webauthn/attestation/tpm_structures.hpp"
#include "authn/webauthn/authenticator_data.hpp"

#include "require.hpp"

using namespace tessera;
using namespace tessera::authn::webauthn;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input{data, size};
  if (const auto area = read_tpm_public(input)) {
    fuzz::require(area->n.size() + area->x.size() + area->y.size() < size);
  }
  if (const auto info = read_tpm_attest(input)) {
    fuzz::require(info->name.size() + info->extra_data.size() < size);
  }
  const auto read = read_authenticator_data(input);
  if (!read) return 0;
  fuzz::require(size >= 37);
  if (!read->credential) return 0;
  const auto& credential = *read->credential;
  fuzz::require(!credential.id.empty() && credential.id.size() <= kLongestCredentialId);
  fuzz::require(37 + 18 + credential.id.size() + credential.public_key.size() <= size);
  // A key that was accepted is one that verifies.
  fuzz::require(!crypto::Key(credential.key.key).has_private());
  return 0;
}
