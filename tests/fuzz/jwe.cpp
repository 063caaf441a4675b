// rooms: jose
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/jose/jwe.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::jose;

namespace {

// RFC 7520 5.5: a published private key, so that the fuzzer reaches what lies behind the header.
constexpr std::string_view kPkcs8 =
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgr_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM-h"
    "RANCAARl7aWhJXfCuugpQ3_jOHAaEKqjdeG7W13hCN5DnAhVHR5S7XVwEWP3-eQN3580Gz3JuoYK9-DKfKfp7s0AhNGc";

// Each run the same, whatever the order.
class Zeros final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = 0;
  }
};

}  // namespace

// Whatever opens was bound to its header: with any bit of that changed it does not open.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Key kKey = *Key::from_private_der(*codec::from_base64url(kPkcs8));
  const auto token = fuzz::as_input(data, size);
  Zeros random;
  const auto find = [](const JweHeader&) { return std::optional(kKey); };
  const auto set = parse_key_set(token);
  if (set) fuzz::require(set->signing.size() <= 100 && set->encryption.size() <= 100);
  const auto opened = decrypt_jwe(token, {}, find, random);
  if (!opened) return 0;
  fuzz::require(looks_like_jwe(token) && opened->header.alg != KeyAlg::rsa_oaep_256);
  fuzz::require(!opened->header.members.contains("zip") &&
                !opened->header.members.contains("crit"));
  std::string changed(token);
  changed.back() = changed.back() == 'A' ? 'Q' : 'A';
  fuzz::require(!decrypt_jwe(changed, {}, find, random));
  return 0;
}
