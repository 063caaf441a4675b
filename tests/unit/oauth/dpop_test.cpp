// DPoP proofs: each check of RFC 9449 4.3, the claims of RFC 9449 4.2, replay (RFC 9449 11.1) and
// nonces (RFC 9449 8, RFC 9449 9).
#include <tessera/oauth/dpop.hpp>

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/jws.hpp>

#include "oauth/proofs/dpop_proof.hpp"
#include "tests/unit/oauth/fakes.hpp"
#include "tests/unit/oauth/source_fakes.hpp"

namespace tessera::oauth {
namespace {

using boost::json::object;
using enum crypto::SignAlg;

const TimePoint kNow{seconds{1'800'000'000}};
constexpr std::string_view kUrl = "https://login.test/oauth2/token";
constexpr std::array kAlgorithms{es256, ps256, eddsa};

struct Proof {
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  crypto::SignAlg alg = es256;
  std::string typ = "dpop+jwt";
  object jwk = jose::to_jwk(key);
  object claims{{"jti", "j1"}, {"htm", "POST"}, {"htu", kUrl}, {"iat", to_unix(kNow)}};

  [[nodiscard]] std::string text() const {
    const auto header = jose::encode_header(alg, "", typ, object{{"jwk", jwk}});
    return jose::sign_jws(key, alg, header, boost::json::serialize(claims));
  }
  template <class T>
  Proof& with(std::string_view name, const T& value) {
    claims[name] = to_value(value);
    return *this;
  }
  Proof& without(std::string_view name) {
    claims.erase(name);
    return *this;
  }
};

class Dpop : public testing::Test {
 protected:
  std::string check(DpopProofs& proofs, const Proof& proof, std::string_view token = {},
                    TimePoint now = kNow) {
    return check_text(proofs, {proof.text()}, token, now);
  }
  std::string check(const Proof& proof, std::string_view token = {}, TimePoint now = kNow) {
    return check(offered, proof, token, now);
  }
  std::string check_text(DpopProofs& proofs, std::vector<std::string> headers,
                         std::string_view token = {}, TimePoint now = kNow) {
    const SenderProof sender{.dpop = std::move(headers), .url = std::string(kUrl)};
    const auto jkt = await(proofs.check(sender, kAlgorithms, token, now));
    return jkt ? "ok" : jkt.error().id + " " + jkt.error().detail;
  }
  static std::string refused(std::string_view why) {
    return "invalid_dpop_proof " + std::string(why);
  }

  Replays replays;
  crypto::KeyringHolder ring{std::make_shared<const crypto::Keyring>(make_ring())};
  DpopProofs offered{replays, ring, DpopNonceUse::offered};
  DpopProofs required{replays, ring, DpopNonceUse::required};
  DpopProofs off{replays, ring, DpopNonceUse::off};
};

TEST_F(Dpop, AProofGivesTheThumbprintOfItsKey) {
  const Proof proof;
  const SenderProof sender{.dpop = {proof.text()}, .url = std::string(kUrl)};
  EXPECT_EQ(*await(offered.check(sender, kAlgorithms, {}, kNow)), jose::thumbprint(proof.key));
}

TEST_F(Dpop, ThereIsExactlyOneProof) {
  EXPECT_EQ(check_text(offered, {}), refused("not exactly one proof"));
  EXPECT_EQ(check_text(offered, {Proof().text(), Proof().text()}),
            refused("not exactly one proof"));
  EXPECT_EQ(await(offered.check_if_any({}, kAlgorithms, kNow)), "");
  EXPECT_FALSE(await(offered.check_if_any({.dpop = {""}}, kAlgorithms, kNow)));
}

TEST_F(Dpop, TheTypeAndTheAlgorithmAreFixed) {
  Proof proof;
  proof.typ = "JWT";
  EXPECT_EQ(check(proof), refused("jws.typ"));
  proof = {};
  proof.key = crypto::Key::generate(crypto::KeyType::rsa);
  proof.jwk = jose::to_jwk(proof.key);
  proof.alg = rs256;
  EXPECT_EQ(check(proof), refused("jws.algorithm")) << "not in the profile";
  proof.alg = ps256;
  EXPECT_EQ(check(proof), "ok");
  for (const auto* alg : {"none", "HS256", "ES384"}) {
    const auto header = codec::to_base64url(as_bytes(boost::json::serialize(
        object{{"alg", alg}, {"typ", "dpop+jwt"}, {"jwk", jose::to_jwk(Proof().key)}})));
    const auto body = codec::to_base64url(as_bytes(boost::json::serialize(Proof().claims)));
    EXPECT_EQ(check_text(offered, {header + "." + body + "."}), refused("jws.algorithm")) << alg;
  }
}

TEST_F(Dpop, TheKeyIsPublicAndInTheHeader) {
  Proof proof;
  proof.jwk["d"] = codec::to_base64url(Bytes(32, 1));
  EXPECT_EQ(check(proof), refused("jws.key")) << "a private part";
  proof = {};
  proof.jwk = {{"kty", "oct"}, {"k", "AAAA"}};
  EXPECT_EQ(check(proof), refused("jws.key"));
  proof.jwk = jose::to_jwk(crypto::Key::generate(crypto::KeyType::ec_p256));
  EXPECT_EQ(check(proof), refused("jws.signature")) << "another key";
  const auto header = jose::encode_header(es256, "k1", "dpop+jwt");
  const auto text = jose::sign_jws(proof.key, es256, header, boost::json::serialize(proof.claims));
  EXPECT_EQ(check_text(offered, {text}), refused("jws.key")) << "no jwk at all";
}

TEST_F(Dpop, EveryClaimIsRequired) {
  for (const auto* name : {"jti", "htm", "htu", "iat"}) {
    EXPECT_EQ(check(Proof().without(name)), refused("missing claim")) << name;
  }
  EXPECT_EQ(check(Proof().with("jti", 7)), refused("jwt.malformed"));
  EXPECT_EQ(check(Proof().with("nonce", 7)), refused("nonce"));
}

TEST_F(Dpop, MethodAndAddressAreThoseOfTheRequest) {
  EXPECT_EQ(check(Proof().with("htm", "GET")), refused("htm"));
  EXPECT_EQ(check(Proof().with("htm", "post")), refused("htm"));
  for (const auto* other :
       {"http://login.test/oauth2/token", "https://login.test:8443/oauth2/token",
        "https://evil.test/oauth2/token", "https://login.test/oauth2/token/", "/oauth2/token",
        "https://login.test/oauth2/TOKEN", "https://a@login.test/oauth2/token", ""}) {
    EXPECT_EQ(check(Proof().with("htu", other)), refused("htu")) << other;
  }
  int n = 0;
  for (const auto* same :
       {"https://LOGIN.test/oauth2/token", "https://login.test:443/oauth2/token",
        "https://login.test/oauth2/token?a=b", "https://login.test/oauth2/token#x",
        "https://login.test/oauth2/%74oken"}) {
    EXPECT_EQ(check(Proof().with("htu", same).with("jti", "same" + std::to_string(n++))), "ok")
        << same;
  }
}

TEST_F(Dpop, TimesAreOfNow) {
  const auto at = [&](seconds off, std::string_view jti) {
    return check(Proof().with("iat", to_unix(kNow + off)).with("jti", jti));
  };
  EXPECT_EQ(at(seconds{-10}, "a"), "ok");
  EXPECT_EQ(at(seconds{10}, "b"), "ok");
  EXPECT_EQ(at(seconds{-91}, "c"), refused("jwt.stale"));
  EXPECT_EQ(at(seconds{31}, "d"), refused("jwt.early"));
  EXPECT_EQ(check(Proof().with("exp", to_unix(kNow) + 60).with("nbf", to_unix(kNow))), "ok");
  EXPECT_EQ(check(Proof().with("exp", to_unix(kNow) - 60)), refused("jwt.expired"));
  EXPECT_EQ(check(Proof().with("nbf", to_unix(kNow) + 60)), refused("jwt.early"));
}

TEST_F(Dpop, TheHashIsThatOfTheToken) {
  const auto hash = codec::to_base64url(crypto::sha256(as_bytes("the token")));
  EXPECT_EQ(check(Proof().with("ath", hash), "the token"), "ok");
  EXPECT_EQ(check(Proof().with("ath", hash), "another token"), refused("ath"));
  EXPECT_EQ(check(Proof(), "the token"), refused("ath"));
  EXPECT_EQ(check(Proof().with("ath", 7), "the token"), refused("ath"));
}

TEST_F(Dpop, AProofIsTakenOnce) {
  const Proof proof;
  EXPECT_EQ(check(proof), "ok");
  EXPECT_EQ(check(proof), refused("replayed"));
  EXPECT_EQ(check(Proof()), "ok") << "the same id under another key";
}

TEST_F(Dpop, AKnownKeyStillNeedsItsSignature) {
  Proof proof;
  EXPECT_EQ(check(proof), "ok");
  EXPECT_EQ(check(proof.with("jti", "j2")), "ok") << "by the key that was read before";
  const auto good = proof.with("jti", "j3").text();
  auto forged = Proof();
  forged.jwk = proof.jwk;
  EXPECT_EQ(check(forged), refused("jws.signature"));
  EXPECT_EQ(check_text(offered, {good.substr(0, good.rfind('.') + 1)}), refused("jws.signature"));
  EXPECT_EQ(check_text(offered, {good}), "ok");
  const SenderProof sender{.dpop = {proof.with("jti", "j4").text()}, .url = std::string(kUrl)};
  constexpr std::array kOther{ps256};
  EXPECT_FALSE(await(offered.check(sender, kOther, {}, kNow))) << "a known key widens no rule";
}

TEST(ProofKeysTest, OldOnesGiveWay) {
  ProofKeys keys;
  const ProofKey key{crypto::Key::generate(crypto::KeyType::ec_p256), "t"};
  keys.put("first", key);
  keys.put("kept", key);
  for (std::size_t i = 0; i < ProofKeys::kMost; ++i) keys.put("a" + std::to_string(i), key);
  EXPECT_TRUE(keys.find("kept")) << "asked for again";
  for (std::size_t i = 0; i < ProofKeys::kMost; ++i) keys.put("b" + std::to_string(i), key);
  EXPECT_FALSE(keys.find("first"));
  EXPECT_TRUE(keys.find("kept"));
}

TEST_F(Dpop, ANonceIsOursAndFresh) {
  const auto nonce = required.nonce(kNow);
  const auto with = [&](std::string_view value, std::string_view jti) {
    return Proof().with("nonce", value).with("jti", jti);
  };
  EXPECT_EQ(check(required, Proof()), "use_dpop_nonce no nonce");
  EXPECT_EQ(check(required, with(nonce, "a")), "ok");
  EXPECT_EQ(check(required, with("made up", "b")), "use_dpop_nonce stale nonce");
  EXPECT_EQ(check(required, with(nonce + "x", "c")), "use_dpop_nonce stale nonce");
  EXPECT_EQ(check(required, with("9" + nonce, "d")), "use_dpop_nonce stale nonce");
  EXPECT_EQ(check(offered, with("made up", "e")), "use_dpop_nonce stale nonce");
  EXPECT_EQ(check(offered, Proof()), "ok");
  EXPECT_EQ(check(off, with("made up", "f")), "ok") << "not looked at";
  EXPECT_EQ(off.nonce(kNow), "");
}

TEST_F(Dpop, ANonceEndsAndIsTheSameForAWhile) {
  const auto nonce = required.nonce(kNow);
  EXPECT_EQ(required.nonce(kNow + seconds{1}), nonce);
  EXPECT_NE(required.nonce(kNow + DpopProofs::kNonceStep), nonce);
  const auto later = [&](seconds off, std::string_view jti) {
    const auto now = kNow + off;
    return check(required, Proof().with("nonce", nonce).with("jti", jti).with("iat", to_unix(now)),
                 {}, now);
  };
  EXPECT_EQ(later(DpopProofs::kNonceLife, "a"), "ok");
  EXPECT_EQ(later(DpopProofs::kNonceLife + DpopProofs::kNonceStep + seconds{1}, "b"),
            "use_dpop_nonce stale nonce");
  EXPECT_EQ(later(seconds{-200}, "c"), "use_dpop_nonce stale nonce") << "from the future";
}

TEST_F(Dpop, ALongProofIsRefusedBeforeItIsRead) {
  EXPECT_EQ(check(Proof().with("pad", std::string(kMaxDpopProof, 'x'))), refused("jws.malformed"));
  EXPECT_EQ(check_text(offered, {"a.b"}), refused("jws.malformed"));
  EXPECT_EQ(check_text(offered, {std::string("a\0b.c.d", 7)}), refused("jws.malformed"));
}

TEST_F(Dpop, TheExampleOfTheStandardIsRead) {  // RFC 9449 4.1 and 6.1
  constexpr std::string_view kExample =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
      "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERW"
      "clUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
      "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0"
      "dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-"
      "GxA6T8lP4vfrg8v-"
      "FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
  ProofKeys known;
  const auto proof = parse_dpop_proof(kExample, kAlgorithms, known);
  ASSERT_TRUE(proof) << proof.error().detail;
  EXPECT_EQ(proof->jkt, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  const DpopRules rules{.method = "POST", .url = "https://server.example.com/token"};
  EXPECT_TRUE(check_dpop_proof(*proof, rules, TimePoint{seconds{1562262616}}));
}

TEST(Thumbprint, HasTheLengthOfAHash) {
  EXPECT_TRUE(is_thumbprint(codec::to_base64url(Bytes(32, 1))));
  for (const auto* bad : {"", "abc", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I="})
    EXPECT_FALSE(is_thumbprint(bad)) << bad;
}

}  // namespace
}  // namespace tessera::oauth
