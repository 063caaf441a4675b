// WebAuthn 7.1: one right registration, and one wrong in each step.
#include "tests/unit/authn/webauthn/fixture.hpp"

namespace tessera::authn::webauthn {
namespace {

std::string refusal(const VirtualAuthenticator& device, const Policy& policy = {}) {
  return word(register_with(device.create(kChallenge), policy));
}

TEST(WebauthnRegistration, OfEveryAlgorithmBecomesAPlainValue) {
  for (const auto alg : kAlgorithms) {
    VirtualAuthenticator device(alg);
    device.flags = {.eligible = true, .backed_up = true};
    device.count = 7;
    const auto made = register_with(device.create(kChallenge), {.require_user_verification = true});
    ASSERT_TRUE(made) << why(made);
    EXPECT_EQ(made->credential_id, device.credential_id);
    EXPECT_EQ(made->public_key, device.cose());
    EXPECT_EQ(made->sign_count, 7u);
    EXPECT_TRUE(made->user_verified && made->backup_eligible && made->backed_up);
    EXPECT_EQ(made->format, "none");
    EXPECT_EQ(made->attestation, AttestationKind::none);
    EXPECT_FALSE(made->trusted);
    EXPECT_EQ(made->transports, (std::vector<std::string>{"hybrid", "internal"}));
  }
}

TEST(WebauthnRegistration, Step6ClientDataIsJson) {
  const VirtualAuthenticator device;
  for (const auto* bad : {"", "{", "[]", "{\"type\":\"webauthn.create\",\"type\":\"x\"}", "\xff"}) {
    auto response = device.create(kChallenge);
    response.client_data_json = to_bytes(bad);
    EXPECT_EQ(word(register_with(response)), "webauthn.client_data") << bad;
  }
}

TEST(WebauthnRegistration, Step6UnknownMembersAreNoError) {
  VirtualAuthenticator device;
  device.more_client_data = {{"tokenBinding", {{"status", "supported"}}},
                             {"other_keys_can_be_added_here", "yes"}};
  EXPECT_EQ(refusal(device), "");
}

TEST(WebauthnRegistration, Step7TheTypeIsCreate) {
  VirtualAuthenticator device;
  for (const boost::json::value bad : {"webauthn.get", "Webauthn.create", ""}) {
    device.more_client_data = {{"type", bad}};
    EXPECT_EQ(refusal(device), "webauthn.type");
  }
  device.more_client_data = {{"type", 7}};
  EXPECT_EQ(refusal(device), "webauthn.type");
}

TEST(WebauthnRegistration, Step8TheChallengeIsTheOneThatWasGiven) {
  const VirtualAuthenticator device;
  EXPECT_EQ(word(register_with(device.create(Bytes(32, 1)))), "webauthn.challenge");
  EXPECT_EQ(word(register_with(device.create(Bytes(31, 0x5a)))), "webauthn.challenge");
  // No challenge was given: an empty one is none.
  EXPECT_EQ(word(check_registration(device.create(Bytes{}), Bytes{}, kParty, {}, {}, kNow)),
            "webauthn.challenge");
}

TEST(WebauthnRegistration, Step9TheOriginIsOneOfOurs) {
  VirtualAuthenticator device;
  for (const auto* bad :
       {"https://login.example.gov.evil.test", "http://login.example.gov", "https://example.gov",
        "https://login.example.gov:444", "https://login.example.gov/", "null", ""}) {
    device.origin = bad;
    EXPECT_EQ(refusal(device), "webauthn.origin") << bad;
  }
}

TEST(WebauthnRegistration, Step10NoFrameOfAnotherSite) {
  VirtualAuthenticator device;
  device.more_client_data = {{"crossOrigin", true}};
  EXPECT_EQ(refusal(device), "webauthn.cross_origin");
  device.more_client_data = {{"crossOrigin", "false"}};
  EXPECT_EQ(refusal(device), "webauthn.cross_origin");
}

TEST(WebauthnRegistration, Step11NoTopOrigin) {
  VirtualAuthenticator device;
  device.more_client_data = {{"topOrigin", "https://login.example.gov"}};
  EXPECT_EQ(refusal(device), "webauthn.top_origin");
}

TEST(WebauthnRegistration, Step13TheAttestationObjectIsCborOfThreeMembers) {
  const VirtualAuthenticator device;
  const auto data = cbor_bytes(device.authenticator_data(true));
  const std::pair<const char*, Bytes> cases[] = {
      {"nothing", {}},
      {"a bomb", {0x9a, 0x10, 0, 0, 0}},
      {"a list", cbor_array({})},
      {"no statement",
       cbor_map({{cbor_text("fmt"), cbor_text("none")}, {cbor_text("authData"), data}})},
      {"a member more", cbor_map({{cbor_text("fmt"), cbor_text("none")},
                                  {cbor_text("attStmt"), cbor_map({})},
                                  {cbor_text("authData"), data},
                                  {cbor_text("more"), cbor_int(1)}})},
      {"data as text", cbor_map({{cbor_text("fmt"), cbor_text("none")},
                                 {cbor_text("attStmt"), cbor_map({})},
                                 {cbor_text("authData"), cbor_text("data")}})},
      {"bytes after it", joined({device.create(kChallenge).attestation_object, Bytes{0}})}};
  for (const auto& [name, object] : cases) {
    auto response = device.create(kChallenge);
    response.attestation_object = object;
    EXPECT_EQ(word(register_with(response)), "webauthn.attestation_object") << name;
  }
}

TEST(WebauthnRegistration, Step14TheDataIsForThisRelyingParty) {
  VirtualAuthenticator device;
  device.rp_id = "example.gov";
  EXPECT_EQ(refusal(device), "webauthn.rp_id");
}

TEST(WebauthnRegistration, Step15SomebodyWasPresent) {
  VirtualAuthenticator device;
  device.flags.present = false;
  EXPECT_EQ(refusal(device), "webauthn.user_presence");
}

TEST(WebauthnRegistration, Step16VerificationOnlyWhereItIsRequired) {
  VirtualAuthenticator device;
  device.flags.verified = false;
  EXPECT_EQ(refusal(device, {.require_user_verification = true}), "webauthn.user_verification");
  const auto made = register_with(device.create(kChallenge));
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->user_verified);
}

TEST(WebauthnRegistration, Step17NothingIsBackedUpThatCannotBe) {
  VirtualAuthenticator device;
  device.flags.backed_up = true;
  EXPECT_EQ(refusal(device), "webauthn.backup_flags");
}

TEST(WebauthnRegistration, Step18SyncedPasskeysByPolicy) {
  VirtualAuthenticator device;
  device.flags.eligible = true;
  EXPECT_EQ(refusal(device), "");
  EXPECT_EQ(refusal(device, {.allow_backup_eligible = false}), "webauthn.backup_eligible");
}

TEST(WebauthnRegistration, Step19TheBackupStateIsToldAsItIs) {
  VirtualAuthenticator device;
  device.flags.eligible = true;
  EXPECT_FALSE(register_with(device.create(kChallenge))->backed_up);
  device.flags.backed_up = true;
  EXPECT_TRUE(register_with(device.create(kChallenge))->backed_up);
}

// Authenticator data with a key that the caller wrote.
std::string refusal_of_key(const Bytes& cose) {
  VirtualAuthenticator device;
  auto data = device.authenticator_data(true);
  data.resize(data.size() - device.cose().size());
  auto response = device.create(kChallenge);
  response.attestation_object =
      cbor_map({{cbor_text("fmt"), cbor_text("none")},
                {cbor_text("attStmt"), cbor_map({})},
                {cbor_text("authData"), cbor_bytes(joined({data, cose}))}});
  return word(register_with(response));
}

CborFields es256_fields() {
  const auto parts = crypto::Key::generate(crypto::KeyType::ec_p256).public_parts();
  return {{cbor_int(1), cbor_int(2)},
          {cbor_int(3), cbor_int(kEs256)},
          {cbor_int(-1), cbor_int(1)},
          {cbor_int(-2), cbor_bytes(parts.x)},
          {cbor_int(-3), cbor_bytes(parts.y)}};
}

TEST(WebauthnRegistration, Step20OnlyAlgorithmsThatWereOffered) {
  for (const std::int64_t alg : {-35, -36, -37, -47, -65535, 7, 0}) {
    auto fields = es256_fields();
    fields[1].second = cbor_int(alg);
    EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.algorithm") << alg;
  }
  EXPECT_EQ(refusal_of_key(cbor_map(es256_fields())), "");
}

TEST(WebauthnRegistration, KeysAreWholeAndOnTheirCurve) {
  auto fields = es256_fields();
  fields[4].second = cbor_bytes(Bytes(32, 9));
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "off the curve";
  fields = es256_fields();
  fields[2].second = cbor_int(2);
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "another curve";
  fields = es256_fields();
  fields[3].second = cbor_bytes(Bytes(33, 1));
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "too long";
  fields = es256_fields();
  fields.emplace_back(cbor_int(2), cbor_bytes(Bytes{1}));  // kid
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "a member more";
  fields = es256_fields();
  fields.pop_back();
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "a member less";
  fields = es256_fields();
  fields.erase(fields.begin() + 1);
  EXPECT_EQ(refusal_of_key(cbor_map(fields)), "webauthn.key") << "no alg";
  EXPECT_EQ(refusal_of_key(cbor_map({{cbor_int(1), cbor_int(1)},
                                     {cbor_int(3), cbor_int(kEdDsa)},
                                     {cbor_int(-1), cbor_int(6)},
                                     {cbor_int(-2), cbor_bytes(Bytes(32, 0))}})),
            "webauthn.key")
      << "a point of small order";
  EXPECT_EQ(refusal_of_key(cbor_map({{cbor_int(1), cbor_int(3)},
                                     {cbor_int(3), cbor_int(kRs256)},
                                     {cbor_int(-1), cbor_bytes(Bytes(128, 0xff))},
                                     {cbor_int(-2), cbor_bytes(Bytes{1, 0, 1})}})),
            "webauthn.key")
      << "1024 bits";
  EXPECT_EQ(refusal_of_key(cbor_array({})), "webauthn.authenticator_data");
}

TEST(WebauthnRegistration, Step28ExtensionsThatNobodyAskedForChangeNothing) {
  VirtualAuthenticator device;
  device.extensions = cbor_map({{cbor_text("credProtect"), cbor_int(2)},
                                {cbor_text("hmac-secret"), cbor_bool(true)},
                                {cbor_text("unheard-of"), cbor_array({cbor_int(1)})}});
  EXPECT_EQ(refusal(device), "");
  device.extensions = cbor_int(1);
  EXPECT_EQ(refusal(device), "webauthn.authenticator_data");
  device.extensions = joined({cbor_map({}), Bytes{0}});
  EXPECT_EQ(refusal(device), "webauthn.authenticator_data");
}

TEST(WebauthnRegistration, DataIsReadToItsLastByte) {
  VirtualAuthenticator device;
  const auto whole = device.authenticator_data(true);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto response = device.create(kChallenge);
    response.attestation_object =
        cbor_map({{cbor_text("fmt"), cbor_text("none")},
                  {cbor_text("attStmt"), cbor_map({})},
                  {cbor_text("authData"), cbor_bytes(BytesView(whole).first(size))}});
    EXPECT_FALSE(register_with(response)) << size;
  }
  device.attested = false;
  EXPECT_EQ(refusal(device), "webauthn.authenticator_data");
}

TEST(WebauthnRegistration, Step21OnlyFormatsThatAreKnown) {
  const VirtualAuthenticator device;
  for (const auto* format : {"android-safetynet", "compound", "None", "NONE", "", "packed2"})
    EXPECT_EQ(word(register_with(device.create(kChallenge, format))), "webauthn.format") << format;
}

TEST(WebauthnRegistration, Step22NoneProvesNothingAndHasNoMembers) {
  const VirtualAuthenticator device;
  const auto response = device.create(kChallenge, "none", [](const auto&) {
    return cbor_map({{cbor_text("sig"), cbor_bytes(Bytes{1})}});
  });
  EXPECT_EQ(word(register_with(response)), "webauthn.statement");
}

TEST(WebauthnRegistration, Step24NoneWhereAttestationIsRequired) {
  const VirtualAuthenticator device;
  EXPECT_EQ(refusal(device, {.attestation = AttestationWish::required}), "webauthn.untrusted");
  EXPECT_EQ(refusal(device, {.allowed_aaguids = {Uuid{}}}), "webauthn.untrusted");
  EXPECT_EQ(refusal(device, {.attestation = AttestationWish::preferred}), "");
}

TEST(WebauthnRegistration, Step25IdsHaveALength) {
  VirtualAuthenticator device;
  for (const std::size_t size : {1u, 16u, 1023u}) {
    device.credential_id = Bytes(size, 3);
    EXPECT_EQ(refusal(device), "") << size;
  }
  for (const std::size_t size : {0u, 1024u, 4000u}) {
    device.credential_id = Bytes(size, 3);
    EXPECT_EQ(refusal(device), "webauthn.credential_id") << size;
  }
}

TEST(WebauthnRegistration, TheIdBesideTheDataIsTheIdWithin) {
  const VirtualAuthenticator device;
  auto response = device.create(kChallenge);
  response.credential_id = Bytes(32, 1);
  EXPECT_EQ(word(register_with(response)), "webauthn.credential_id");
}

TEST(WebauthnRegistration, OnlyTransportsThatAreKnown) {
  const VirtualAuthenticator device;
  auto response = device.create(kChallenge);
  response.transports = {"usb", "usb", "<script>", "nfc"};
  EXPECT_EQ(register_with(response)->transports, (std::vector<std::string>{"usb", "nfc"}));
}

}  // namespace
}  // namespace tessera::authn::webauthn
