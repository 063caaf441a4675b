// What real authenticators and the FIDO conformance tools sent (vectors.json names its sources).
#include <fstream>
#include <iterator>

#include <tessera/codec/der.hpp>
#include <tessera/codec/json.hpp>

#include "tests/unit/authn/webauthn/fixture.hpp"

namespace tessera::authn::webauthn {
namespace {

namespace json = boost::json;

const json::object& vectors() {
  static const auto read = [] {
    std::ifstream file(TESSERA_SOURCE_DIR "/tests/unit/authn/webauthn/vectors.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return *codec::parse_json_object(text);
  }();
  return read;
}
std::string text_of(const json::object& o, std::string_view name) {
  return std::string(o.at(name).as_string());
}
Bytes bytes_of(const json::object& o, std::string_view name) {
  return *codec::from_base64url(text_of(o, name));
}
RelyingParty party_of(const json::object& o) {
  return {.id = text_of(o, "rp_id"), .origins = {text_of(o, "origin")}};
}

TEST(WebauthnVectors, RegistrationsHold) {
  std::map<std::string, int> formats;
  for (const auto& each : vectors().at("registrations").as_array()) {
    const auto& o = each.as_object();
    TrustRoots roots;
    if (const auto* list = o.if_contains("roots")) {
      for (const auto& root : list->as_array())
        roots.others.push_back(certificate(*codec::from_base64(root.as_string())));
    }
    const RegistrationResponse response{.credential_id = bytes_of(o, "id"),
                                        .client_data_json = bytes_of(o, "client_data"),
                                        .attestation_object = bytes_of(o, "attestation_object")};
    const auto now = o.contains("now") ? from_unix(o.at("now").as_int64()) : kNow;
    const auto made =
        check_registration(response, bytes_of(o, "challenge"), party_of(o), {}, roots, now);
    ASSERT_TRUE(made) << text_of(o, "name") << " " << why(made);
    EXPECT_EQ(made->format, text_of(o, "format"));
    EXPECT_EQ(made->trusted, o.contains("roots")) << text_of(o, "name");
    ++formats[made->format];
    // Any byte that changes is noticed; behind these may come a copy of the root, which nobody
    // reads.
    if (made->format == "none") continue;
    for (std::size_t at = 40; at < std::min<std::size_t>(2000, response.attestation_object.size());
         at += 97) {
      auto changed = response;
      changed.attestation_object[at] ^= 1;
      const auto other = check_registration(changed, bytes_of(o, "challenge"), party_of(o),
                                            {.attestation = AttestationWish::required}, roots, now);
      EXPECT_FALSE(other) << text_of(o, "name") << " at " << at;
    }
  }
  EXPECT_EQ(formats.size(), 6u);
}

TEST(WebauthnVectors, AssertionsHold) {
  for (const auto& each : vectors().at("assertions").as_array()) {
    const auto& o = each.as_object();
    AssertionResponse response{.credential_id = bytes_of(o, "id"),
                               .client_data_json = bytes_of(o, "client_data"),
                               .authenticator_data = bytes_of(o, "authenticator_data"),
                               .signature = bytes_of(o, "signature")};
    const StoredCredential credential{.id = response.credential_id,
                                      .public_key = bytes_of(o, "public_key"),
                                      .user_handle = Bytes{1}};
    const AssertionRules rules{.person_handle = Bytes{1}};
    const auto good =
        check_assertion(response, bytes_of(o, "challenge"), party_of(o), credential, rules);
    ASSERT_TRUE(good) << text_of(o, "name") << " " << good.error().id << good.error().detail;
    response.signature[10] ^= 1;
    EXPECT_EQ(
        word(check_assertion(response, bytes_of(o, "challenge"), party_of(o), credential, rules)),
        "webauthn.signature");
  }
}

// r || s of an ECDSA signature that is written as X.509 does.
Bytes raw_signature(BytesView der) {
  auto numbers = *codec::unwrap_der(der, codec::kDerSequence);
  Bytes out;
  for (int i = 0; i < 2; ++i) {
    auto number = codec::take_der(numbers)->content;
    if (number.size() > 32) number = number.last(32);
    out.resize(out.size() + 32 - number.size());
    out.insert(out.end(), number.begin(), number.end());
  }
  return out;
}

// FIDO Metadata Service 3.0, appendix: the example is signed in DER, which is no JWS (RFC
// 7518 3.4). In the right form its signature and its path hold, and its day is over.
TEST(WebauthnVectors, TheExampleOfTheMetadataServiceIsSignedAndStale) {
  const auto& o = vectors().at("metadata").as_object();
  MetadataRules rules{.root = certificate(*codec::from_base64(text_of(o, "root"))), .signer = ""};
  const auto then = from_unix(1'650'000'000);
  auto blob = text_of(o, "blob");
  EXPECT_EQ(read_metadata(blob, rules, then).error().id, "metadata.signature");
  const auto dot = blob.rfind('.') + 1;
  const auto der = *codec::from_base64url(blob.substr(dot));
  blob.replace(dot, std::string::npos, codec::to_base64url(raw_signature(der)));
  EXPECT_EQ(read_metadata(blob, rules, then).error().id, "metadata.stale");
  rules.signer = "mds.fidoalliance.org";
  EXPECT_EQ(read_metadata(blob, rules, then).error().id, "metadata.signer");
}

}  // namespace
}  // namespace tessera::authn::webauthn
