// WebAuthn 7.2: one right assertion, and one wrong in each step.
#include "tests/unit/authn/webauthn/fixture.hpp"

namespace tessera::authn::webauthn {
namespace {

Result<Asserted> check(const VirtualAuthenticator& device, const AssertionResponse& response,
                       const AssertionRules& rules = {}) {
  return check_assertion(response, kChallenge, kParty, device.stored(), rules);
}
std::string refusal(const VirtualAuthenticator& device, const AssertionRules& rules = {}) {
  return word(check(device, device.get(kChallenge), rules));
}

TEST(WebauthnAssertion, OfEveryAlgorithmHolds) {
  for (const auto alg : kAlgorithms) {
    VirtualAuthenticator device(alg);
    device.flags = {.eligible = true, .backed_up = true};
    const auto good = check(device, device.get(kChallenge), {.require_user_verification = true});
    ASSERT_TRUE(good) << alg << good.error().id;
    EXPECT_TRUE(good->user_verified && good->backed_up);
    EXPECT_FALSE(good->clone_suspected);
  }
}

TEST(WebauthnAssertion, Step5OnlyCredentialsThatWereAskedFor) {
  const VirtualAuthenticator device;
  EXPECT_EQ(refusal(device, {.allow_credentials = {Bytes(32, 1), device.credential_id}}), "");
  EXPECT_EQ(refusal(device, {.allow_credentials = {Bytes(32, 1)}}), "webauthn.not_allowed");
  auto response = device.get(kChallenge);
  response.credential_id = Bytes(32, 1);
  EXPECT_EQ(word(check(device, response)), "webauthn.not_allowed");
}

TEST(WebauthnAssertion, Step6WhoWasIdentifiedBeforeOwnsTheCredential) {
  const VirtualAuthenticator device;
  EXPECT_EQ(refusal(device, {.person_handle = device.user_handle}), "");
  EXPECT_EQ(refusal(device, {.person_handle = Bytes(32, 1)}), "webauthn.user_handle");
  auto response = device.get(kChallenge);
  response.user_handle = std::nullopt;  // a security key without resident keys
  EXPECT_TRUE(check(device, response, {.person_handle = device.user_handle}));
  response.user_handle = Bytes(32, 1);
  EXPECT_EQ(word(check(device, response, {.person_handle = device.user_handle})),
            "webauthn.user_handle");
}

TEST(WebauthnAssertion, Step6WhoWasNotIsNamedByTheHandle) {
  const VirtualAuthenticator device;
  auto response = device.get(kChallenge);
  response.user_handle = std::nullopt;
  EXPECT_EQ(word(check(device, response)), "webauthn.user_handle");
  response.user_handle = Bytes(32, 1);
  EXPECT_EQ(word(check(device, response)), "webauthn.user_handle");
  response.user_handle = Bytes{};
  EXPECT_EQ(word(check(device, response)), "webauthn.user_handle");
}

TEST(WebauthnAssertion, Step9ClientDataIsJson) {
  const VirtualAuthenticator device;
  auto response = device.get(kChallenge);
  response.client_data_json = to_bytes("{\"type\":");
  EXPECT_EQ(word(check(device, response)), "webauthn.client_data");
}

TEST(WebauthnAssertion, Step10TheTypeIsGet) {
  VirtualAuthenticator device;
  device.more_client_data = {{"type", "webauthn.create"}};
  EXPECT_EQ(refusal(device), "webauthn.type");
  device.more_client_data = {{"type", "payment.get"}};
  EXPECT_EQ(refusal(device), "webauthn.type");
}

TEST(WebauthnAssertion, Step11TheChallengeIsTheOneThatWasGiven) {
  const VirtualAuthenticator device;
  EXPECT_EQ(word(check(device, device.get(Bytes(32, 1)))), "webauthn.challenge");
}

TEST(WebauthnAssertion, Step12TheOriginIsOneOfOurs) {
  VirtualAuthenticator device;
  device.origin = "https://login.example.gov.evil.test";
  EXPECT_EQ(refusal(device), "webauthn.origin");
}

TEST(WebauthnAssertion, Step13NoFrameOfAnotherSite) {
  VirtualAuthenticator device;
  device.more_client_data = {{"crossOrigin", true}};
  EXPECT_EQ(refusal(device), "webauthn.cross_origin");
}

TEST(WebauthnAssertion, Step14NoTopOrigin) {
  VirtualAuthenticator device;
  device.more_client_data = {{"topOrigin", "https://portal.example"}};
  EXPECT_EQ(refusal(device), "webauthn.top_origin");
}

TEST(WebauthnAssertion, Step15TheDataIsForThisRelyingParty) {
  VirtualAuthenticator device;
  device.rp_id = "evil.test";
  EXPECT_EQ(refusal(device), "webauthn.rp_id");
}

TEST(WebauthnAssertion, Step16SomebodyWasPresent) {
  VirtualAuthenticator device;
  device.flags.present = false;
  EXPECT_EQ(refusal(device), "webauthn.user_presence");
}

TEST(WebauthnAssertion, Step17VerificationOnlyWhereItIsRequired) {
  VirtualAuthenticator device;
  device.flags.verified = false;
  EXPECT_EQ(refusal(device, {.require_user_verification = true}), "webauthn.user_verification");
  EXPECT_FALSE(check(device, device.get(kChallenge))->user_verified);
}

TEST(WebauthnAssertion, Step18NothingIsBackedUpThatCannotBe) {
  VirtualAuthenticator device;
  device.flags.backed_up = true;
  EXPECT_EQ(refusal(device), "webauthn.backup_flags");
}

TEST(WebauthnAssertion, Step19EligibilityNeverChanges) {
  VirtualAuthenticator device;
  auto credential = device.stored();
  credential.backup_eligible = true;
  EXPECT_EQ(word(check_assertion(device.get(kChallenge), kChallenge, kParty, credential, {})),
            "webauthn.backup_changed");
  device.flags.eligible = true;
  credential.backup_eligible = false;
  EXPECT_EQ(word(check_assertion(device.get(kChallenge), kChallenge, kParty, credential, {})),
            "webauthn.backup_changed");
}

TEST(WebauthnAssertion, Step23ExtensionsThatNobodyAskedForChangeNothing) {
  VirtualAuthenticator device;
  device.extensions = cbor_map({{cbor_text("credBlob"), cbor_bytes(Bytes(3, 1))},
                                {cbor_text("unheard-of"), cbor_int(1)},
                                {cbor_text("hmac-secret"), cbor_bytes(Bytes(48, 1))}});
  EXPECT_EQ(refusal(device), "");
  device.extensions = Bytes{0x9a, 0x10, 0, 0, 0};
  EXPECT_EQ(refusal(device), "webauthn.authenticator_data");
}

TEST(WebauthnAssertion, DataIsReadToItsLastByte) {
  const VirtualAuthenticator device;
  auto response = device.get(kChallenge);
  response.authenticator_data = device.authenticator_data(true);
  EXPECT_EQ(word(check(device, response)), "webauthn.authenticator_data") << "a credential";
  for (std::size_t size = 0; size < 37; ++size) {
    response.authenticator_data.resize(size);
    EXPECT_EQ(word(check(device, response)), "webauthn.authenticator_data") << size;
  }
}

TEST(WebauthnAssertion, Step21TheSignatureIsOverDataAndHashByThisKey) {
  for (const auto alg : kAlgorithms) {
    const VirtualAuthenticator device(alg);
    const VirtualAuthenticator other(alg);
    auto response = device.get(kChallenge);
    response.signature.back() ^= 1;
    EXPECT_EQ(word(check(device, response)), "webauthn.signature");
    EXPECT_EQ(word(check(device, other.get(kChallenge))), "webauthn.signature");
    for (const std::size_t size : {0u, 1u, 63u, 64u, 600u}) {
      response.signature = Bytes(size, 0);
      EXPECT_EQ(word(check(device, response)), "webauthn.signature") << size;
    }
    response = device.get(kChallenge);
    response.authenticator_data[36] ^= 1;  // the counter
    EXPECT_EQ(word(check(device, response)), "webauthn.signature");
    response = device.get(kChallenge);
    response.client_data_json.insert(response.client_data_json.end() - 1, ' ');
    EXPECT_EQ(word(check(device, response)), "webauthn.signature");
  }
}

TEST(WebauthnAssertion, Step21TheStoredKeyDecidesTheAlgorithm) {
  const VirtualAuthenticator device;
  const VirtualAuthenticator rsa(kRs256);
  auto credential = device.stored();
  credential.public_key = rsa.cose();
  EXPECT_EQ(word(check_assertion(device.get(kChallenge), kChallenge, kParty, credential, {})),
            "webauthn.signature");
  credential.public_key = Bytes{0xa0};
  EXPECT_EQ(word(check_assertion(device.get(kChallenge), kChallenge, kParty, credential, {})),
            "webauthn.key");
}

TEST(WebauthnAssertion, Step22ACounterInUseMustGrow) {
  struct Case {
    std::uint32_t stored, received;
    bool suspected;
  };
  for (const auto& [stored, received, suspected] :
       {Case{0, 0, false}, Case{0, 1, false}, Case{7, 8, false}, Case{7, 7, true}, Case{7, 6, true},
        Case{7, 0, true}, Case{0xffffffff, 0, true}, Case{1, 0xffffffff, false}}) {
    VirtualAuthenticator device;
    auto credential = device.stored();
    credential.sign_count = stored;
    device.count = received;
    const auto good = check_assertion(device.get(kChallenge), kChallenge, kParty, credential, {});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->clone_suspected, suspected) << stored << " " << received;
    EXPECT_EQ(good->sign_count, received);
  }
}

}  // namespace
}  // namespace tessera::authn::webauthn
