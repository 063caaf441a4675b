// Cookies, flows and steps that a browser carries: only what we made, for whom we made it.
#include <gtest/gtest.h>

#include <tessera/authn/device.hpp>
#include <tessera/authn/flow.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/codec/base64url.hpp>

#include "authn/local_path.hpp"
#include "authn/sessions/session_cookie.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

const TimePoint kNow{seconds{1'800'000'000}};

std::string flow_of(const std::string& url) {
  return url.substr(url.find('=') + 1);
}

TEST(SessionCookie, OnlyOurMacOpensIt) {
  SeededRandom random(7);
  const auto keys = make_ring();
  const auto id = make_uuid4(random);
  const Secret secret(random.bytes(32));
  const auto cookie = render_session_cookie(id, secret, *keys);
  const auto key = parse_session_cookie(cookie, *keys);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->session, id);
  EXPECT_EQ(key->secret_hash, hash_secret(secret));
  EXPECT_EQ(cookie.find(codec::to_base64url(key->secret_hash)), std::string::npos);
  for (std::size_t i = 0; i < cookie.size(); i += 5) {
    auto altered = cookie;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_session_cookie(altered, *keys)) << i;
  }
  EXPECT_FALSE(parse_session_cookie("", *keys));
  EXPECT_FALSE(parse_session_cookie(cookie, *make_ring(2)));
}

TEST(DeviceCookie, IsKnownForTheLoginsThatSignedInThere) {
  SeededRandom random(7);
  const auto keys = make_ring();
  const auto cookie = remember_login(make_device(random), "anna@example.org", *keys);
  const auto device = parse_device(cookie, *keys);
  ASSERT_TRUE(device);
  EXPECT_TRUE(is_known(*device, "anna@example.org", *keys));
  EXPECT_FALSE(is_known(*device, "ben@example.org", *keys));
  EXPECT_FALSE(parse_device(cookie, *make_ring(2)));
  EXPECT_FALSE(parse_device("AAAAAAAAAAAAAAAAAAAAAA." + cookie.substr(23), *keys));
  // A tag does not move to another device.
  const auto other = remember_login(make_device(random), "ben@example.org", *keys);
  const auto stolen = other + cookie.substr(cookie.rfind('.'));
  EXPECT_FALSE(is_known(*parse_device(stolen, *keys), "anna@example.org", *keys));
}

TEST(DeviceCookie, KeepsTheNewestLogins) {
  SeededRandom random(7);
  const auto keys = make_ring();
  auto device = make_device(random);
  for (const auto* login : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "k"}) {
    device = *parse_device(remember_login(device, login, *keys), *keys);
  }
  EXPECT_EQ(device.tags.size(), kMaxDeviceTags);
  EXPECT_FALSE(is_known(device, "a", *keys));
  EXPECT_TRUE(is_known(device, "b", *keys));
  EXPECT_TRUE(is_known(device, "k", *keys));
}

TEST(SignInFlow, ComesBackWhole) {
  SeededRandom random(7);
  const auto keys = make_ring();
  SignInRequest request{.return_to = "/oauth2/authorize/continue?request=1",
                        .cancel_to = "/x",
                        .wanted = Acr::aal2,
                        .fresh = true,
                        .not_before = kNow - hours{1},
                        .login_hint = "anna",
                        .person = make_uuid4(random),
                        .client_name = "Taxes",
                        .form_origin = "https://rp.example",
                        .ui_locales = "de en",
                        .created = kNow};
  const auto url = sign_in_url(request, *keys, random);
  EXPECT_EQ(url.find("anna"), std::string::npos);
  const auto opened = open_flow(flow_of(url), *keys, kNow + minutes{5});
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->stale);
  const auto& r = opened->request;
  EXPECT_EQ(r.return_to, request.return_to);
  EXPECT_EQ(r.wanted, Acr::aal2);
  EXPECT_TRUE(r.fresh);
  EXPECT_EQ(r.not_before, request.not_before);
  EXPECT_EQ(r.person, request.person);
  EXPECT_EQ(r.form_origin, request.form_origin);
  EXPECT_EQ(r.created, kNow);
  EXPECT_EQ(r.flow.size(), 22U);
  EXPECT_FALSE(r.essential);
}

TEST(SignInFlow, AfterADayItIsStaleButReadable) {
  SeededRandom random(7);
  const auto keys = make_ring();
  const auto url = sign_in_url({.return_to = "/account", .created = kNow}, *keys, random);
  EXPECT_TRUE(open_flow(flow_of(url), *keys, kNow + hours{25})->stale);
  EXPECT_FALSE(open_flow(flow_of(url) + "A", *keys, kNow));
  EXPECT_FALSE(open_flow("", *keys, kNow));
}

TEST(SignInFlow, LeadsNowhereElse) {
  SeededRandom random(7);
  const auto keys = make_ring();
  for (const auto* path : {"//evil.example", "/\\evil.example", "https://evil.example", "",
                           "/a\r\nSet-Cookie: x", "/a b", "account"}) {
    EXPECT_FALSE(is_local_path(path)) << path;
    EXPECT_THROW(
        static_cast<void>(sign_in_url({.return_to = path, .created = kNow}, *keys, random)),
        std::logic_error);
  }
  EXPECT_TRUE(is_local_path("/a?b=//c"));
}

TEST(SealedChallenge, OpensForItsFlowMethodAndBrowserForTenMinutes) {
  SeededRandom random(7);
  const auto keys = make_ring();
  const auto challenge = random.bytes(32);
  const auto sealed =
      seal_challenge(challenge, Method::passkey, "flow", "browser", kNow, *keys, random);
  const auto open = [&](Method method, std::string_view flow, std::string_view browser,
                        TimePoint now) {
    return open_challenge(sealed, method, flow, browser, now, *keys);
  };
  EXPECT_EQ(open(Method::passkey, "flow", "browser", kNow + minutes{9}), challenge);
  EXPECT_FALSE(open(Method::passkey, "flow", "browser", kNow + kChallengeLife));
  EXPECT_FALSE(open(Method::certificate, "flow", "browser", kNow));
  EXPECT_FALSE(open(Method::passkey, "other", "browser", kNow));
  EXPECT_FALSE(open(Method::passkey, "flow", "another", kNow));
  EXPECT_FALSE(open(Method::passkey, "flow", "", kNow));
  EXPECT_FALSE(open_challenge("", Method::passkey, "flow", "browser", kNow, *keys));
}

}  // namespace
}  // namespace tessera::authn
