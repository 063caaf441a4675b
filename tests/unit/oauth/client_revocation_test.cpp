// Certificates of clients that were taken back (RFC 8705 2.1, RFC 5280 6.3).
#include <tessera/oauth/client_revocation.hpp>

#include "tests/support/test_authority.hpp"
#include "tests/unit/authn/certificate_fakes.hpp"
#include "tests/unit/oauth/authenticator_fixture.hpp"

namespace tessera::oauth {
namespace {

using Method = ClientAuthMethod;
constexpr auto kList = "http://pki.test/clients.crl";

class ClientRevocationTest : public WithAuthenticator {
 protected:
  ClientRevocationTest() {
    clock.set(test::kCardNow);
    auto r = portal();
    r.token_endpoint_auth_method = Method::tls_client_auth;
    r.tls_client_auth_subject_dn = "CN=portal";
    auto profile = baseline();
    profile.auth_methods = {"tls_client_auth"};
    serve({approved(1, r)}, profile);
    use({.crls = {kList}});
  }
  void use(authn::RevocationRules rules) {
    revocation = std::make_unique<ClientRevocation>(*crypto::TrustAnchors::from_pem(root.pem()),
                                                    std::move(rules), *checker);
    authenticator = make_client_authenticator(std::string(kIssuer), directory, replays, *keys,
                                              revocation.get());
  }
  static test::CardSpec spec(long serial) {
    test::CardSpec out;
    out.subject = {{"CN", "portal"}};
    out.serial = serial;
    return out;
  }
  std::string show(const Bytes& der, std::vector<Bytes> chain = {}) {
    return authenticate({}, {{"client_id", one}},
                        {.certificate = std::make_shared<const PeerCertificate>(
                             PeerCertificate{der, true, std::move(chain)})});
  }
  test::TestAuthority root{"Root"};
  test::TestAuthority issuing = root.make_authority(test::authority_spec("Issuing"));
  authn::FakeRevocationFetch fetch;
  SeededRandom random{3};
  std::unique_ptr<authn::RevocationChecker> checker = authn::make_revocation_checker(fetch, random);
  std::unique_ptr<ClientRevocation> revocation;
};

TEST_F(ClientRevocationTest, AListDecides) {
  const auto good = root.issue(spec(11)).der();
  const auto revoked = root.issue(spec(12)).der();
  fetch.lists[kList] = root.make_crl({.revoked = {12}});
  EXPECT_EQ(show(good), "ok");
  EXPECT_EQ(show(revoked), "invalid_client");
  EXPECT_EQ(detail, "certificate revoked");
  EXPECT_EQ(fetch.fetches, 1) << "kept while it counts";
}

TEST_F(ClientRevocationTest, WithoutAWordNobodyIsLetInUnlessTheRulesAreSoft) {
  const auto good = root.issue(spec(11)).der();
  EXPECT_EQ(show(good), "invalid_client");
  EXPECT_EQ(detail, "revocation of the certificate unknown");
  use({.crls = {kList}, .soft = true});
  EXPECT_EQ(show(good), "ok");
  fetch.lists[kList] = root.make_crl({.revoked = {11}});
  clock.advance(hours{2});
  use({.crls = {kList}, .soft = true, .grace = hours{3}});
  EXPECT_EQ(show(good), "invalid_client") << "soft forgives silence, not a word";
}

TEST_F(ClientRevocationTest, AResponderIsAskedToo) {
  use({.ocsp = "http://ocsp.test"});
  const auto good = root.issue(spec(11)).der();
  fetch.authority = &root;
  EXPECT_EQ(show(good), "ok");
  fetch.answer.status = V_OCSP_CERTSTATUS_REVOKED;
  const auto revoked = root.issue(spec(12)).der();
  EXPECT_EQ(show(revoked), "invalid_client");
}

TEST_F(ClientRevocationTest, EveryStepOfThePathIsAskedAbout) {
  const auto client = issuing.issue(spec(11)).der();
  fetch.lists[kList] = root.make_crl({});
  EXPECT_EQ(show(client), "invalid_client") << "no way to an anchor is shown";
  EXPECT_EQ(detail, "certificate.untrusted");
  EXPECT_EQ(show(client, {issuing.der()}), "invalid_client") << "the issuer's own list is missing";
  use({.crls = {kList, "http://pki.test/issuing.crl"}});
  fetch.lists["http://pki.test/issuing.crl"] = issuing.make_crl({});
  EXPECT_EQ(show(client, {issuing.der()}), "ok");
}

TEST_F(ClientRevocationTest, NobodyIsAskedAboutAStranger) {
  test::CardSpec other = spec(11);
  other.subject = {{"CN", "other"}};
  EXPECT_EQ(show(root.issue(other).der()), "invalid_client");
  EXPECT_EQ(fetch.fetches, 0);
}

}  // namespace
}  // namespace tessera::oauth
