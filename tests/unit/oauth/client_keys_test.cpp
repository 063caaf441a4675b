// Keys of clients, registered or behind jwks_uri: chosen by name and algorithm (RFC 7515 4.1.4, RFC
// 7517 4.4).
#include <tessera/oauth/client_keys.hpp>

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

#include <tessera/crypto/certificate_identity.hpp>

#include "tests/unit/oauth/fakes.hpp"
#include "tests/unit/oauth/source_fakes.hpp"

namespace tessera::oauth {
namespace {

using boost::json::object;
using enum crypto::SignAlg;

const TimePoint kNow{seconds{1'800'000'000}};
const std::string kUri = "https://portal.test/jwks.json";

std::string jwks(std::initializer_list<object> keys) {
  boost::json::array list;
  for (const auto& key : keys) list.push_back(key);
  return boost::json::serialize(object{{"keys", list}});
}

ClientRef client_with(const ClientRegistration& registration) {
  return std::make_shared<const ClientEntry>(make_entry(approved(1, registration), baseline()));
}

class Keys : public testing::Test {
 protected:
  Keys() { remote.jwks_uri = kUri; }
  std::string sign(const crypto::Key& key, std::string_view kid, crypto::SignAlg alg = es256) {
    return jose::sign_jws(key, alg, jose::encode_header(alg, kid, "JWT"), "{}");
  }
  std::string verify(const ClientRef& client, const std::string& text, TimePoint now = kNow) {
    const jose::JwsRules rules{.algorithms = {es256, ps256, eddsa}};
    const auto jws = await(keys->verify(client, text, rules, now));
    return jws ? "ok" : jws.error().id;
  }
  static auto checking(ClientKeys& keys, ClientRef client, std::string text) {
    return [&keys, client = std::move(client), text = std::move(text)]() -> Task<std::string> {
      const jose::JwsRules rules{.algorithms = {es256}};
      const auto jws = co_await keys.verify(client, text, rules, kNow);
      co_return jws ? "ok" : jws.error().id;
    };
  }
  crypto::Key first = crypto::Key::generate(crypto::KeyType::ec_p256);
  crypto::Key second = crypto::Key::generate(crypto::KeyType::ec_p256);
  ClientRegistration remote = portal();
  Documents documents;
  std::unique_ptr<ClientKeys> keys = make_client_keys(documents);
};

TEST_F(Keys, ARegisteredSetIsUsedAsItIs) {
  auto r = portal();
  r.jwks = jwks({jose::to_jwk(first, "a", es256), jose::to_jwk(second, "b", es256)});
  const auto client = client_with(r);
  EXPECT_EQ(verify(client, sign(first, "a")), "ok");
  EXPECT_EQ(verify(client, sign(second, "b")), "ok");
  EXPECT_EQ(verify(client, sign(second, "a")), "jws.signature") << "under the name of another";
  EXPECT_EQ(verify(client, sign(first, "c")), "jws.key");
  EXPECT_EQ(verify(client, sign(second, "")), "ok") << "without a name each that fits is tried";
  EXPECT_EQ(documents.asked, 0);
}

TEST_F(Keys, AKeyIsOfItsAlgorithmOnly) {
  const auto rsa = crypto::Key::generate(crypto::KeyType::rsa);
  auto r = portal();
  r.jwks = jwks({jose::to_jwk(rsa, "r", rs256)});
  const auto client = client_with(r);
  EXPECT_EQ(verify(client, sign(rsa, "r", ps256)), "jws.key") << "restricted to RS256";
  EXPECT_EQ(verify(client, sign(rsa, "r", rs256)), "jws.algorithm") << "not in the rules";
  EXPECT_EQ(verify(client, sign(first, "r")), "jws.key") << "another type of key";
}

TEST_F(Keys, AClientWithoutKeysHasNone) {
  EXPECT_EQ(verify(client_with(portal()), sign(first, "a")), "jws.key");
}

TEST_F(Keys, ADocumentIsFetchedOnceAndKept) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(verify(client, sign(first, "a")), "ok");
  EXPECT_EQ(documents.asked, 1);
}

TEST_F(Keys, ANewKeyIsFoundAtOnceAndAnUnknownOneNotForEver) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  EXPECT_EQ(verify(client, sign(first, "a")), "ok");
  documents.bodies[kUri] = jwks({jose::to_jwk(second, "b")});
  EXPECT_EQ(verify(client, sign(second, "b")), "ok") << "the key was rotated";
  EXPECT_EQ(documents.asked, 2);
  EXPECT_EQ(verify(client, sign(first, "a")), "jws.key") << "and the old one is gone";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(verify(client, sign(first, "x")), "jws.key");
  EXPECT_EQ(documents.asked, ClientKeys::kBurst);
  EXPECT_EQ(verify(client, sign(first, "x"), kNow + ClientKeys::kRefill), "jws.key");
  EXPECT_EQ(documents.asked, ClientKeys::kBurst + 1);
}

TEST_F(Keys, TheOnlyKeyMayBeReplacedWithoutAName) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first)});
  const auto client = client_with(remote);
  EXPECT_EQ(verify(client, sign(first, "")), "ok");
  documents.bodies[kUri] = jwks({jose::to_jwk(second)});
  EXPECT_EQ(verify(client, sign(second, "")), "ok");
}

TEST_F(Keys, TheLastGoodSetServesWhileTheServerIsAway) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  EXPECT_EQ(verify(client, sign(first, "a")), "ok");
  for (const auto* broken : {"", "{}", "not json", R"({"keys":[{"kty":"oct","k":"AA"}]})"}) {
    documents.bodies[kUri] = broken;
    EXPECT_EQ(verify(client, sign(second, "b")), "jws.key");
    EXPECT_EQ(verify(client, sign(first, "a")), "ok") << broken;
  }
  documents.bodies.clear();
  EXPECT_EQ(verify(client, sign(first, "a"), kNow + ClientKeys::kKept - seconds{1}), "ok");
  EXPECT_EQ(verify(client, sign(first, "a"), kNow + ClientKeys::kKept), "jws.key")
      << "a key that was withdrawn does not live for ever";
}

TEST_F(Keys, AnOldSetIsRenewedBehindTheAnswer) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  EXPECT_EQ(verify(client, sign(first, "a")), "ok");
  documents.bodies[kUri] = jwks({jose::to_jwk(second, "b")});
  const auto later = kNow + ClientKeys::kFresh;
  EXPECT_EQ(verify(client, sign(first, "a"), later), "ok") << "the answer does not wait";
  await([]() -> Task<int> { co_return 0; }());  // the fetch runs on the same thread before this
  EXPECT_EQ(documents.asked, 2);
  EXPECT_EQ(verify(client, sign(second, "b"), later), "ok");
  EXPECT_EQ(documents.asked, 2);
}

TEST_F(Keys, OneFetchesAndTheOthersWaitForIt) {
  SlowDocuments slow;
  slow.body = jwks({jose::to_jwk(first, "a")});
  const auto waiting = make_client_keys(slow);
  const auto outcomes =
      visit_together(8, slow, checking(*waiting, client_with(remote), sign(first, "a")));
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"ok", 8}}));
  EXPECT_EQ(slow.asked, 1);
}

// What we could not ask for proves nothing against the client.
TEST_F(Keys, AFullQueueOfOurOwnIsNoRefusalOfTheClient) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  documents.full = true;
  for (int i = 0; i < 2 * ClientKeys::kBurst; ++i)
    EXPECT_THROW(verify(client, sign(first, "a")), Unavailable);
  documents.full = false;
  EXPECT_EQ(verify(client, sign(first, "a")), "ok") << "it counted for nothing";
  documents.full = true;
  EXPECT_EQ(verify(client, sign(first, "a")), "ok") << "the set in force needs no fetch";
  EXPECT_THROW(verify(client, sign(second, "b")), Unavailable);
  EXPECT_EQ(verify(client, sign(first, "a"), kNow + ClientKeys::kFresh), "ok");
}

TEST_F(Keys, WhoWaitedForAFullQueueIsToldToo) {
  SlowDocuments slow;
  slow.full = true;
  const auto waiting = make_client_keys(slow);
  const auto outcomes =
      visit_together(8, slow, checking(*waiting, client_with(remote), sign(first, "a")));
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"unavailable", 8}}));
}

TEST_F(Keys, AnotherAddressIsAnotherSet) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  EXPECT_EQ(verify(client_with(remote), sign(first, "a")), "ok");
  remote.jwks_uri = "https://portal.test/other.json";
  documents.bodies[remote.jwks_uri] = jwks({jose::to_jwk(second, "b")});
  EXPECT_EQ(verify(client_with(remote), sign(first, "a")), "jws.key");
  EXPECT_EQ(verify(client_with(remote), sign(second, "b")), "ok");
}

TEST_F(Keys, KeysToEncryptToAreFoundByAlgorithm) {
  auto encrypting = jose::to_jwk(second, "e");
  encrypting["use"] = "enc";
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a", es256), encrypting});
  const auto client = client_with(remote);
  const auto found = await(keys->find_encryption_key(client, jose::KeyAlg::ecdh_es, kNow));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kid, "e");
  EXPECT_FALSE(await(keys->find_encryption_key(client, jose::KeyAlg::rsa_oaep_256, kNow)));
}

TEST_F(Keys, ACertificatesKeyIsOneOfThem) {
  documents.bodies[kUri] = jwks({jose::to_jwk(first, "a")});
  const auto client = client_with(remote);
  EXPECT_TRUE(await(keys->holds_key(client, crypto::spki_digest(first), kNow)));
  EXPECT_FALSE(await(keys->holds_key(client, crypto::spki_digest(second), kNow)));
  documents.bodies[kUri] = jwks({jose::to_jwk(second, "b")});
  EXPECT_TRUE(await(keys->holds_key(client, crypto::spki_digest(second), kNow))) << "rotated";
}

}  // namespace
}  // namespace tessera::oauth
