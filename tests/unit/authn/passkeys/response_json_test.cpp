#include "authn/passkeys/response_json.hpp"

#include <gtest/gtest.h>

namespace tessera::authn {
namespace {

std::string assertion(const std::string& handle) {
  return R"({"id":"AQI","rawId":"AQI","type":"public-key","clientExtensionResults":{},)"
         R"("response":{"clientDataJSON":"e30","authenticatorData":"Aw","signature":"BA")" +
         handle + "}}";
}

TEST(PasskeyResponse, AnAssertionIsReadAsBrowsersWriteIt) {
  const auto read = parse_assertion(assertion(R"(,"userHandle":"BQY")"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->credential_id, (Bytes{1, 2}));
  EXPECT_EQ(read->client_data_json, to_bytes("{}"));
  EXPECT_EQ(read->authenticator_data, Bytes{3});
  EXPECT_EQ(read->signature, Bytes{4});
  EXPECT_EQ(read->user_handle, (Bytes{5, 6}));
}

TEST(PasskeyResponse, AHandleThatIsNotThereIsNone) {
  for (const auto* absent : {"", R"(,"userHandle":null)", R"(,"userHandle":"")"}) {
    const auto read = parse_assertion(assertion(absent));
    ASSERT_TRUE(read) << absent;
    EXPECT_FALSE(read->user_handle) << absent;
  }
  for (const auto* bad : {R"(,"userHandle":7)", R"(,"userHandle":"A")", R"(,"userHandle":"A=")"})
    EXPECT_FALSE(parse_assertion(assertion(bad))) << bad;
}

TEST(PasskeyResponse, WhatIsNoneIsRefused) {
  for (const auto* bad :
       {"", "null", "[]", R"({"type":"public-key"})",
        R"({"rawId":"AQ","type":"password","response":{"clientDataJSON":"e30"}})",
        R"({"rawId":"AQ","type":"public-key","response":[]})",
        R"({"rawId":"AQ","rawId":"Ag","type":"public-key","response":{"clientDataJSON":"e30",)"
        R"("authenticatorData":"Aw","signature":"BA"}})",
        R"({"rawId":"A+","type":"public-key","response":{"clientDataJSON":"e30",)"
        R"("authenticatorData":"Aw","signature":"BA"}})"}) {
    EXPECT_FALSE(parse_assertion(bad)) << bad;
    EXPECT_FALSE(parse_registration(bad)) << bad;
  }
  EXPECT_FALSE(parse_assertion(assertion("," + std::string(40'000, ' '))));
}

TEST(PasskeyResponse, ARegistrationHasAnObjectAndTransports) {
  const std::string head =
      R"({"rawId":"AQ","type":"public-key","response":{"clientDataJSON":"e30",)";
  const auto read =
      parse_registration(head + R"("attestationObject":"oA","transports":["usb",7,"nfc"]}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->attestation_object, Bytes{0xa0});
  EXPECT_EQ(read->transports, (std::vector<std::string>{"usb", "nfc"}));
  EXPECT_TRUE(parse_registration(head + R"("attestationObject":"oA","transports":"usb"}})")
                  ->transports.empty());
  EXPECT_FALSE(parse_registration(head + R"("authenticatorData":"oA"}})"));
}

}  // namespace
}  // namespace tessera::authn
