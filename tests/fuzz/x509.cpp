// rooms: crypto
#include <tessera/crypto/x509.hpp>
#include <tessera/crypto/x509_path.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView der{data, size};
  const auto facts = read_x509(der);
  if (facts) {
    fuzz::require(size <= kLongestCertificate);
    fuzz::require(facts->serial != SerialNumber{});
    for (const auto& name : facts->email) fuzz::require(name.find('\0') == std::string::npos);
  }
  fuzz::require(!TrustAnchors().validate(der, {}, {}, TimePoint{}));
  // No input is an anchor and a person at once.
  if (const auto anchors = TrustAnchors::from_pem(fuzz::as_input(data, size)))
    for (const auto& each : anchors->authorities())
      fuzz::require(!anchors->validate(each, {}, {}, TimePoint{seconds{1'800'000'000}}));
  return 0;
}
