// What the tests of WebAuthn share.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/virtual_authenticator.hpp"

namespace tessera::authn::webauthn {

using namespace tessera::test;

inline const Bytes kChallenge(32, 0x5a);
inline const RelyingParty kParty{.id = "login.example.gov",
                                 .origins = {"https://login.example.gov"}};
inline const TimePoint kNow{seconds{1'800'000'000}};

inline Result<Registered> register_with(const RegistrationResponse& response,
                                        const Policy& policy = {}, const TrustRoots& roots = {}) {
  return check_registration(response, kChallenge, kParty, policy, roots, kNow);
}
inline std::string why(const Result<Registered>& result) {
  return result ? ""
                : result.error().id + (result.error().detail.empty() ? "" : ": ") +
                      result.error().detail;
}
inline std::string word(const Result<Registered>& result) {
  return result ? "" : result.error().id;
}
inline std::string word(const Result<Asserted>& result) {
  return result ? "" : result.error().id;
}
inline crypto::AttestationCertificate certificate(const Bytes& der) {
  return *crypto::AttestationCertificate::from_der(der);
}

}  // namespace tessera::authn::webauthn
