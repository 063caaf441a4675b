// Logos of clients: fetched by us, shown from here.
#include <tessera/oauth/client_logo.hpp>

#include "store/postgres/logo_store.hpp"
#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

const std::string kPng = "\x89PNG\r\n\x1a\nlogo";
const std::string kUri = "https://portal.test/logo.png";

class Logos : public Stack {
 protected:
  void SetUp() override {
    auto r = registration();
    r.logo_uri = kUri;
    portal = add_client(r);
  }
  int fetch() {
    return run([&] { return logos_.fetch_wanted(clock.now()); });
  }
  std::optional<ClientLogo> find(const Portal& of) {
    return run([&] { return logos_.find(of.id, clock.now()); });
  }
  void change(const std::string& uri) {
    auto r = registration();
    r.logo_uri = uri;
    const auto now = context();
    const people::ActingAs by;
    EXPECT_TRUE(
        run([&] { return services_->clients().update(portal.uuid, r, std::nullopt, by, now); }));
  }
  store::postgres::LogoStore store_{pool()};
  ClientLogos logos_{clients_, store_, documents_};
  Portal portal;
};

TEST_F(Logos, AreFetchedOnceAndServedWhileTheClientServes) {
  const auto plain = add_client();
  documents_.known[kUri] = kPng;
  EXPECT_FALSE(find(portal));
  EXPECT_EQ(fetch(), 1);
  EXPECT_EQ(fetch(), 0);
  EXPECT_EQ(documents_.asked[kUri], 1) << "whoever looks at a page causes no visit";
  ASSERT_TRUE(find(portal));
  EXPECT_EQ(find(portal)->content, kPng);
  EXPECT_EQ(find(portal)->media_type, "image/png");
  EXPECT_FALSE(find(plain));
  const auto now = context();
  const people::ActingAs by;
  EXPECT_TRUE(run([&] {
    return services_->clients().set_status(portal.uuid, ClientStatus::suspended, "x", by, now);
  }));
  EXPECT_FALSE(find(portal));
}

TEST_F(Logos, WhatDoesNotComeIsTriedAgainLater) {
  EXPECT_EQ(fetch(), 0);
  documents_.known[kUri] = "<svg onload='alert(1)'/>";
  EXPECT_EQ(fetch(), 0);
  EXPECT_EQ(documents_.asked[kUri], 1) << "not at once";
  clock.advance(hours{2});
  EXPECT_EQ(fetch(), 0) << "no picture";
  EXPECT_FALSE(find(portal));
  clock.advance(hours{2});
  documents_.known[kUri] = kPng;
  EXPECT_EQ(fetch(), 1);
  clock.advance(days{8});
  documents_.known.clear();
  EXPECT_EQ(fetch(), 0);
  EXPECT_EQ(documents_.asked[kUri], 4) << "renewed by the week";
  EXPECT_TRUE(find(portal)) << "what was there stays";
}

TEST_F(Logos, AnotherAddressIsAnotherLogo) {
  documents_.known[kUri] = kPng;
  EXPECT_EQ(fetch(), 1);
  change("https://portal.test/new.png");
  EXPECT_FALSE(find(portal)) << "the old one is not theirs any more";
  EXPECT_EQ(fetch(), 0);
  EXPECT_FALSE(find(portal));
  change("");
  clock.advance(hours{2});
  EXPECT_EQ(fetch(), 0);
  EXPECT_EQ(documents_.asked["https://portal.test/new.png"], 1);
}

}  // namespace
}  // namespace tessera::oauth
