#include <tessera/oauth/client_logo.hpp>

#include <gtest/gtest.h>

namespace tessera::oauth {
namespace {

using namespace std::string_view_literals;

TEST(ClientLogo, IsKnownByItsBytes) {
  EXPECT_EQ(image_type("\x89PNG\r\n\x1a\n..."sv), "image/png");
  EXPECT_EQ(image_type("\xFF\xD8\xFF\xE0"sv), "image/jpeg");
  EXPECT_EQ(image_type("GIF89a..."sv), "image/gif");
  EXPECT_EQ(image_type("RIFF\x10\0\0\0WEBPVP8 "sv), "image/webp");
  for (const auto other :
       {""sv, "RIFF\x10\0\0\0WAVEfmt "sv, "<svg xmlns='http://www.w3.org/2000/svg'>"sv,
        "<script>alert(1)</script>"sv, "GIF90a"sv})
    EXPECT_EQ(image_type(other), "") << other;
}

TEST(ClientLogo, HasAPathOfOursThatChangesWithItsAddress) {
  Client client;
  EXPECT_EQ(logo_path(client), "");
  client.registration.logo_uri = "https://portal.test/logo.png";
  const auto path = logo_path(client);
  EXPECT_TRUE(path.starts_with("/oauth2/logos/" + to_string(client.id) + "?v=")) << path;
  EXPECT_EQ(path.find("portal.test"), std::string::npos);
  client.registration.logo_uri += "?2";
  EXPECT_NE(logo_path(client), path);
}

}  // namespace
}  // namespace tessera::oauth
