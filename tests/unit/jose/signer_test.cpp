#include <gtest/gtest.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/signer.hpp>

namespace tessera::jose {
namespace {

SigningKey make_key(SignAlg alg, KeyState state) {
  const auto type = alg == SignAlg::es256   ? crypto::KeyType::ec_p256
                    : alg == SignAlg::eddsa ? crypto::KeyType::ed25519
                                            : crypto::KeyType::rsa;
  const auto key = Key::generate(type);
  return {.kid = thumbprint(key), .alg = alg, .state = state, .key = key};
}

class SignerTest : public testing::Test {
 protected:
  SigningKey next = make_key(SignAlg::es256, KeyState::next);
  SigningKey active = make_key(SignAlg::es256, KeyState::active);
  SigningKey retired = make_key(SignAlg::es256, KeyState::retired);
  SigningKey rsa = make_key(SignAlg::rs256, KeyState::active);
  KeySnapshotHolder holder{
      std::make_shared<const KeySnapshot>(std::vector{next, active, retired, rsa})};
  Signer signer{holder};
  JwsRules rules{.algorithms = {SignAlg::es256, SignAlg::rs256}, .typ = "at+jwt"};
};

TEST_F(SignerTest, SignsWithTheActiveKeyOfTheAlgorithm) {
  const auto token = signer.sign_jwt(SignAlg::es256, "at+jwt", R"({"sub":"p"})");
  const auto verified = signer.verify_own(token, rules);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->header.kid, active.kid);
  EXPECT_EQ(verified->payload, R"({"sub":"p"})");
  EXPECT_EQ(signer.verify_own(signer.sign_jwt(SignAlg::rs256, "at+jwt", "{}"), rules)->header.kid,
            rsa.kid);
}

// A header of ours, byte for byte, is believed to say what it says, and nothing else.
TEST_F(SignerTest, AKnownHeaderSparesNoRule) {
  const auto token = signer.sign_jwt(SignAlg::es256, "at+jwt", R"({"sub":"p"})");
  const auto error = [&](const std::string& text, const JwsRules& by) {
    const auto verified = signer.verify_own(text, by);
    return verified ? "" : verified.error().id;
  };
  EXPECT_EQ(error(token, rules), "");
  const auto first = token.find('.'), last = token.rfind('.');
  const auto header = token.substr(0, first), payload = token.substr(first, last - first);
  EXPECT_EQ(error(header + ".e30" + token.substr(last), rules), "jws.signature");
  const auto other = signer.sign_jwt(SignAlg::es256, "JWT", R"({"sub":"p"})");
  EXPECT_EQ(error(header + payload + other.substr(other.rfind('.')), rules), "jws.signature");
  EXPECT_EQ(error(header + payload + ".", rules), "jws.signature");
  EXPECT_EQ(error(header + payload + ".==", rules), "jws.malformed");
  EXPECT_EQ(error(header, rules), "jws.malformed");
  EXPECT_EQ(error(header + payload, rules), "jws.malformed");
  EXPECT_EQ(error(token + "." + token, rules), "jws.malformed");
  EXPECT_EQ(error(other, rules), "jws.typ");
  EXPECT_EQ(error(token, {.algorithms = {SignAlg::es256}, .typ = "JWT"}), "jws.typ");
  EXPECT_EQ(error(token, {.algorithms = {SignAlg::rs256}, .typ = "at+jwt"}), "jws.algorithm");
  EXPECT_EQ(error(token, {.algorithms = {SignAlg::es256}, .typ = "at+jwt", .max_bytes = 50}),
            "jws.malformed");
}

TEST_F(SignerTest, OtherTypesGetTheirHeaderToo) {
  rules.typ = "secevent+jwt";
  EXPECT_TRUE(signer.verify_own(signer.sign_jwt(SignAlg::es256, "secevent+jwt", "{}"), rules));
}

TEST_F(SignerTest, WithoutAnActiveKeyItIsUnavailable) {
  EXPECT_THROW((void)signer.sign_jwt(SignAlg::eddsa, "JWT", "{}"), Unavailable);
}

TEST_F(SignerTest, RetiredKeysStillVerifyAndUnknownOnesDoNot) {
  const auto sign_with = [&](const SigningKey& key) {
    return sign_jws(key.key, key.alg, encode_header(key.alg, key.kid, "at+jwt"), "{}");
  };
  EXPECT_TRUE(signer.verify_own(sign_with(retired), rules));
  EXPECT_EQ(
      signer.verify_own(sign_with(make_key(SignAlg::es256, KeyState::active)), rules).error().id,
      "jws.key");
}

TEST_F(SignerTest, AKeyVerifiesByItsOwnAlgorithmOnly) {
  rules.algorithms.push_back(SignAlg::ps256);
  const auto token =
      sign_jws(rsa.key, SignAlg::ps256, encode_header(SignAlg::ps256, rsa.kid, "at+jwt"), "{}");
  EXPECT_EQ(signer.verify_own(token, rules).error().id, "jws.key");
}

TEST_F(SignerTest, FollowsARotation) {
  const auto before = signer.sign_jwt(SignAlg::es256, "at+jwt", "{}");
  next.state = KeyState::active;
  active.state = KeyState::retired;
  holder.replace(std::make_shared<const KeySnapshot>(std::vector{next, active}));
  const auto after = signer.sign_jwt(SignAlg::es256, "at+jwt", "{}");
  EXPECT_EQ(signer.verify_own(after, rules)->header.kid, next.kid);
  EXPECT_TRUE(signer.verify_own(before, rules));
}

TEST_F(SignerTest, TheJwksHasEveryKeyAndNothingPrivate) {
  const auto published = parse_jwks(holder.get()->jwks_json());
  ASSERT_TRUE(published);  // parse_jwks refuses private parts
  ASSERT_EQ(published->size(), 4u);
  EXPECT_EQ(published->at(0).kid, next.kid);
  EXPECT_EQ(published->at(3).alg, SignAlg::rs256);
}

DecryptionKey make_decryption(bool published) {
  const auto key = Key::generate(crypto::KeyType::ec_p256);
  return {.kid = thumbprint(key), .published = published, .key = key};
}

// RFC 9101 6.1: what clients encrypt to the server.
TEST_F(SignerTest, OpensWhatWasEncryptedToAPublishedOrAFormerKey) {
  crypto::SystemRandom random;
  const auto now = make_decryption(true);
  const auto former = make_decryption(false);
  holder.replace(
      std::make_shared<const KeySnapshot>(std::vector{active}, std::vector{former, now}));
  const auto published = parse_key_set(holder.get()->jwks_json());
  ASSERT_TRUE(published);
  ASSERT_EQ(published->encryption.size(), 1u);
  EXPECT_EQ(published->encryption[0].kid, now.kid);
  EXPECT_EQ(published->signing.size(), 1u) << "a key to encrypt to is not one to verify with";
  const auto opened_with = [&](const Key& key, const std::string& kid) {
    const EncryptionJwk to{.key = key, .kid = kid};
    const auto token = encrypt_jwe({.key = to, .enc = ContentAlg::a256gcm}, "{}", random);
    const auto opened = signer.decrypt_own(token, random);
    return opened ? opened->plain : opened.error().id;
  };
  EXPECT_EQ(opened_with(now.key, now.kid), "{}");
  EXPECT_EQ(opened_with(now.key, ""), "{}");
  EXPECT_EQ(opened_with(former.key, former.kid), "{}");
  EXPECT_EQ(opened_with(now.key, "unknown"), "jwe.key");
  EXPECT_EQ(opened_with(now.key, active.kid), "jwe.key") << "signing keys do not decrypt";
  EXPECT_EQ(opened_with(former.key, now.kid), "jwe.altered");
  EXPECT_THROW(KeySnapshot({}, {now, now}), std::invalid_argument);
  EXPECT_THROW(KeySnapshot({}, {{.kid = "rsa", .published = true, .key = rsa.key}}),
               std::invalid_argument);
}

TEST_F(SignerTest, ASnapshotChecksItsKeys) {
  const auto build = [](std::vector<SigningKey> keys) { return KeySnapshot(std::move(keys)); };
  EXPECT_THROW(build({active, make_key(SignAlg::es256, KeyState::active)}), std::invalid_argument);
  EXPECT_THROW(build({active, active}), std::invalid_argument);
  auto misfit = active;
  misfit.alg = SignAlg::rs256;
  EXPECT_THROW(build({misfit}), std::invalid_argument);
  auto public_only = active;
  public_only.key = *Key::from_public_der(active.key.public_der());
  EXPECT_THROW(build({public_only}), std::invalid_argument);
  public_only.state = KeyState::retired;
  EXPECT_EQ(build({public_only}).find(active.kid)->kid, active.kid);
  EXPECT_EQ(build({}).active(SignAlg::es256), nullptr);
}

}  // namespace
}  // namespace tessera::jose
