// WebAuthn 8.3.
#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn::webauthn {
namespace {

Bytes u16(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
Bytes u32(std::uint32_t value) {
  return joined({u16(value >> 16), u16(value & 0xffff)});
}
Bytes sized(BytesView bytes) {
  return joined({u16(static_cast<std::uint32_t>(bytes.size())), bytes});
}

// A TPM and what it says; a test changes one thing of it.
struct Tpm {
  Maker maker{.spec = {.subject = {},
                       .extensions = {{.oid = kAaguidOid, .value = aaguid_value(kModel)}},
                       .tpm_names = {{"2.23.133.2.1", "id:FFFFF1D0"},
                                     {"2.23.133.2.2", "Model"},
                                     {"2.23.133.2.3", "id:13"}},
                       .extended_usage = "2.23.133.8.3"}};
  VirtualAuthenticator device = device_of_model();
  std::string version = "2.0";
  std::int64_t alg = kEs256;
  std::uint32_t attributes = 0x00060472;
  std::uint32_t magic = 0xff544347, type = 0x8017;
  std::uint32_t name_alg = 0x000b;
  Bytes symmetric = u16(0x0010);
  std::function<void(Bytes&)> spoil_area = [](Bytes&) {};
  std::function<void(Bytes&)> spoil_extra = [](Bytes&) {};
  std::function<void(Bytes&)> spoil_name = [](Bytes&) {};
  std::function<void(Bytes&)> spoil_info = [](Bytes&) {};
  std::function<void(Bytes&)> spoil_signature = [](Bytes&) {};

  [[nodiscard]] Bytes area() const {
    const auto parts = device.key.public_parts();
    const bool rsa = device.alg == kRs256;
    auto out = joined({u16(rsa ? 0x0001 : 0x0023), u16(name_alg), u32(attributes),
                       sized(Bytes(32, 0xaa)), symmetric, u16(0x0010)});
    out = rsa ? joined({out, u16(2048), u32(0), sized(parts.n)})
              : joined({out, u16(0x0003), u16(0x0010), sized(parts.x), sized(parts.y)});
    spoil_area(out);
    return out;
  }
  [[nodiscard]] Bytes info(const VirtualAuthenticator::Made& made, const Bytes& area_bytes) const {
    const auto signed_hash = crypto::sha256(made.to_sign());
    const auto sha1 = crypto::sha1(made.to_sign());
    Bytes extra(signed_hash.begin(), signed_hash.end());
    if (alg == -65535) extra.assign(sha1.begin(), sha1.end());
    spoil_extra(extra);
    const auto digest = crypto::sha256(area_bytes);
    auto name = joined({u16(name_alg), digest});
    spoil_name(name);
    auto out = joined({u32(magic), u16(type), sized(Bytes(34, 1)), sized(extra), Bytes(17, 2),
                       Bytes(8, 3), sized(name), sized(Bytes(34, 4))});
    spoil_info(out);
    return out;
  }
  [[nodiscard]] Result<Registered> enter(const Policy& policy = {}) const {
    return register_with(
        device.create(
            kChallenge, "tpm",
            [this](const auto& made) {
              const auto area_bytes = area();
              const auto info_bytes = info(made, area_bytes);
              auto signature =
                  sign_der(maker.key, info_bytes, alg == -65535 ? EVP_sha1() : EVP_sha256());
              spoil_signature(signature);
              return cbor_map({{cbor_text("alg"), cbor_int(alg)},
                               {cbor_text("sig"), cbor_bytes(signature)},
                               {cbor_text("ver"), cbor_text(version)},
                               {cbor_text("x5c"), cbor_array({cbor_bytes(maker.certificate())})},
                               {cbor_text("pubArea"), cbor_bytes(area_bytes)},
                               {cbor_text("certInfo"), cbor_bytes(info_bytes)}});
            }),
        policy, maker.roots());
  }
};

TEST(TpmAttestation, HoldsForBothKindsOfKeys) {
  for (const auto alg : {kEs256, kRs256}) {
    Tpm tpm;
    tpm.device = device_of_model(alg);
    const auto made = tpm.enter({.attestation = AttestationWish::required});
    ASSERT_TRUE(made) << why(made);
    EXPECT_TRUE(made->trusted);
    EXPECT_EQ(made->attestation, AttestationKind::basic);
  }
}

TEST(TpmAttestation, BySha1IsCorrectAndTrustedByNobody) {
  Tpm tpm;
  tpm.maker.key = crypto::Key::generate(crypto::KeyType::rsa);
  tpm.alg = -65535;
  const auto made = tpm.enter();
  ASSERT_TRUE(made) << why(made);
  EXPECT_FALSE(made->trusted);
  tpm.alg = kRs256;
  EXPECT_TRUE(tpm.enter()->trusted);
}

std::string spoiled(const std::function<void(Tpm&)>& change) {
  Tpm tpm;
  change(tpm);
  return why(tpm.enter());
}

TEST(TpmAttestation, EachCheckOfTheStatement) {
  EXPECT_EQ(spoiled([](auto&) {}), "");
  EXPECT_EQ(spoiled([](auto& t) { t.version = "1.2"; }), "webauthn.statement: members of tpm");
  EXPECT_EQ(spoiled([](auto& t) { t.alg = kEdDsa; }), "webauthn.statement: alg");
  EXPECT_EQ(spoiled([](auto& t) { t.alg = kRs256; }), "webauthn.statement: signature");
  EXPECT_EQ(spoiled([](auto& t) { t.magic = 0xff544348; }), "webauthn.statement: magic");
  EXPECT_EQ(spoiled([](auto& t) { t.type = 0x8018; }), "webauthn.statement: type of certInfo");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_extra = [](Bytes& b) { b[0] ^= 1; }; }),
            "webauthn.statement: extraData");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_extra = [](Bytes& b) { b.clear(); }; }),
            "webauthn.statement: extraData");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_name = [](Bytes& b) { b[5] ^= 1; }; }),
            "webauthn.statement: name");
  EXPECT_EQ(spoiled([](auto& t) { t.name_alg = 0x0004; }), "webauthn.statement: name");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_info = [](Bytes& b) { b.push_back(0); }; }),
            "webauthn.statement: certInfo");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_info = [](Bytes& b) { b.pop_back(); }; }),
            "webauthn.statement: certInfo");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_signature = [](Bytes& b) { b.back() ^= 1; }; }),
            "webauthn.statement: signature");
}

TEST(TpmAttestation, ThePublicAreaIsTheCredentialsKey) {
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_area = [](Bytes& b) { b.back() ^= 1; }; }),
            "webauthn.statement: pubArea");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_area = [](Bytes& b) { b[1] = 0x08; }; }),
            "webauthn.statement: pubArea");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_area = [](Bytes& b) { b.push_back(0); }; }),
            "webauthn.statement: pubArea");
  EXPECT_EQ(spoiled([](auto& t) { t.spoil_area = [](Bytes& b) { b[47] = 4; }; }),
            "webauthn.statement: pubArea")
      << "another curve";
  EXPECT_EQ(spoiled([](auto& t) { t.symmetric = u16(0x0006); }), "webauthn.statement: pubArea");
  EXPECT_EQ(spoiled([](auto& t) { t.device = device_of_model(kEdDsa); }),
            "webauthn.statement: pubArea");
}

TEST(TpmAttestation, TheKeyWasMadeInThisTpmAndStaysThere) {
  for (const std::uint32_t bit : {0x02u, 0x10u, 0x20u}) {
    EXPECT_EQ(spoiled([bit](auto& t) { t.attributes &= ~bit; }),
              "webauthn.statement: not a key of this TPM");
  }
}

// WebAuthn 8.3.1
TEST(TpmAttestation, TheCertificateMeetsItsRequirements) {
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.subject = {{"CN", "TPM"}}; }),
            "webauthn.certificate: subject");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.tpm_names.clear(); }),
            "webauthn.certificate: TPM attributes");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.tpm_names.pop_back(); }),
            "webauthn.certificate: TPM attributes");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.extended_usage = "clientAuth"; }),
            "webauthn.certificate: extended key usage");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.extended_usage = ""; }),
            "webauthn.certificate: extended key usage");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.basic_constraints = "CA:TRUE"; }),
            "webauthn.certificate: basic constraints");
  EXPECT_EQ(spoiled([](auto& t) { t.maker.spec.extensions[0].value = aaguid_value(Uuid{}); }),
            "webauthn.certificate: AAGUID");
}

}  // namespace
}  // namespace tessera::authn::webauthn
