// The FIDO Metadata Service as a file, and what follows from it for trust.
#include <tessera/jose/jws.hpp>

#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn::webauthn {
namespace {

namespace json = boost::json;

// The publisher of the list: a root, and a signer under it.
struct Publisher {
  crypto::Key root_key = crypto::Key::generate(crypto::KeyType::ec_p256);
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  Bytes root = issue_root(root_key, "List Root");
  ChainSpec spec{.subject = {{"CN", "Signer"}},
                 .issuer = "List Root",
                 .alternative_names = "DNS:mds.fidoalliance.org"};
  json::value number = 8;
  std::string next_update = "2027-02-01";  // kNow is 2027-01-15
  json::array entries{};

  [[nodiscard]] std::string blob() const {
    const json::object payload{
        {"no", number}, {"nextUpdate", next_update}, {"entries", entries}, {"legalHeader", "..."}};
    const json::object x5c{{"x5c", {codec::to_base64(issue(key, root_key, spec))}}};
    return jose::sign_jws(key, jose::SignAlg::es256,
                          jose::encode_header(jose::SignAlg::es256, "", "JWT", x5c),
                          json::serialize(payload));
  }
  [[nodiscard]] MetadataRules rules() const { return {.root = certificate(root)}; }
  [[nodiscard]] Result<Metadata> read() const { return read_metadata(blob(), rules(), kNow); }
  [[nodiscard]] TrustRoots roots() const {
    return {.metadata = std::make_shared<const Metadata>(*read())};
  }
};

json::object entry_of(const Maker& maker, std::initializer_list<const char*> reports = {}) {
  json::array list;
  for (const auto* status : reports)
    list.push_back(json::object{{"status", status}, {"effectiveDate", "2026-01-01"}});
  return {
      {"aaguid", to_string(kModel)},
      {"metadataStatement",
       {{"description", "Model"}, {"attestationRootCertificates", {codec::to_base64(maker.root)}}}},
      {"statusReports", list}};
}

std::string refusal(const Result<Metadata>& read) {
  return read ? "" : read.error().id;
}

TEST(FidoMetadata, IsReadByModel) {
  const Maker maker;
  Publisher publisher;
  publisher.entries = {entry_of(maker, {"NOT_FIDO_CERTIFIED", "FIDO_CERTIFIED_L1"}),
                       json::object{{"aaid", "4e4e#4005"}}, 7};
  const auto read = publisher.read();
  ASSERT_TRUE(read) << read.error().id;
  EXPECT_EQ(read->number, 8);
  ASSERT_EQ(read->by_aaguid.size(), 1u);
  const auto& entry = read->by_aaguid.at(kModel);
  EXPECT_EQ(entry.description, "Model");
  EXPECT_EQ(entry.compromise, "");
  ASSERT_EQ(entry.roots.size(), 1u);
  EXPECT_EQ(entry.roots[0].der(), maker.root);
}

TEST(FidoMetadata, OnlyByTheSignerOfTheConfiguredRoot) {
  Publisher publisher;
  EXPECT_EQ(refusal(publisher.read()), "");
  EXPECT_EQ(refusal(read_metadata(publisher.blob(), Publisher{}.rules(), kNow)), "metadata.signer");
  auto rules = publisher.rules();
  rules.signer = "other.test";
  EXPECT_EQ(refusal(read_metadata(publisher.blob(), rules, kNow)), "metadata.signer");
  rules.signer = "";
  EXPECT_EQ(refusal(read_metadata(publisher.blob(), rules, kNow)), "");
  publisher.spec.alternative_names = "DNS:fidoalliance.org";
  EXPECT_EQ(refusal(publisher.read()), "metadata.signer");
  publisher.spec.alternative_names = "DNS:mds.fidoalliance.org";
  publisher.spec.not_after = kNow - hours{1};
  EXPECT_EQ(refusal(publisher.read()), "metadata.signer");
}

TEST(FidoMetadata, WhatWasChangedIsRefused) {
  const Publisher publisher;
  auto blob = publisher.blob();
  auto payload = to_bytes(blob);
  payload[blob.find('.') + 5] ^= 1;
  EXPECT_EQ(refusal(read_metadata(as_text(payload), publisher.rules(), kNow)),
            "metadata.signature");
  for (const auto* bad : {"", "a.b.c", "...", "{}"}) {
    EXPECT_EQ(refusal(read_metadata(bad, publisher.rules(), kNow)), "metadata.signature") << bad;
  }
  // Signed by another key than the certificate's.
  Publisher thief = publisher;
  thief.key = crypto::Key::generate(crypto::KeyType::ec_p256);
  const auto theirs = thief.blob();
  const auto mixed = blob.substr(0, blob.rfind('.')) + theirs.substr(theirs.rfind('.'));
  EXPECT_EQ(refusal(read_metadata(mixed, publisher.rules(), kNow)), "metadata.signature");
}

TEST(FidoMetadata, NumbersNeverGoBackAndListsGoStale) {
  Publisher publisher;
  auto rules = publisher.rules();
  rules.newer_than = 8;
  EXPECT_EQ(refusal(read_metadata(publisher.blob(), rules, kNow)), "");
  rules.newer_than = 9;
  EXPECT_EQ(refusal(read_metadata(publisher.blob(), rules, kNow)), "metadata.older");
  publisher.next_update = "2027-01-15";
  EXPECT_EQ(refusal(publisher.read()), "") << "until that day ends";
  publisher.next_update = "2027-01-14";
  EXPECT_EQ(refusal(publisher.read()), "metadata.stale");
}

TEST(FidoMetadata, MembersThatAreNeededAreThere) {
  Publisher publisher;
  publisher.number = "8";
  EXPECT_EQ(refusal(publisher.read()), "metadata.malformed");
  publisher.number = 8;
  for (const auto* bad : {"", "2027-02-30", "2027-2-1", "01.02.2027", "2027-02-01T"}) {
    publisher.next_update = bad;
    EXPECT_EQ(refusal(publisher.read()), "metadata.malformed") << bad;
  }
}

Result<Registered> enter(const Maker& maker, const TrustRoots& roots, const Policy& policy) {
  return register_with(device_of_model().create(kChallenge, "packed", packed_by(maker)), policy,
                       roots);
}
const Policy kRequired{.attestation = AttestationWish::required};

TEST(AttestationTrust, AModelOfTheListLeadsToItsOwnRootOnly) {
  const Maker maker, other;
  Publisher publisher;
  publisher.entries = {entry_of(maker)};
  auto roots = publisher.roots();
  EXPECT_TRUE(enter(maker, roots, kRequired)->trusted);
  // Another maker's root, although it is configured beside the list, does not vouch for the model.
  roots.others = {certificate(other.root)};
  EXPECT_EQ(word(enter(other, roots, kRequired)), "webauthn.untrusted");
  EXPECT_FALSE(enter(other, roots, {})->trusted);
  EXPECT_TRUE(enter(other, other.roots(), kRequired)->trusted) << "without the list it does";
}

TEST(AttestationTrust, TheCertificateItselfMayBeTheRoot) {
  const Maker maker;
  const auto leaf = maker.certificate();
  Publisher publisher;
  auto entry = entry_of(maker);
  entry["metadataStatement"].as_object()["attestationRootCertificates"] =
      json::array{codec::to_base64(leaf)};
  publisher.entries = {entry};
  const auto made = register_with(
      device_of_model().create(kChallenge, "packed",
                               [&](const auto& of) {
                                 return packed(kEs256, sign_der(maker.key, of.to_sign()), {leaf});
                               }),
      kRequired, publisher.roots());
  EXPECT_EQ(why(made), "");
}

TEST(AttestationTrust, CompromisedModelsAreRefusedWhereModelsMatter) {
  const Maker maker;
  for (const auto* status : {"REVOKED", "USER_VERIFICATION_BYPASS", "ATTESTATION_KEY_COMPROMISE",
                             "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE"}) {
    Publisher publisher;
    publisher.entries = {entry_of(maker, {"FIDO_CERTIFIED", status, "UPDATE_AVAILABLE"})};
    const auto roots = publisher.roots();
    EXPECT_EQ(word(enter(maker, roots, kRequired)), "webauthn.compromised") << status;
    EXPECT_EQ(word(enter(maker, roots, {.attestation = AttestationWish::preferred})),
              "webauthn.compromised");
    EXPECT_EQ(word(enter(maker, roots, {.allowed_aaguids = {kModel}})), "webauthn.compromised");
    // The public is never kept out by its device: it is only not trusted.
    const auto made = enter(maker, roots, {});
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->trusted);
  }
}

TEST(AttestationTrust, AListPastItsTimeVouchesForNobody) {
  const Maker maker;
  Publisher publisher;
  publisher.entries = {entry_of(maker)};
  const auto roots = publisher.roots();
  const auto response = device_of_model().create(kChallenge, "packed", packed_by(maker));
  const auto later = check_registration(response, kChallenge, kParty, kRequired, roots,
                                        roots.metadata->next_update);
  EXPECT_EQ(word(later), "webauthn.untrusted");
}

TEST(AttestationTrust, OnlyAllowedModels) {
  const Maker maker;
  EXPECT_EQ(word(enter(maker, maker.roots(), {.allowed_aaguids = {kModel}})), "");
  EXPECT_EQ(word(enter(maker, maker.roots(), {.allowed_aaguids = {Uuid{}}})), "webauthn.aaguid");
  EXPECT_EQ(word(enter(maker, {}, {.allowed_aaguids = {kModel}})), "webauthn.untrusted");
}

TEST(AttestationTrust, ExpiredAndForeignPathsLeadNowhere) {
  Maker maker;
  maker.spec.not_after = kNow - hours{1};
  EXPECT_EQ(word(enter(maker, maker.roots(), kRequired)), "webauthn.untrusted");
  maker = Maker{};
  maker.spec.issuer = "Somebody else";
  EXPECT_EQ(word(enter(maker, maker.roots(), kRequired)), "webauthn.untrusted");
}

TEST(AttestationTrust, U2fKeysAreFoundByTheirCertificatesKey) {
  Maker maker;
  maker.spec = {.subject = {{"CN", "U2F Key"}}, .basic_constraints = ""};
  const auto leaf = maker.certificate();
  Publisher publisher;
  auto entry = entry_of(maker);
  entry.erase("aaguid");
  entry["attestationCertificateKeyIdentifiers"] = json::array{certificate(leaf).key_identifier()};
  publisher.entries = {entry};
  const VirtualAuthenticator device;
  const auto response = device.create(kChallenge, "fido-u2f", [&](const auto& made) {
    const auto parts = device.key.public_parts();
    const auto hash = crypto::sha256(as_bytes(device.rp_id));
    return cbor_map({{cbor_text("sig"),
                      cbor_bytes(sign_der(
                          maker.key, joined({Bytes{0}, hash, made.client_data_hash,
                                             device.credential_id, Bytes{4}, parts.x, parts.y})))},
                     {cbor_text("x5c"), cbor_array({cbor_bytes(leaf)})}});
  });
  EXPECT_EQ(why(register_with(response, kRequired, publisher.roots())), "");
  EXPECT_EQ(word(register_with(response, kRequired, Publisher{}.roots())), "webauthn.untrusted");
}

}  // namespace
}  // namespace tessera::authn::webauthn
