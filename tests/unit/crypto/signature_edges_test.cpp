// Signatures at the edges, after the manner of Project Wycheproof: what another verifier once took
// by mistake. The numbers of the standards first, then values that only just are none.
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/key.hpp>

#include "tests/unit/crypto/from_hex.hpp"

namespace tessera::crypto {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

// n of P-256 and L of Ed25519 (little-endian in signatures).
const auto kOrderP256 =
    from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const auto kOrder25519 =
    from_hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");

Number number(BytesView bytes) {
  return {BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), BN_free};
}

Bytes bytes_of(const Number& value, std::size_t size) {
  Bytes out(size);
  BN_bn2binpad(value.get(), out.data(), static_cast<int>(size));
  return out;
}

Bytes add(BytesView a, BytesView b, std::size_t size) {
  const auto sum = number(a);
  BN_add(sum.get(), sum.get(), number(b).get());
  return bytes_of(sum, size);
}

Bytes subtract(BytesView a, BytesView b, std::size_t size) {
  const auto rest = number(a);
  BN_sub(rest.get(), rest.get(), number(b).get());
  return bytes_of(rest, size);
}

Bytes joined(std::initializer_list<BytesView> parts) {
  Bytes out;
  for (const auto part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Bytes reversed(BytesView bytes) {
  return {bytes.rbegin(), bytes.rend()};
}

TEST(Es256Edges, TheSignaturesOfRfc6979Hold) {
  const auto key = Key::from_ec_public(
                       from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                       from_hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"))
                       .value();  // A.2.5
  EXPECT_TRUE(verify(key, SignAlg::es256, as_bytes("sample"),
                     from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                              "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")));
  EXPECT_TRUE(verify(key, SignAlg::es256, as_bytes("test"),
                     from_hex("f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                              "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083")));
}

// FIPS 186-5 6.4.2 step 1: r and s are in [1, n-1].
TEST(Es256Edges, PartsOutsideOfTheirRangeAreRefused) {
  const auto key = Key::generate(KeyType::ec_p256);
  const Bytes zero(32, 0);
  const Bytes one = from_hex(std::string(62, '0') + "01");
  const Bytes most(32, 0xff);
  const auto below = subtract(kOrderP256, one, 32);
  const auto above = add(kOrderP256, one, 32);
  const std::vector<Bytes> edges{zero, one, below, kOrderP256, above, most};
  for (const auto& r : edges) {
    for (const auto& s : edges)
      EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), joined({r, s})))
          << to_hex(r) << " " << to_hex(s);
  }
}

TEST(Es256Edges, AGoodSignatureInAnotherFormIsRefused) {
  const auto key = Key::generate(KeyType::ec_p256);
  const auto good = sign(key, SignAlg::es256, as_bytes("m"));
  const auto r = BytesView(good).first(32);
  const auto s = BytesView(good).subspan(32);
  ASSERT_TRUE(verify(key, SignAlg::es256, as_bytes("m"), joined({r, s})));
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), joined({s, r}))) << "swapped";
  const Bytes byte{0};
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), joined({byte, r, byte, s}))) << "padded";
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), joined({good, byte}))) << "longer";
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), joined({r}))) << "half of it";
  // RFC 7518 3.4: r and s as octets, never the DER that other standards use.
  const auto integer = [&](BytesView part) {
    const bool high = (part[0] & 0x80) != 0;
    return joined({Bytes{0x02, static_cast<std::uint8_t>(high ? 33 : 32)},
                   high ? BytesView(byte) : BytesView(), part});
  };
  const auto body = joined({integer(r), integer(s)});
  const auto der = joined({Bytes{0x30, static_cast<std::uint8_t>(body.size())}, body});
  EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"), der)) << "DER";
}

// A number below n may be written with n added where that still fits 32 bytes.
TEST(Es256Edges, NothingIsReducedBeforeItIsCompared) {
  const auto key = Key::generate(KeyType::ec_p256);
  const auto good = sign(key, SignAlg::es256, as_bytes("m"));
  const auto r = BytesView(good).first(32);
  const auto s = BytesView(good).subspan(32);
  for (const bool first : {true, false}) {
    const auto wide = add(first ? r : s, kOrderP256, 33);
    const auto changed = wide[0] == 0 ? BytesView(wide).subspan(1) : BytesView(wide);
    EXPECT_FALSE(verify(key, SignAlg::es256, as_bytes("m"),
                        first ? joined({changed, s}) : joined({r, changed})));
  }
}

// RSA: what the private key makes of a block that no honest signer would.
class RsaEdges : public testing::Test {
 protected:
  static const Key& key() {
    static const auto one = Key::generate(KeyType::rsa);
    return one;
  }
  // The private operation on an encoded message.
  static Bytes raw(const Bytes& block) {
    const Context context(EVP_PKEY_CTX_new(key().native(), nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY_sign_init(context.get());
    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING);
    Bytes out(256);
    std::size_t size = out.size();
    if (EVP_PKEY_sign(context.get(), out.data(), &size, block.data(), block.size()) != 1)
      ADD_FAILURE() << "the block is not below the modulus";
    return out;
  }
  // 00 01 FF.. 00 info, filled up to the modulus (RFC 8017 9.2).
  static Bytes encoded(BytesView info, std::uint8_t type = 1, std::uint8_t fill = 0xff) {
    Bytes out{0, type};
    out.resize(256 - info.size() - 1, fill);
    out.push_back(0);
    out.insert(out.end(), info.begin(), info.end());
    return out;
  }
  static Bytes digest_info(const std::string& prefix) {
    return joined({from_hex(prefix), sha256(as_bytes("m"))});
  }
  static bool taken(const Bytes& block) {
    return verify(key(), SignAlg::rs256, as_bytes("m"), raw(block));
  }
  static Bytes modulus() { return key().public_parts().n; }
};

constexpr auto kSha256Info = "3031300d060960864801650304020105000420";

TEST_F(RsaEdges, Rs256TakesTheOneEncodingOnly) {
  const auto info = digest_info(kSha256Info);
  ASSERT_TRUE(taken(encoded(info)));
  const std::vector<std::pair<std::string, Bytes>> wrong{
      {"parameters missing", encoded(digest_info("302f300b0609608648016503040201"
                                                 "0420"))},
      {"parameters of another type",
       encoded(digest_info("3031300d060960864801650304020105010420"))},
      {"sequence in long form", encoded(digest_info("308131300d060960864801650304020105000420"))},
      {"digest in long form", encoded(digest_info("3032300d06096086480165030402010500048120"))},
      {"another hash named", encoded(digest_info("3031300d060960864801650304020305000420"))},
      {"SHA-1 named", encoded(digest_info("302d300906052b0e03021a05000420"))},
      {"no name at all", encoded(sha256(as_bytes("m")))},
      {"an octet string only", encoded(digest_info("0420"))},
      {"rubbish behind it", encoded(joined({info, Bytes{0}}))},
      {"rubbish within it",
       encoded(joined({digest_info("3033300d060960864801650304020105000420"), Bytes{0x05, 0x00}}))},
      {"block type 2", encoded(info, 2)},
      {"block type 0", encoded(info, 0, 0)},
      {"filled with something else", encoded(info, 1, 0xfe)},
  };
  for (const auto& [name, block] : wrong) EXPECT_FALSE(taken(block)) << name;
}

// Bleichenbacher's forgery of 2006: little padding, and room behind the digest.
TEST_F(RsaEdges, Rs256LeavesNoRoomBehindTheDigest) {
  const auto info = digest_info(kSha256Info);
  for (const std::size_t padding : {0, 1, 8}) {
    Bytes block{0, 1};
    block.resize(2 + padding, 0xff);
    block.push_back(0);
    block.insert(block.end(), info.begin(), info.end());
    block.resize(256, 0);
    EXPECT_FALSE(taken(block)) << padding;
  }
}

TEST_F(RsaEdges, NumbersAreBelowTheModulusAndOfItsLength) {
  const auto n = modulus();
  const Bytes one = joined({Bytes(255, 0), Bytes{1}});
  for (const auto alg : {SignAlg::rs256, SignAlg::ps256}) {
    const auto good = sign(key(), alg, as_bytes("m"));
    const auto refused = [&](const Bytes& signature) {
      return !verify(key(), alg, as_bytes("m"), signature);
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused(Bytes(256, 0)));
    EXPECT_TRUE(refused(one));
    EXPECT_TRUE(refused(subtract(n, one, 256)));
    EXPECT_TRUE(refused(n));
    EXPECT_TRUE(refused(add(n, one, 256)));
    EXPECT_TRUE(refused(Bytes(256, 0xff)));
    EXPECT_TRUE(refused(subtract(n, good, 256))) << "its negative";
    EXPECT_TRUE(refused(joined({Bytes{0}, good}))) << "a zero before it";
    EXPECT_TRUE(refused(joined({good, Bytes{0}}))) << "a zero behind it";
    EXPECT_TRUE(refused(Bytes(good.begin(), good.end() - 1)));
    EXPECT_TRUE(refused(add(good, n, 257))) << "the same, not reduced";
  }
}

// RFC 7518 3.5: SHA-256 for both hashes, a salt of 32 bytes; nothing else is PS256.
TEST_F(RsaEdges, Ps256HasOneSetOfParameters) {
  const auto digest = sha256(as_bytes("m"));
  const auto made = [&](int salt, const EVP_MD* mgf) {
    const Context context(EVP_PKEY_CTX_new(key().native(), nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY_sign_init(context.get());
    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256());
    EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), mgf);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), salt);
    Bytes out(256);
    std::size_t size = out.size();
    EXPECT_EQ(EVP_PKEY_sign(context.get(), out.data(), &size, digest.data(), digest.size()), 1);
    return out;
  };
  const auto taken_as = [&](const Bytes& signature) {
    return verify(key(), SignAlg::ps256, as_bytes("m"), signature);
  };
  EXPECT_TRUE(taken_as(made(32, EVP_sha256())));
  for (const int salt : {0, 1, 20, 31, 33, 64, 222})
    EXPECT_FALSE(taken_as(made(salt, EVP_sha256()))) << salt;
  for (const auto* mgf : {EVP_sha1(), EVP_sha384(), EVP_sha512()})
    EXPECT_FALSE(taken_as(made(32, mgf)));
  EXPECT_FALSE(taken_as(sign(key(), SignAlg::rs256, as_bytes("m"))));
  EXPECT_FALSE(verify(key(), SignAlg::rs256, as_bytes("m"), made(32, EVP_sha256())));
}

struct Example {
  std::string key, message, signature;
};
const Example kEddsa[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
     "ebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431"
     "e0303dca179c138ac17ad9bef1177331a704"}};

TEST(EddsaEdges, TheSignaturesOfRfc8032Hold) {
  for (const auto& example : kEddsa) {
    const auto key = Key::from_ed25519_public(from_hex(example.key)).value();
    EXPECT_TRUE(
        verify(key, SignAlg::eddsa, from_hex(example.message), from_hex(example.signature)));
  }
}

// RFC 8032 5.1.7 step 1: S is below L, else every signature has a second form.
TEST(EddsaEdges, TheSecondPartIsReduced) {
  for (const auto& example : kEddsa) {
    const auto key = Key::from_ed25519_public(from_hex(example.key)).value();
    const auto good = from_hex(example.signature);
    const auto first = BytesView(good).first(32);
    auto second = reversed(BytesView(good).subspan(32));
    for (int i = 0; i < 14; ++i) {
      second = add(second, kOrder25519, 32);
      const auto again = joined({first, reversed(second)});
      EXPECT_FALSE(verify(key, SignAlg::eddsa, from_hex(example.message), again)) << i;
    }
  }
}

TEST(EddsaEdges, EmptyAndOddSignaturesAreRefused) {
  const auto key = Key::generate(KeyType::ed25519);
  const auto good = sign(key, SignAlg::eddsa, as_bytes("m"));
  const auto first = BytesView(good).first(32);
  const auto second = BytesView(good).subspan(32);
  const Bytes zero(32, 0);
  Bytes identity = zero;  // y = 1
  identity[0] = 1;
  Bytes beyond(32, 0xff);  // y = p + 1, the identity once more
  beyond[0] = 0xee;
  beyond[31] = 0x7f;
  for (const auto& signature :
       {Bytes{}, Bytes(64, 0), Bytes(64, 0xff), joined({identity, zero}), joined({beyond, zero}),
        joined({identity, second}), joined({zero, second}), joined({first, zero}),
        joined({second, first}), joined({good, Bytes{0}}), Bytes(good.begin(), good.end() - 1)}) {
    EXPECT_FALSE(verify(key, SignAlg::eddsa, as_bytes("m"), signature)) << to_hex(signature);
  }
}

}  // namespace
}  // namespace tessera::crypto
