#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/jwe.hpp>

#include "jwe_vectors.hpp"
#include "vectors.hpp"

namespace tessera::jose {
namespace {

FindPrivateKey always(Key key) {
  return [key = std::move(key)](const JweHeader&) { return std::optional(key); };
}

Key foreign_key(const vectors::Foreign& foreign) {
  return *Key::from_private_der(*codec::from_base64(foreign.private_der));
}

Key meriadoc() {
  Bytes der;
  const auto add = [&](std::string_view base64url) {
    const auto part = *codec::from_base64url(base64url);
    der.insert(der.end(), part.begin(), part.end());
  };
  add("MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg");  // PKCS#8 of a P-256 key
  add(vectors::kMeriadocPrivate);
  add("oUQDQgAE");
  const auto jwk = *codec::parse_json_object(vectors::kMeriadocJwk);
  for (const auto* name : {"x", "y"}) {
    const auto* part = codec::find_string(jwk, name);
    add({part->data(), part->size()});
  }
  return *Key::from_private_der(der);
}

crypto::SystemRandom& random() {
  static crypto::SystemRandom source;
  return source;
}

std::string error_of(std::string_view token, const Key& key, const JweRules& rules = {}) {
  const auto opened = decrypt_jwe(token, rules, always(key), random());
  return opened ? "accepted" : opened.error().id;
}

TEST(Jwe, OpensTheExampleOfRfc7520) {
  std::string kid;
  const auto opened = decrypt_jwe(
      vectors::kMeriadocJwe, {},
      [&](const JweHeader& header) {
        kid = header.kid;
        return std::optional(meriadoc());
      },
      random());
  ASSERT_TRUE(opened) << opened.error().id;
  EXPECT_EQ(opened->plain, vectors::kYouCanTrustUs);
  EXPECT_EQ(opened->header.alg, KeyAlg::ecdh_es);
  EXPECT_EQ(opened->header.enc, ContentAlg::a128cbc_hs256);
  EXPECT_EQ(kid, "meriadoc.brandybuck@buckland.example");
}

TEST(Jwe, OpensWhatAnotherImplementationMade) {
  for (const auto* foreign :
       {&vectors::kForeignEcdhA256Gcm, &vectors::kForeignEcdhKwA128Gcm, &vectors::kForeignOaepCbc,
        &vectors::kForeignOaepA256Gcm, &vectors::kForeignPartyInfo}) {
    const auto opened = decrypt_jwe(foreign->jwe, {}, always(foreign_key(*foreign)), random());
    ASSERT_TRUE(opened) << foreign->jwe.substr(0, 60) << ' ' << opened.error().id;
    EXPECT_EQ(opened->plain, vectors::kForeignPlain);
  }
}

TEST(Jwe, OpensWhatItMakesByEveryPairOfAlgorithms) {
  const auto ec = Key::generate(crypto::KeyType::ec_p256);
  const auto rsa = Key::generate(crypto::KeyType::rsa);
  for (const auto alg : kKeyAlgs) {
    const auto& key = alg == KeyAlg::rsa_oaep_256 ? rsa : ec;
    const EncryptionJwk to{.key = *Key::from_public_der(key.public_der()), .kid = "k1"};
    for (const auto enc : kContentAlgs) {
      const auto token =
          encrypt_jwe({.key = to, .alg = alg, .enc = enc, .cty = "JWT"}, "a.b.c", random());
      EXPECT_TRUE(looks_like_jwe(token));
      const auto opened = decrypt_jwe(token, {}, always(key), random());
      ASSERT_TRUE(opened) << to_string(alg) << ' ' << to_string(enc);
      EXPECT_EQ(opened->plain, "a.b.c");
      EXPECT_EQ(opened->header.cty, "JWT");
      EXPECT_EQ(opened->header.kid, "k1");
      EXPECT_EQ(opened->header.enc, enc);
      EXPECT_NE(token, encrypt_jwe({.key = to, .alg = alg, .enc = enc}, "a.b.c", random()));
    }
  }
}

class BrokenJwe : public testing::Test {
 protected:
  // The parts of a good token with one of them replaced.
  [[nodiscard]] std::string with(std::size_t part, std::string text) const {
    std::string out;
    std::string_view rest = good;
    for (std::size_t i = 0; i < 5; ++i) {
      const auto dot = rest.find('.');
      if (i > 0) out += '.';
      out += i == part ? text : std::string(rest.substr(0, dot));
      if (i < 4) rest.remove_prefix(dot + 1);
    }
    return out;
  }
  [[nodiscard]] std::string with_header(std::string_view json) const {
    return with(0, codec::to_base64url(as_bytes(json)));
  }
  [[nodiscard]] std::string error(const std::string& token) const { return error_of(token, key); }

  Key key = Key::generate(crypto::KeyType::ec_p256);
  EncryptionJwk to{.key = key};
  std::string good =
      encrypt_jwe({.key = to, .alg = KeyAlg::ecdh_es, .enc = ContentAlg::a128gcm}, "{}", random());
  std::string epk = boost::json::serialize(to_jwk(Key::generate(crypto::KeyType::ec_p256)));
};

// RFC 8037 3.2.
TEST_F(BrokenJwe, TheCurveOfTheRecipientIsThatOfTheEphemeralKey) {
  const auto own = Key::generate(crypto::KeyType::x25519);
  for (const auto alg : {KeyAlg::ecdh_es, KeyAlg::ecdh_es_a128kw}) {
    const auto token = encrypt_jwe({.key = {.key = own}, .alg = alg}, "hello", random());
    const auto opened = decrypt_jwe(token, {}, always(own), random());
    ASSERT_TRUE(opened) << opened.error().id;
    EXPECT_EQ(opened->plain, "hello");
    const auto& epk = opened->header.members.at("epk").as_object();
    EXPECT_EQ(epk.at("crv").as_string(), "X25519");
    EXPECT_FALSE(epk.contains("y") || epk.contains("d"));
    EXPECT_EQ(error_of(token, Key::generate(crypto::KeyType::x25519)), "jwe.altered");
    EXPECT_EQ(error_of(token, Key::generate(crypto::KeyType::ec_p256)), "jwe.malformed");
  }
  EXPECT_EQ(error_of(good, own), "jwe.malformed") << "an ephemeral key on P-256";
}

TEST_F(BrokenJwe, TheGoodOneIsGood) {
  EXPECT_EQ(error(good), "accepted");
}

TEST_F(BrokenJwe, NeedsFiveParts) {
  EXPECT_EQ(error(""), "jwe.malformed");
  EXPECT_EQ(error("...."), "jwe.malformed");
  EXPECT_EQ(error(good + "."), "jwe.malformed");
  EXPECT_EQ(error(good.substr(0, good.rfind('.'))), "jwe.malformed");
  EXPECT_EQ(error(vectors::kEs256), "jwe.malformed");
  EXPECT_FALSE(looks_like_jwe(vectors::kEs256));
}

TEST_F(BrokenJwe, EveryPartIsStrictBase64url) {
  for (std::size_t part = 0; part < 5; ++part) {
    EXPECT_EQ(error(with(part, "a+b/")), "jwe.malformed") << part;
    EXPECT_EQ(error(with(part, "YQ==")), "jwe.malformed") << part;
  }
}

TEST_F(BrokenJwe, TheHeaderIsOneStrictJsonObject) {
  EXPECT_EQ(error(with_header("[]")), "jwe.malformed");
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","alg":"ECDH-ES","enc":"A128GCM"})")),
            "jwe.malformed");
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","kid":1})")), "jwe.malformed");
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","cty":[]})")), "jwe.malformed");
}

// RFC 8725 3.1, 3.2: no "dir", no passwords, no RSA1_5, no SHA-1 OAEP, nothing outside the list.
TEST_F(BrokenJwe, OnlyListedAlgorithmsAreTaken) {
  for (const auto* alg : {"dir", "RSA1_5", "RSA-OAEP", "A128KW", "A256GCMKW", "PBES2-HS256+A128KW",
                          "none", "ecdh-es", "ECDH-ES+A256KW", "HS256"}) {
    EXPECT_EQ(error(with_header(R"({"enc":"A128GCM","epk":)" + epk + R"(,"alg":")" + alg + "\"}")),
              "jwe.algorithm")
        << alg;
  }
  for (const auto* enc : {"A192GCM", "A256CBC-HS512", "none", "a128gcm", ""}) {
    EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","epk":)" + epk + R"(,"enc":")" + enc + "\"}")),
              "jwe.algorithm")
        << enc;
  }
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES"})")), "jwe.algorithm");
  EXPECT_EQ(error_of(good, key, {.key_algs = {KeyAlg::rsa_oaep_256}}), "jwe.algorithm");
  EXPECT_EQ(error_of(good, key, {.content_algs = {ContentAlg::a256gcm}}), "jwe.algorithm");
  EXPECT_EQ(error_of(good, Key::generate(crypto::KeyType::rsa)), "jwe.algorithm");
  EXPECT_EQ(error_of(good, Key::generate(crypto::KeyType::ed25519)), "jwe.algorithm");
}

TEST_F(BrokenJwe, CriticalExtensionsAndCompressionAreRefused) {
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","crit":["x"],"x":1})")),
            "jwe.crit");
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","zip":"DEF"})")), "jwe.zip");
}

TEST_F(BrokenJwe, TheEphemeralKeyIsAPublicPointOfTheCurve) {
  const auto with_epk = [&](const std::string& json) {
    return error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","epk":)" + json + "}"));
  };
  EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM"})")), "jwe.malformed");
  EXPECT_EQ(with_epk("\"x\""), "jwe.malformed");
  EXPECT_EQ(with_epk("{}"), "jwe.malformed");
  EXPECT_EQ(with_epk(vectors::kRsaJwk), "jwe.malformed");
  EXPECT_EQ(with_epk(vectors::kEdJwk), "jwe.malformed");
  EXPECT_EQ(with_epk(std::string(epk).insert(1, R"("d":"AQ",)")), "jwe.malformed");
  // An invalid-curve point would give away our key bit by bit.
  const std::string zero(43, 'A');
  EXPECT_EQ(with_epk(R"({"kty":"EC","crv":"P-256","x":")" + zero + R"(","y":")" + zero + "\"}"),
            "jwe.malformed");
  EXPECT_EQ(with_epk(epk), "jwe.altered") << "a good key, yet another one";
}

TEST_F(BrokenJwe, PartyInformationIsBase64url) {
  for (const auto* name : {"apu", "apv"}) {
    for (const auto* value : {"1", "\"\"", "\"a+b\"", "[]"}) {
      EXPECT_EQ(error(with_header(R"({"alg":"ECDH-ES","enc":"A128GCM","epk":)" + epk + ",\"" +
                                  name + "\":" + value + "}")),
                "jwe.malformed")
          << name << value;
    }
  }
}

TEST_F(BrokenJwe, WhateverWasChangedIsAlteredAndNotSaidHow) {
  EXPECT_EQ(error(with(2, codec::to_base64url(Bytes(12, 0)))), "jwe.altered");
  EXPECT_EQ(error(with(2, codec::to_base64url(Bytes(11, 0)))), "jwe.altered");
  EXPECT_EQ(error(with(3, codec::to_base64url(Bytes(2, 0)))), "jwe.altered");
  EXPECT_EQ(error(with(4, codec::to_base64url(Bytes(16, 0)))), "jwe.altered");
  EXPECT_EQ(error(with(4, codec::to_base64url(Bytes(4, 0)))), "jwe.altered");
  EXPECT_EQ(error_of(good, Key::generate(crypto::KeyType::ec_p256)), "jwe.altered");
  // RFC 7516 5.2 step 10: direct agreement has no encrypted key.
  EXPECT_EQ(error(with(1, "AAAA")), "jwe.malformed");
}

// RFC 7516 11.5: a wrapped key that does not open is no other answer than content that does not.
TEST(Jwe, BrokenEncryptedKeysLookLikeBrokenContent) {
  for (const auto* foreign : {&vectors::kForeignEcdhKwA128Gcm, &vectors::kForeignOaepCbc}) {
    auto token = foreign->jwe;
    const auto at = token.find('.') + 3;
    token[at] = token[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(error_of(token, foreign_key(*foreign)), "jwe.altered");
    const auto end = foreign->jwe.find('.', at);
    auto empty = foreign->jwe;
    empty.erase(at - 2, end - at + 2);
    EXPECT_EQ(error_of(empty, foreign_key(*foreign)), "jwe.altered");
  }
}

TEST_F(BrokenJwe, LongTokensAreNotLookedAt) {
  EXPECT_EQ(error_of(good, key, {.max_bytes = good.size() - 1}), "jwe.malformed");
  EXPECT_EQ(error_of(good, key, {.max_bytes = good.size()}), "accepted");
}

TEST_F(BrokenJwe, AnUnknownKeyIsNamedBeforeAnythingIsComputed) {
  const auto opened =
      decrypt_jwe(good, {}, [](const JweHeader&) { return std::optional<Key>(); }, random());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().id, "jwe.key");
}

TEST(EncryptionJwk, ReadsKeysForEncryptionOnly) {
  const auto parse = [](std::string text) {
    const auto jwk = parse_encryption_jwk(*codec::parse_json_object(text));
    return jwk ? "accepted" : jwk.error().id;
  };
  const auto with = [](std::string jwk, const std::string& member) {
    return jwk.insert(1, member + ",");
  };
  EXPECT_EQ(parse(vectors::kMeriadocJwk), "accepted");
  EXPECT_EQ(parse(vectors::kEcJwk), "accepted");
  EXPECT_EQ(parse(with(vectors::kRsaJwk, R"("alg":"RSA-OAEP-256")")), "accepted");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("key_ops":["deriveKey"])")), "accepted");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("use":"sig")")), "jwk.unsupported");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("alg":"ES256")")), "jwk.unsupported");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("alg":"RSA-OAEP-256")")), "jwk.unsupported");
  EXPECT_EQ(parse(with(vectors::kRsaJwk, R"("alg":"RSA1_5")")), "jwk.unsupported");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("key_ops":["verify"])")), "jwk.unsupported");
  EXPECT_EQ(parse(vectors::kEdJwk), "jwk.unsupported");
  EXPECT_EQ(parse(with(vectors::kEcJwk, R"("d":"AQ")")), "jwk.private");
}

TEST(KeySet, SortsKeysByWhatTheyAreFor) {
  const auto with = [](std::string jwk, const std::string& member) {
    return jwk.insert(1, member + ",");
  };
  const auto set =
      parse_key_set(R"({"keys":[)" + vectors::kMeriadocJwk + "," +
                    with(vectors::kEcJwk, R"("use":"sig","kid":"s","alg":"ES256")") + "," +
                    with(vectors::kRsaJwk, R"("kid":"both")") + "," + vectors::kEdJwk + "]}");
  ASSERT_TRUE(set);
  ASSERT_EQ(set->signing.size(), 3u);
  EXPECT_EQ(set->signing[0].kid, "s");
  ASSERT_EQ(set->encryption.size(), 2u);
  EXPECT_EQ(set->encryption[1].kid, "both");
  EXPECT_EQ(choose_key(set->encryption, KeyAlg::ecdh_es)->kid,
            "meriadoc.brandybuck@buckland.example");
  EXPECT_EQ(choose_key(set->encryption, KeyAlg::rsa_oaep_256)->kid, "both");
  EXPECT_EQ(choose_key({}, KeyAlg::ecdh_es), nullptr);
  EXPECT_FALSE(
      parse_key_set(R"({"keys":[)" + vectors::kMeriadocJwk + "," + vectors::kMeriadocJwk + "]}"));
}

TEST(KeySet, AKeyThatNamesTheAlgorithmComesFirst) {
  const auto key = Key::generate(crypto::KeyType::ec_p256);
  const std::vector<EncryptionJwk> keys{{.key = key, .kid = "any"},
                                        {.key = key, .kid = "wrap", .alg = KeyAlg::ecdh_es_a128kw},
                                        {.key = key, .kid = "direct", .alg = KeyAlg::ecdh_es}};
  EXPECT_EQ(choose_key(keys, KeyAlg::ecdh_es)->kid, "direct");
  EXPECT_EQ(choose_key(keys, KeyAlg::ecdh_es_a128kw)->kid, "wrap");
  EXPECT_EQ(choose_key(keys, KeyAlg::rsa_oaep_256), nullptr);
  const auto again = parse_encryption_jwk(to_jwk(keys[2]));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kid, "direct");
  EXPECT_EQ(again->alg, KeyAlg::ecdh_es);
}

}  // namespace
}  // namespace tessera::jose
