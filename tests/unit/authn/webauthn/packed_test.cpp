// WebAuthn 8.2 and 8.6.
#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn::webauthn {
namespace {

Result<Registered> register_packed(const Maker& maker, const VirtualAuthenticator& device) {
  return register_with(device.create(kChallenge, "packed", packed_by(maker)), {}, maker.roots());
}

TEST(PackedAttestation, OfAMakerIsTrustedByItsRoot) {
  for (const auto alg : kAlgorithms) {
    const Maker maker;
    const auto made = register_packed(maker, device_of_model(alg));
    ASSERT_TRUE(made) << why(made);
    EXPECT_EQ(made->attestation, AttestationKind::basic);
    EXPECT_TRUE(made->trusted);
    EXPECT_EQ(made->aaguid, kModel);
    const auto stranger = register_with(
        device_of_model(alg).create(kChallenge, "packed", packed_by(maker)), {}, Maker{}.roots());
    ASSERT_TRUE(stranger) << why(stranger);
    EXPECT_FALSE(stranger->trusted);
  }
}

TEST(PackedAttestation, AlsoWithExtensions) {
  const Maker maker;
  auto device = device_of_model();
  device.extensions = cbor_map({{cbor_text("credBlob"), cbor_bool(true)},
                                {cbor_text("credProtect"), cbor_int(3)},
                                {cbor_text("hmac-secret"), cbor_bool(true)},
                                {cbor_text("minPinLength"), cbor_int(6)}});
  EXPECT_EQ(why(register_packed(maker, device)), "");
  device.extensions = cbor_map(
      {{cbor_text("unheard-of"), cbor_bool(false)}, {cbor_text("hmac-secret"), cbor_bool(false)}});
  EXPECT_EQ(why(register_packed(maker, device)), "");
}

TEST(PackedAttestation, TheSignatureIsOverDataAndHash) {
  const Maker maker;
  const auto device = device_of_model();
  const auto spoiled = [&](const auto& change) {
    return why(register_with(device.create(kChallenge, "packed", [&](auto made) {
      change(made);
      return packed(kEs256, sign_der(maker.key, made.to_sign()), {maker.certificate()});
    })));
  };
  EXPECT_EQ(spoiled([](auto&) {}), "");
  EXPECT_EQ(spoiled([](auto& made) { made.authenticator_data[36] ^= 1; }),
            "webauthn.statement: signature");
  EXPECT_EQ(spoiled([](auto& made) { made.client_data_hash[0] ^= 1; }),
            "webauthn.statement: signature");
  EXPECT_EQ(why(register_with(device.create(kChallenge, "packed",
                                            [&](const auto& made) {
                                              return packed(kEs256,
                                                            sign_der(device.key, made.to_sign()),
                                                            {maker.certificate()});
                                            }))),
            "webauthn.statement: signature");
  EXPECT_EQ(why(register_with(device.create(kChallenge, "packed",
                                            [&](const auto& made) {
                                              return packed(kRs256,
                                                            sign_der(maker.key, made.to_sign()),
                                                            {maker.certificate()});
                                            }))),
            "webauthn.statement: signature");
}

TEST(PackedAttestation, TheStatementHasItsMembersAndNoMore) {
  const Maker maker;
  const auto device = device_of_model();
  const Bytes sig{1, 2, 3};
  for (const auto& statement :
       {cbor_map({}), cbor_map({{cbor_text("alg"), cbor_int(kEs256)}}),
        cbor_map({{cbor_text("sig"), cbor_bytes(sig)}, {cbor_text("x5c"), cbor_array({})}}),
        cbor_map({{cbor_text("alg"), cbor_text("ES256")}, {cbor_text("sig"), cbor_bytes(sig)}}),
        cbor_map({{cbor_text("alg"), cbor_int(kEs256)},
                  {cbor_text("sig"), cbor_bytes(sig)},
                  {cbor_text("x5c"), cbor_array({})}}),
        cbor_map({{cbor_text("alg"), cbor_int(kEs256)},
                  {cbor_text("sig"), cbor_bytes(sig)},
                  {cbor_text("x5c"), cbor_array({cbor_text("der")})}}),
        cbor_map({{cbor_text("alg"), cbor_int(kEs256)},
                  {cbor_text("sig"), cbor_bytes(sig)},
                  {cbor_text("ecdaaKeyId"), cbor_bytes(sig)}})}) {
    EXPECT_EQ(word(register_with(
                  device.create(kChallenge, "packed", [&](const auto&) { return statement; }))),
              "webauthn.statement")
        << to_hex(statement);
  }
  const auto broken = device.create(kChallenge, "packed", [&](const auto&) {
    return packed(kEs256, sig, {Bytes{0x30, 0x03, 1, 2, 3}});
  });
  EXPECT_EQ(word(register_with(broken)), "webauthn.certificate");
}

// WebAuthn 8.2.1, one requirement at a time.
TEST(PackedAttestation, TheCertificateMeetsItsRequirements) {
  const auto spoiled = [](const auto& change) {
    Maker maker;
    change(maker.spec);
    return why(register_packed(maker, device_of_model()));
  };
  EXPECT_EQ(spoiled([](auto&) {}), "");
  EXPECT_EQ(spoiled([](auto& s) { s.version = 1, s.extensions.clear(), s.basic_constraints = ""; }),
            "webauthn.certificate: version");
  EXPECT_EQ(spoiled([](auto& s) { s.subject.erase(s.subject.begin()); }),
            "webauthn.certificate: subject country");
  EXPECT_EQ(spoiled([](auto& s) { s.subject.erase(s.subject.begin() + 1); }),
            "webauthn.certificate: subject organisation");
  EXPECT_EQ(spoiled([](auto& s) { s.subject[2].second = "Authenticator"; }),
            "webauthn.certificate: subject unit");
  EXPECT_EQ(spoiled([](auto& s) { s.subject.pop_back(); }), "webauthn.certificate: subject name");
  EXPECT_EQ(spoiled([](auto& s) { s.basic_constraints = "CA:TRUE"; }),
            "webauthn.certificate: basic constraints");
  EXPECT_EQ(spoiled([](auto& s) { s.basic_constraints = ""; }),
            "webauthn.certificate: basic constraints");
  EXPECT_EQ(spoiled([](auto& s) { s.extensions[0].value = aaguid_value(Uuid{}); }),
            "webauthn.certificate: AAGUID");
  EXPECT_EQ(spoiled([](auto& s) { s.extensions[0].value = Bytes(16, 1); }),
            "webauthn.certificate: AAGUID");
  EXPECT_EQ(spoiled([](auto& s) { s.extensions[0].critical = true; }),
            "webauthn.certificate: critical AAGUID");
  EXPECT_EQ(spoiled([](auto& s) { s.extensions.clear(); }), "");
}

TEST(PackedAttestation, OfItselfHoldsAndIsTrustedByNobody) {
  for (const auto alg : kAlgorithms) {
    const auto device = device_of_model(alg);
    const auto made = register_with(device.create(kChallenge, "packed", [&](const auto& of) {
      return packed(alg, sign_der(device.key, of.to_sign()), {});
    }));
    ASSERT_TRUE(made) << why(made);
    EXPECT_EQ(made->attestation, AttestationKind::self);
    EXPECT_FALSE(made->trusted);
  }
}

TEST(PackedAttestation, OfItselfIsByItsOwnKeyAndAlgorithm) {
  const auto device = device_of_model();
  const Maker other;
  EXPECT_EQ(
      why(register_with(device.create(
          kChallenge, "packed",
          [&](const auto& of) { return packed(kRs256, sign_der(device.key, of.to_sign()), {}); }))),
      "webauthn.statement: alg of another key");
  EXPECT_EQ(
      why(register_with(device.create(
          kChallenge, "packed",
          [&](const auto& of) { return packed(kEs256, sign_der(other.key, of.to_sign()), {}); }))),
      "webauthn.statement: signature");
}

// WebAuthn 8.6 over what U2F signs.
Bytes u2f_to_sign(const VirtualAuthenticator& device, const VirtualAuthenticator::Made& made) {
  const auto parts = device.key.public_parts();
  const auto hash = crypto::sha256(as_bytes(device.rp_id));
  return joined(
      {Bytes{0}, hash, made.client_data_hash, device.credential_id, Bytes{4}, parts.x, parts.y});
}

Bytes u2f(BytesView signature, const std::vector<Bytes>& x5c) {
  std::vector<Bytes> list;
  for (const auto& each : x5c) list.push_back(cbor_bytes(each));
  return cbor_map(
      {{cbor_text("sig"), cbor_bytes(signature)}, {cbor_text("x5c"), cbor_array(list)}});
}

Maker u2f_maker() {
  Maker maker;
  maker.spec = {.subject = {{"CN", "U2F Key"}}, .basic_constraints = ""};
  return maker;
}

TEST(FidoU2fAttestation, HoldsForAKeyWithoutModel) {
  const auto maker = u2f_maker();
  VirtualAuthenticator device;
  device.flags.verified = false;
  const auto make = [&](const auto& made) {
    return u2f(sign_der(maker.key, u2f_to_sign(device, made)), {maker.certificate()});
  };
  const auto made = register_with(device.create(kChallenge, "fido-u2f", make), {}, maker.roots());
  ASSERT_TRUE(made) << why(made);
  EXPECT_TRUE(made->trusted);
  EXPECT_FALSE(made->user_verified);
  device.aaguid = kModel;
  EXPECT_EQ(why(register_with(device.create(kChallenge, "fido-u2f", make))),
            "webauthn.statement: AAGUID of a U2F key");
}

TEST(FidoU2fAttestation, EachStepIsTaken) {
  const auto maker = u2f_maker();
  VirtualAuthenticator device;
  const auto with = [&](const auto& make) {
    return why(register_with(device.create(kChallenge, "fido-u2f", make)));
  };
  EXPECT_EQ(with([&](const auto& made) {
              return u2f(sign_der(maker.key, made.to_sign()), {maker.certificate()});
            }),
            "webauthn.statement: signature");
  EXPECT_EQ(with([&](const auto& made) {
              return u2f(sign_der(maker.key, u2f_to_sign(device, made)),
                         {maker.certificate(), maker.root});
            }),
            "webauthn.statement: more than one certificate");
  EXPECT_EQ(with([&](const auto&) { return u2f(Bytes{1}, {}); }), "webauthn.statement: x5c");
  EXPECT_EQ(with([&](const auto&) {
              return cbor_map(
                  {{cbor_text("x5c"), cbor_array({})}, {cbor_text("sign"), cbor_bytes(Bytes{1})}});
            }),
            "webauthn.statement: members of fido-u2f");
  const auto rsa = crypto::Key::generate(crypto::KeyType::rsa);
  EXPECT_EQ(
      with([&](const auto&) { return u2f(Bytes{1}, {issue(rsa, maker.root_key, maker.spec)}); }),
      "webauthn.certificate: not of a P-256 key");
  device = VirtualAuthenticator(kEdDsa);
  EXPECT_EQ(with([&](const auto&) { return u2f(Bytes{1}, {maker.certificate()}); }),
            "webauthn.statement: not a P-256 key");
}

}  // namespace
}  // namespace tessera::authn::webauthn
