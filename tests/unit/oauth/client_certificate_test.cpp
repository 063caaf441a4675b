// tls_client_auth and self_signed_tls_client_auth (RFC 8705 2, RFC 8705 2.1.2, RFC 8705 2.2).
#include "oauth/proofs/client_certificate.hpp"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

#include "tests/support/test_certificate.hpp"
#include "tests/unit/oauth/authenticator_fixture.hpp"

namespace tessera::oauth {
namespace {

using Method = ClientAuthMethod;

class ClientCertificate : public WithAuthenticator {
 protected:
  void register_as(Method method, const std::function<void(ClientRegistration&)>& more) {
    auto r = portal();
    r.token_endpoint_auth_method = method;
    more(r);
    auto profile = baseline();
    profile.auth_methods = {"tls_client_auth", "self_signed_tls_client_auth"};
    serve({approved(1, r)}, profile);
  }
  PeerCertificateRef certificate(test::CertificateSpec spec = {}, bool trusted = true) {
    return std::make_shared<const PeerCertificate>(
        PeerCertificate{test::make_certificate(key, spec), trusted});
  }
  std::string show(PeerCertificateRef shown, Fields fields = {}) {
    fields.emplace_back("client_id", one);
    return authenticate({}, fields, {.certificate = std::move(shown)});
  }
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
};

TEST_F(ClientCertificate, TheSubjectIsTheRegisteredOne) {
  register_as(Method::tls_client_auth,
              [](auto& r) { r.tls_client_auth_subject_dn = "CN=portal, O=City"; });
  EXPECT_EQ(show(certificate({.subject = {{"O", "City"}, {"CN", "portal"}}})), "ok");
  EXPECT_EQ(show(certificate({.subject = {{"O", "City"}, {"CN", "other"}}})), "invalid_client");
  EXPECT_EQ(show(certificate({.subject = {{"CN", "portal"}}})), "invalid_client");
  EXPECT_EQ(show(certificate({.subject = {{"CN", "portal"}, {"O", "City"}}})), "invalid_client");
}

TEST_F(ClientCertificate, OnlyATrustedOneInForceCounts) {
  register_as(Method::tls_client_auth, [](auto& r) { r.tls_client_auth_subject_dn = "CN=portal"; });
  EXPECT_EQ(show(certificate()), "ok");
  EXPECT_EQ(show(certificate({}, false)), "invalid_client") << "anybody can write that subject";
  EXPECT_EQ(show(certificate({.not_after = clock.now() - seconds{1}})), "invalid_client");
  EXPECT_EQ(show(certificate({.not_before = clock.now() + seconds{60}})), "invalid_client");
  EXPECT_EQ(show(nullptr), "invalid_client");
  EXPECT_EQ(show(std::make_shared<const PeerCertificate>(PeerCertificate{Bytes{1}, true})),
            "invalid_client");
}

TEST_F(ClientCertificate, OrOneAlternativeName) {
  const test::CertificateSpec spec{
      .alternative_names =
          "DNS:Api.city.test,URI:https://city.test/api,email:api@city.test,"
          "IP:2001:db8:0:0:0:0:0:1"};
  using R = ClientRegistration;
  const std::vector<std::pair<std::string R::*, std::string>> names{
      {&R::tls_client_auth_san_dns, "api.city.test"},
      {&R::tls_client_auth_san_uri, "https://city.test/api"},
      {&R::tls_client_auth_san_email, "api@city.test"},
      {&R::tls_client_auth_san_ip, "2001:db8::1"}};
  for (const auto& [member, name] : names) {
    register_as(Method::tls_client_auth, [&](auto& r) { r.*member = name; });
    EXPECT_EQ(show(certificate(spec)), "ok") << name;
    EXPECT_EQ(show(certificate({.subject = {{"CN", name}}})), "invalid_client")
        << "a subject is no alternative name: " << name;
    register_as(Method::tls_client_auth, [&](auto& r) { r.*member = "x" + name; });
    EXPECT_EQ(show(certificate(spec)), "invalid_client") << name;
  }
  register_as(Method::tls_client_auth, [](auto& r) { r.tls_client_auth_san_dns = "a.city.test"; });
  EXPECT_EQ(show(certificate({.alternative_names = "DNS:*.city.test"})), "invalid_client")
      << "a wildcard names nobody";
}

TEST_F(ClientCertificate, ARegistrationWithoutANameMatchesNothing) {
  register_as(Method::tls_client_auth, [](auto&) {});
  EXPECT_EQ(show(certificate()), "invalid_client");
  register_as(Method::tls_client_auth,
              [](auto& r) { r.tls_client_auth_subject_dn = "not a name"; });
  EXPECT_EQ(show(certificate({.subject = {}})), "invalid_client");
}

TEST_F(ClientCertificate, ASelfSignedOneIsKnownByItsKey) {
  const auto jwks = boost::json::serialize(
      boost::json::object{{"keys", boost::json::array{jose::to_jwk(key, "a")}}});
  register_as(Method::self_signed_tls_client_auth, [&](auto& r) { r.jwks = jwks; });
  EXPECT_EQ(show(certificate({}, false)), "ok") << "nobody vouches for it, its key is registered";
  EXPECT_EQ(show(certificate({.not_after = clock.now() - days{1}}, false)), "ok")
      << "RFC 8705 2.2: no chain, and the registration says how long the key counts";
  key = crypto::Key::generate(crypto::KeyType::ec_p256);
  EXPECT_EQ(show(certificate({}, true)), "invalid_client");
}

TEST_F(ClientCertificate, ItComesAlone) {
  register_as(Method::tls_client_auth, [](auto& r) { r.tls_client_auth_subject_dn = "CN=portal"; });
  EXPECT_EQ(show(certificate(), {{"client_secret", "x"}}), "invalid_client");
  EXPECT_EQ(authenticate({}, {}, {.certificate = certificate()}), "invalid_client")
      << "RFC 8705 2: client_id is required";
}

TEST_F(ClientCertificate, TheMethodMustBeInTheProfile) {
  auto r = portal();
  r.token_endpoint_auth_method = Method::tls_client_auth;
  r.tls_client_auth_subject_dn = "CN=portal";
  auto profile = baseline();
  profile.auth_methods = {"self_signed_tls_client_auth"};
  serve({approved(1, r)}, profile);
  EXPECT_EQ(show(certificate()), "invalid_client");
  EXPECT_EQ(detail, "method not in the client's profile");
}

TEST(CertificateCacheTest, ReadsACertificateOnce) {
  CertificateCache cache;
  const PeerCertificate certificate{
      test::make_certificate(crypto::Key::generate(crypto::KeyType::ec_p256)), true};
  const auto first = cache.read(certificate);
  ASSERT_TRUE(first);
  EXPECT_EQ(cache.read(certificate), first);
  EXPECT_EQ(cache.read({Bytes{1, 2}, true}), nullptr);
}

}  // namespace
}  // namespace tessera::oauth
