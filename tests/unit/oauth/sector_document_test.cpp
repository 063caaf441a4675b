// Who may share the subjects of a sector document.
#include <gtest/gtest.h>

#include <tessera/oauth/grant_types.hpp>

#include "oauth/clients/sector_document.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {
namespace {

class OneDocument final : public HttpFetch {
 public:
  explicit OneDocument(std::string body) : body_(std::move(body)) {}
  Task<Result<FetchedDocument>> get(std::string, std::size_t) override {
    co_return FetchedDocument{"application/json", body_};
  }

 private:
  std::string body_;
};

// The sector that the document gives, or what is wrong.
std::string sector(ClientRegistration r, std::string document) {
  r.sector_identifier_uri = "https://sector.test/list";
  OneDocument fetch(std::move(document));
  const auto checked = await(check_sector_document(r, fetch));
  return checked ? r.sector : checked.error().fields.at(0).id;
}
ClientRegistration device() {
  auto r = portal();
  r.grant_types = {std::string(kDeviceCodeGrant)};
  r.redirect_uris.clear();
  r.token_endpoint_auth_method = ClientAuthMethod::private_key_jwt;
  r.jwks_uri = "https://tv.test/keys";
  return r;
}

// OpenID Connect Registration 5.
TEST(SectorDocument, ListsEveryRedirectUri) {
  auto r = portal();
  EXPECT_EQ(sector(r, R"(["https://portal.test/cb","https://b.test/"])"), "sector.test");
  r.redirect_uris.emplace_back("https://c.test/");
  EXPECT_EQ(sector(r, R"(["https://portal.test/cb"])"), "lacks_a_redirect_uri");
  EXPECT_EQ(sector(r, R"({"a":1})"), "not_an_array");
}

// CIBA 4.
TEST(SectorDocument, WithoutRedirectUrisListsTheKeys) {
  EXPECT_EQ(sector(device(), R"(["https://tv.test/keys"])"), "sector.test");
  for (const auto* any : {"[]", "[1]", R"(["https://portal.test/cb"])"})
    EXPECT_EQ(sector(device(), any), "lacks_the_jwks_uri") << any;
  auto r = device();
  r.jwks_uri.clear();
  EXPECT_EQ(sector(r, R"([""])"), "lacks_the_jwks_uri");
  r = device();
  r.token_endpoint_auth_method = ClientAuthMethod::client_secret_basic;
  EXPECT_EQ(sector(r, R"(["https://tv.test/keys"])"), "lacks_the_jwks_uri")
      << "who does not use the keys proves nothing by them";
}

TEST(SectorDocument, ItsRedirectUrisProveNothingWhereTheyAreNotUsed) {
  auto r = portal();
  r.grant_types.emplace_back(kCibaGrant);
  EXPECT_EQ(sector(r, R"(["https://portal.test/cb"])"), "lacks_the_jwks_uri");
  r = portal();
  r.grant_types = {"client_credentials"};
  r.redirect_uris.clear();
  EXPECT_EQ(sector(r, "[]"), "lacks_the_jwks_uri");
}

}  // namespace
}  // namespace tessera::oauth
