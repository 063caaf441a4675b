// WebAuthn 8.4 and 8.8.
#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn::webauthn {
namespace {

// What Android says of a key; a test changes one thing of it.
struct Android {
  Maker maker;
  VirtualAuthenticator device = device_of_model();
  std::int64_t alg = kEs256;
  Bytes software{};
  Bytes hardware = joined({der(0xa1, der(0x31, Bytes{2, 1, 2, 2, 1, 3})),  // [1] {sign, verify}
                           Bytes{0xbf, 0x85, 0x3e, 3, 2, 1, 0}});          // [702] generated
  bool described = true;
  const crypto::Key* certified = nullptr;
  const crypto::Key* signer = nullptr;
  std::function<void(Bytes&)> spoil_challenge = [](Bytes&) {};

  [[nodiscard]] Result<Registered> enter() const {
    return register_with(
        device.create(
            kChallenge, "android-key",
            [this](const auto& made) {
              auto challenge = made.client_data_hash;
              spoil_challenge(challenge);
              ChainSpec spec{.subject = {{"CN", "Android Keystore Key"}}, .basic_constraints = ""};
              const Bytes versions{2, 1, 4, 10, 1, 1, 2, 1, 41, 10, 1, 1};
              if (described)
                spec.extensions = {
                    {.oid = "1.3.6.1.4.1.11129.2.1.17",
                     .value = der(0x30, joined({versions, der(4, challenge), Bytes{4, 0},
                                                der(0x30, software), der(0x30, hardware)}))}};
              const auto leaf = issue(certified ? *certified : device.key, maker.root_key, spec);
              return packed(alg, sign_der(signer ? *signer : device.key, made.to_sign()),
                            {leaf, maker.root});
            }),
        {}, maker.roots());
  }
};

std::string spoiled(const std::function<void(Android&)>& change) {
  Android android;
  change(android);
  return why(android.enter());
}

TEST(AndroidKeyAttestation, HoldsForAKeyOfTheTrustedEnvironment) {
  Android android;
  auto made = android.enter();
  ASSERT_TRUE(made) << why(made);
  EXPECT_TRUE(made->trusted);
  android.device = device_of_model(kRs256);
  android.alg = kRs256;
  EXPECT_EQ(why(android.enter()), "");
}

TEST(AndroidKeyAttestation, EachCheck) {
  const auto other = crypto::Key::generate(crypto::KeyType::ec_p256);
  EXPECT_EQ(spoiled([](auto& a) { a.alg = kRs256; }), "webauthn.statement: signature");
  EXPECT_EQ(spoiled([](auto& a) { a.alg = kEdDsa; }), "webauthn.statement: signature");
  EXPECT_EQ(spoiled([&](auto& a) { a.signer = &other; }), "webauthn.statement: signature");
  EXPECT_EQ(spoiled([&](auto& a) { a.certified = &other, a.signer = &other; }),
            "webauthn.certificate: of another key");
  EXPECT_EQ(spoiled([](auto& a) { a.described = false; }), "webauthn.certificate: key description");
  EXPECT_EQ(spoiled([](auto& a) { a.hardware = Bytes{0xa1}; }),
            "webauthn.certificate: key description");
  EXPECT_EQ(spoiled([](auto& a) { a.spoil_challenge = [](Bytes& b) { b[0] ^= 1; }; }),
            "webauthn.certificate: challenge");
  const Bytes everybody{0xbf, 0x84, 0x58, 2, 5, 0};  // [600] NULL
  EXPECT_EQ(spoiled([&](auto& a) { a.software = everybody; }),
            "webauthn.certificate: key of all applications");
  EXPECT_EQ(spoiled([&](auto& a) { a.hardware = joined({a.hardware, everybody}); }),
            "webauthn.certificate: key of all applications");
  EXPECT_EQ(spoiled([](auto& a) { a.hardware.back() = 2; }),
            "webauthn.certificate: origin of the key");
  EXPECT_EQ(spoiled([](auto& a) { std::swap(a.software, a.hardware); }),
            "webauthn.certificate: origin of the key")
      << "what only the software says is worth nothing";
  EXPECT_EQ(spoiled([](auto& a) { a.hardware[6] = 0; }),
            "webauthn.certificate: purpose of the key");
}

// What Apple says of a key.
struct Apple {
  Maker maker;
  VirtualAuthenticator device = device_of_model();
  const crypto::Key* certified = nullptr;
  std::function<void(Bytes&)> spoil = [](Bytes&) {};
  CborFields more{};

  [[nodiscard]] Result<Registered> enter() const {
    return register_with(
        device.create(kChallenge, "apple",
                      [this](const auto& made) {
                        const auto nonce = crypto::sha256(made.to_sign());
                        auto value = der(0x30, der(0xa1, der(0x04, nonce)));
                        spoil(value);
                        const auto leaf = issue(
                            certified ? *certified : device.key, maker.root_key,
                            {.subject = {{"CN", "leaf"}},
                             .extensions = {{.oid = "1.2.840.113635.100.8.2", .value = value}}});
                        CborFields fields{{cbor_text("x5c"), cbor_array({cbor_bytes(leaf)})}};
                        fields.insert(fields.end(), more.begin(), more.end());
                        return cbor_map(fields);
                      }),
        {}, maker.roots());
  }
};

TEST(AppleAttestation, HoldsForTheKeyAndTheNonce) {
  Apple apple;
  const auto made = apple.enter();
  ASSERT_TRUE(made) << why(made);
  EXPECT_TRUE(made->trusted);
  const auto other = crypto::Key::generate(crypto::KeyType::ec_p256);
  apple.certified = &other;
  EXPECT_EQ(why(apple.enter()), "webauthn.certificate: of another key");
  apple.certified = nullptr;
  apple.spoil = [](Bytes& b) { b.back() ^= 1; };
  EXPECT_EQ(why(apple.enter()), "webauthn.certificate: nonce");
  apple.spoil = [](Bytes& b) { b[0] = 0x31; };
  EXPECT_EQ(why(apple.enter()), "webauthn.certificate: nonce");
  apple.spoil = [](Bytes& b) { b.push_back(0); };
  EXPECT_EQ(why(apple.enter()), "webauthn.certificate: nonce");
  apple.spoil = [](Bytes&) {};
  apple.more = {{cbor_text("alg"), cbor_int(kEs256)}};
  EXPECT_EQ(why(apple.enter()), "webauthn.statement: members of apple");
}

}  // namespace
}  // namespace tessera::authn::webauthn
