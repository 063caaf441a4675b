// Where the parameters come from: the request, a request object, a document, a pushed request.
#include "oauth/requests/request_source.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

#include "tests/unit/oauth/source_fakes.hpp"

namespace tessera::oauth {
namespace {

using steps::Entry;
const TimePoint kNow{seconds{1'800'000'000}};
constexpr std::string_view kDocument = "https://portal.test/request.jwt";

class Sources : public SignedBy {
 protected:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  std::expected<RequestSource, steps::StepError> read(const Fields& fields,
                                                      Entry entry = Entry::authorize) {
    const auto form = codec::Form::parse(codec::encode_form(fields));
    return await(sources.read(entry, *form, client, now));
  }
  std::string error(const Fields& fields, Entry entry = Entry::authorize) {
    const auto out = read(fields, entry);
    return out ? "" : out.error().error;
  }
  std::string object(const std::string& state, const std::string& jti = "j") {
    const auto claims = R"({"client_id":")" + client->client_id + R"(","state":")" + state +
                        R"(","jti":")" + jti + R"("})";
    return sign(key, jose::SignAlg::es256, claims, "oauth-authz-req+jwt");
  }
  std::string push(const std::string& client_id, TimePoint created) {
    AuthorizeRequest request{.client_id = client_id, .redirect_uri = "https://portal.test/cb"};
    request.created = created;
    const auto uri = std::string(kPushedPrefix) + "reference";
    pushed.records[*pushed_name(uri)] = seal_request(request, *ring.get(), random);
    return uri;
  }
  TimePoint now = kNow;
  crypto::KeyringHolder ring{std::make_shared<const crypto::Keyring>(make_ring())};
  RequestSources sources{
      {.issuer = "https://login.test", .fetch = documents, .pushed = pushed, .keyring = ring},
      RequestObjects(*keys, replays, signing.signer, random)};
};

TEST_F(Sources, WithoutARequestObjectItIsTheRequestItself) {
  const auto out = read({{"state", "s"}});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->params.value("state"), "s");
  EXPECT_FALSE(out->signed_object);
}

// RFC 9101 6.3.
TEST_F(Sources, OnlyWhatIsInsideARequestObjectCounts) {
  const auto out =
      read({{"request", object("inside")}, {"state", "outside"}, {"nonce", "outside"}});
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->signed_object);
  EXPECT_EQ(out->params.value("state"), "inside");
  EXPECT_EQ(out->params.get("nonce"), nullptr);
}

TEST_F(Sources, ThereIsOneRequestObjectAtMost) {
  EXPECT_EQ(error({{"request", object("a")}, {"request_uri", std::string(kDocument)}}),
            "invalid_request");
  EXPECT_EQ(error({{"request", object("a")}, {"request", object("a")}}), "invalid_request");
  EXPECT_EQ(error({{"request", ""}}), "invalid_request_object");
}

// RFC 9126 2.1.
TEST_F(Sources, AReferenceIsNeverPushed) {
  EXPECT_EQ(error({{"request_uri", push(client->client_id, kNow)}}, Entry::par), "invalid_request");
  EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}, Entry::par), "invalid_request");
}

TEST_F(Sources, APushedObjectIsTakenOnceAndOneInALinkAgain) {
  EXPECT_EQ(error({{"request", object("s")}}), "");
  EXPECT_EQ(error({{"request", object("s")}}), "");
  EXPECT_EQ(error({{"request", object("s")}}, Entry::par), "");
  EXPECT_EQ(error({{"request", object("s")}}, Entry::par), "invalid_request_object");
}

TEST_F(Sources, OnlyRegisteredDocumentsAreEverAskedFor) {
  documents.bodies[std::string(kDocument)] = object("doc") + "\n";
  const auto out = read({{"request_uri", std::string(kDocument) + "#new"}});
  ASSERT_TRUE(out) << "the fragment may change (OpenID Connect Registration 2)";
  EXPECT_EQ(out->params.value("state"), "doc");
  EXPECT_EQ(documents.asked, 1);
  for (const auto* uri :
       {"https://portal.test/other.jwt", "https://PORTAL.test/request.jwt",
        "https://portal.test/request.jwt?x", "https://portal.test:443/request.jwt",
        "https://portal.test@evil.test/request.jwt", "http://portal.test/request.jwt",
        "file:///etc/passwd", "https://169.254.169.254/", "urn:ietf:params:oauth:request_ur", ""}) {
    EXPECT_EQ(error({{"request_uri", uri}}), "invalid_request_uri") << uri;
  }
  EXPECT_EQ(documents.asked, 1);
  documents.bodies.clear();
  now += RequestDocuments::kFresh;
  EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "invalid_request_uri");
  documents.bodies[std::string(kDocument)] = "<html>";
  now += RequestDocuments::kFresh;
  EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "invalid_request_object");
}

// OpenID Connect Core 6.2.
TEST_F(Sources, ADocumentIsKeptWhileItsAddressNamesItsHash) {
  const auto body = object("kept");
  documents.bodies[std::string(kDocument)] = body;
  const auto hash = codec::to_base64url(crypto::sha256(as_bytes(body)));
  const auto uri = std::string(kDocument) + "#" + hash;
  EXPECT_EQ(error({{"request_uri", uri}}), "");
  EXPECT_EQ(error({{"request_uri", uri}}), "");
  EXPECT_EQ(documents.asked, 1);
  EXPECT_EQ(error({{"request_uri", std::string(kDocument) + "#" + std::string(43, 'A')}}), "");
  EXPECT_EQ(error({{"request_uri", std::string(kDocument) + "#" + std::string(43, 'A')}}), "");
  EXPECT_EQ(documents.asked, 3) << "a fragment that is not the hash keeps nothing";
}

// A visit is anybody's: it costs the client's server and our queue next to nothing.
TEST_F(Sources, VisitsOfAMomentShareOneFetchAlsoOneThatFailed) {
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "invalid_request_uri");
  EXPECT_EQ(documents.asked, 1);
  documents.bodies[std::string(kDocument)] = object("s");
  now += RequestDocuments::kFresh;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "");
  EXPECT_EQ(documents.asked, 2);
}

TEST_F(Sources, AClientsDocumentsAreFetchedSoOftenAndNotMore) {
  documents.bodies[std::string(kDocument)] = object("s");
  const auto invented = std::string(kDocument) + "#" + std::string(43, 'A');
  for (int i = 0; i < RequestDocuments::kBurst; ++i)
    EXPECT_EQ(error({{"request_uri", invented}}), "");
  EXPECT_THROW(error({{"request_uri", invented}}), Unavailable);
  EXPECT_EQ(documents.asked, RequestDocuments::kBurst);
  EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "") << "others are served meanwhile";
  client = clients.find(to_string(id_of(2)));
  EXPECT_NO_THROW(error({{"request_uri", invented}})) << "and other clients";
  client = clients.find(to_string(id_of(1)));
  now += RequestDocuments::kRefill;
  EXPECT_EQ(error({{"request_uri", invented}}), "");
  EXPECT_THROW(error({{"request_uri", invented}}), Unavailable);
}

TEST_F(Sources, AFullQueueOfOurOwnIsNoInvalidRequestUri) {
  documents.bodies[std::string(kDocument)] = object("s");
  documents.full = true;
  for (int i = 0; i < 2 * RequestDocuments::kBurst; ++i)
    EXPECT_THROW(error({{"request_uri", std::string(kDocument)}}), Unavailable);
  documents.full = false;
  EXPECT_EQ(error({{"request_uri", std::string(kDocument)}}), "") << "it counted for nothing";
}

TEST_F(Sources, OneFetchesADocumentAndSoManyWaitForIt) {
  SlowDocuments slow;
  slow.body = "document";
  RequestDocuments reader(slow);
  const auto visit = [&]() -> Task<std::string> {
    const auto body = co_await reader.read(*client, std::string(kDocument), kNow);
    co_return body ? *body : body.error().id;
  };
  const auto served = 1 + static_cast<int>(RequestDocuments::kMostWaiting);
  EXPECT_EQ(visit_together(served + 7, slow, visit),
            (std::map<std::string, int>{{"document", served}, {"unavailable", 7}}));
  EXPECT_EQ(slow.asked, 1);
}

TEST_F(Sources, APushedRequestBelongsToItsClient) {
  const auto uri = push(client->client_id, kNow - seconds{30});
  const auto out = read({{"request_uri", uri}, {"state", "outside"}});
  ASSERT_TRUE(out && out->pushed);
  EXPECT_FALSE(out->pushed->state) << "what stands beside the reference counts for nothing";
  EXPECT_EQ(out->pushed->created, kNow) << "of this visit";
  EXPECT_EQ(error({{"request_uri", uri}}), "") << "reloaded";
  client = clients.find(to_string(id_of(2)));
  EXPECT_EQ(error({{"request_uri", uri}}), "invalid_request_uri");
  client = clients.find(to_string(id_of(1)));
  EXPECT_EQ(error({{"request_uri", uri}}), "") << "another client's try uses nothing up";
  pushed.used.insert(*pushed_name(uri));
  EXPECT_EQ(error({{"request_uri", uri}}), "invalid_request_uri");
  EXPECT_EQ(error({{"request_uri", std::string(kPushedPrefix) + "never"}}), "invalid_request_uri");
  EXPECT_EQ(error({{"request_uri", std::string(kPushedPrefix)}}), "invalid_request_uri");
}

}  // namespace
}  // namespace tessera::oauth
