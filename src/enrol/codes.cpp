#include "enrol/codes.hpp"

#include <tessera/codec/readable_code.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::enrol {

std::string make_tracking_number(Random& random) {
  return std::string(codec::make_readable_code(random, kTrackingLength).reveal());
}
Secret make_continuation_code(Random& random) {
  return codec::make_readable_code(random, kContinuationLength);
}
Secret make_invitation_code(Random& random) {
  return codec::make_readable_code(random, kInvitationLength);
}
Secret make_contact_code(Random& random) {
  return codec::make_digits(random, 6);
}

std::string normalise_code(std::string_view typed, std::size_t length) {
  return codec::normalise_readable_code(typed, length);
}

Bytes hash_code(std::string_view kind, std::string_view normalised) {
  const auto digest = crypto::sha256(as_bytes(std::string(kind) + "|" + std::string(normalised)));
  return {digest.begin(), digest.end()};
}

Bytes mac_contact_code(const Uuid& application, std::string_view mail, std::string_view code,
                       const crypto::Keyring& ring) {
  // No line end is part of an address.
  const auto text =
      "contact_code|" + to_string(application) + "|" + std::string(mail) + "\n" + std::string(code);
  return ring.mac(crypto::kPurposeCookie, as_bytes(text));
}

}  // namespace tessera::enrol
