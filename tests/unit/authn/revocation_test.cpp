// Revocation fails closed: what is asked, what is kept, what an old or missing word means.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/authn/certificate_fakes.hpp"
#include "tests/unit/authn/fakes.hpp"

namespace tessera::authn {
namespace {

using test::CardSpec;
using test::kCardNow;
using test::TestAuthority;
using Word = Standing::Word;

constexpr const char* kCrl = "http://crl.test/a.crl";
constexpr const char* kOcsp = "http://ocsp.test";

class RevocationTest : public testing::Test {
 protected:
  Standing check(const RevocationRules& rules, TimePoint now = kCardNow) {
    return await(checker->check({card.der(), root.der()}, rules, now));
  }
  static Standing good() { return {Word::good, false}; }
  static Standing stale() { return {Word::good, true}; }
  static Standing revoked() { return {Word::revoked, false}; }
  static Standing unknown() { return {Word::unknown, false}; }

  TestAuthority root;
  test::TestCertificate card = root.issue({.serial = 77});
  FakeRevocationFetch fetch;
  SeededRandom random{1};
  std::unique_ptr<RevocationChecker> checker = make_revocation_checker(fetch, random);
  const RevocationRules by_crl{.crls = {kCrl}};
  const RevocationRules by_ocsp{.ocsp = kOcsp};
};

TEST_F(RevocationTest, WithoutAWordOfTheIssuerNothingIsKnown) {
  EXPECT_EQ(check({}), unknown());
  EXPECT_EQ(check(by_crl), unknown());
  EXPECT_EQ(check(by_ocsp), unknown());
  fetch.busy = true;
  EXPECT_EQ(check(by_crl), unknown());
}

TEST_F(RevocationTest, ACrlSaysIt) {
  fetch.lists[kCrl] = root.make_crl({.revoked = {5}});
  EXPECT_EQ(check(by_crl), good());
  checker = make_revocation_checker(fetch, random);
  fetch.lists[kCrl] = root.make_crl({.revoked = {5, 77}});
  EXPECT_EQ(check(by_crl), revoked());
}

TEST_F(RevocationTest, AResponderSaysIt) {
  fetch.authority = &root;
  EXPECT_EQ(check(by_ocsp), good());
  checker = make_revocation_checker(fetch, random);
  fetch.answer.status = V_OCSP_CERTSTATUS_REVOKED;
  EXPECT_EQ(check(by_ocsp), revoked());
  checker = make_revocation_checker(fetch, random);
  fetch.answer.status = V_OCSP_CERTSTATUS_UNKNOWN;
  EXPECT_EQ(check(by_ocsp), revoked()) << "the issuer does not know it: it was not issued";
}

TEST_F(RevocationTest, AWordIsKeptForAWhile) {
  fetch.lists[kCrl] = root.make_crl();
  fetch.authority = &root;
  EXPECT_EQ(check(by_crl), good());
  EXPECT_EQ(check(by_ocsp), good());
  EXPECT_EQ(fetch.fetches, 2);
  EXPECT_EQ(check(by_crl, kCardNow + minutes{30}), good());
  EXPECT_EQ(check(by_ocsp, kCardNow + minutes{30}), good());
  EXPECT_EQ(fetch.fetches, 2);
  auto rules = by_crl;
  rules.keep = minutes{10};
  EXPECT_EQ(check(rules, kCardNow + minutes{30}), good());
  EXPECT_EQ(fetch.fetches, 3) << "the cap is shorter than nextUpdate";
}

TEST_F(RevocationTest, AStaleListFailsClosedAfterItsGrace) {
  fetch.lists[kCrl] = root.make_crl();  // until an hour from now
  EXPECT_EQ(check(by_crl), good());
  EXPECT_EQ(check(by_crl, kCardNow + minutes{61}), unknown());
  auto rules = by_crl;
  rules.grace = minutes{30};
  EXPECT_EQ(check(rules, kCardNow + minutes{61}), stale());
  EXPECT_EQ(check(rules, kCardNow + minutes{91}), unknown());
  fetch.lists[kCrl] =
      root.make_crl({.this_update = kCardNow + minutes{60}, .next_update = kCardNow + hours{3}});
  EXPECT_EQ(check(rules, kCardNow + minutes{120}), good());
}

TEST_F(RevocationTest, WhatWasRevokedStaysSoThoughTheListIsStale) {
  fetch.lists[kCrl] = root.make_crl({.revoked = {77}});
  EXPECT_EQ(check(by_crl, kCardNow + hours{9}), revoked());
}

TEST_F(RevocationTest, AnOlderListDoesNotReplaceANewerOne) {
  fetch.lists[kCrl] = root.make_crl({.revoked = {77}});
  EXPECT_EQ(check(by_crl), revoked());
  fetch.lists[kCrl] = root.make_crl({.this_update = kCardNow - hours{9}});
  auto rules = by_crl;
  rules.keep = seconds{1};
  EXPECT_EQ(check(rules, kCardNow + minutes{5}), revoked()) << "a replay gives no card back";
}

TEST_F(RevocationTest, AWrongSignerSaysNothing) {
  TestAuthority other;
  fetch.lists[kCrl] = other.make_crl();
  fetch.authority = &other;
  EXPECT_EQ(check(by_crl), unknown());
  EXPECT_EQ(check(by_ocsp), unknown());
}

TEST_F(RevocationTest, WithoutTheResponderTheListIsAsked) {
  fetch.lists[kCrl] = root.make_crl();
  const RevocationRules both{.crls = {kCrl}, .ocsp = kOcsp};
  EXPECT_EQ(check(both), good());
  EXPECT_EQ(fetch.asked, (std::vector<std::string>{kOcsp, kCrl}));
}

TEST_F(RevocationTest, AddressesInTheCertificateAreFollowedToKnownHostsOnly) {
  card = root.issue({.more = {{NID_crl_distribution_points, std::string("URI:") + kCrl},
                              {NID_info_access, std::string("OCSP;URI:") + kOcsp}}});
  fetch.lists[kCrl] = root.make_crl();
  EXPECT_EQ(check({.hosts = {"other.test"}}), unknown());
  EXPECT_EQ(fetch.fetches, 0);
  EXPECT_EQ(check({.hosts = {"crl.test"}}), good());
  EXPECT_EQ(fetch.asked, std::vector<std::string>{kCrl});
}

TEST_F(RevocationTest, HostsAreComparedWithTheirPort) {
  EXPECT_EQ(allowed_urls({"http://a.test/x", "http://a.test:8080/x", "https://b.test/",
                          "ldap://a.test/x", "http://a.test@evil.test/", "file:///etc/passwd"},
                         {"a.test"}),
            std::vector<std::string>{"http://a.test/x"});
  EXPECT_EQ(allowed_urls({"http://a.test:8080/x"}, {"a.test:8080"}).size(), 1U);
}

TEST_F(RevocationTest, EveryAuthorityIsAskedAboutToo) {
  auto issuing = root.make_authority(test::authority_spec("Issuing"));
  const auto low = issuing.issue();
  const crypto::CertificatePath path{low.der(), issuing.der(), root.der()};
  fetch.lists["http://crl.test/issuing"] = issuing.make_crl();
  RevocationRules rules{.crls = {"http://crl.test/issuing"}};
  EXPECT_EQ(await(checker->check(path, rules, kCardNow)), unknown());
  fetch.lists["http://crl.test/root"] = root.make_crl();
  rules.crls.emplace_back("http://crl.test/root");
  EXPECT_EQ(await(checker->check(path, rules, kCardNow)), good());
  checker = make_revocation_checker(fetch, random);
  const auto serial = crypto::read_x509(issuing.der())->serial;
  fetch.lists["http://crl.test/root"] = root.make_crl({.revoked = {serial[19]}});
  EXPECT_EQ(await(checker->check(path, rules, kCardNow)), revoked());
}

TEST_F(RevocationTest, AListOfAnotherIssuerIsNotFetchedEachTime) {
  const TestAuthority other("Other");
  fetch.lists["http://crl.test/other"] = other.make_crl();
  fetch.lists[kCrl] = root.make_crl();
  const RevocationRules rules{.crls = {"http://crl.test/other", kCrl}};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(check(rules, kCardNow + minutes{10 * i}), good());
  EXPECT_EQ(fetch.fetches, 2);
}

TEST_F(RevocationTest, AListMayBeAFile) {
  const auto path =
      std::filesystem::temp_directory_path() / ("tessera_crl_" + std::to_string(getpid()));
  const auto write = [&](const Bytes& der) {
    std::ofstream(path, std::ios::binary) << as_text(der);
  };
  const RevocationRules rules{.crls = {"file:" + path.string()}, .crl_bytes = 4096};
  EXPECT_EQ(check(rules), unknown());
  write(root.make_crl({.revoked = {5}}));
  EXPECT_EQ(check(rules, kCardNow + minutes{1}), good());
  write(root.make_crl({.revoked = {77}}));
  EXPECT_EQ(check(rules, kCardNow + minutes{3}), revoked()) << "read anew after a minute";
  write(Bytes(5000));
  checker = make_revocation_checker(fetch, random);
  EXPECT_EQ(check(rules), unknown());
  std::filesystem::remove(path);
}

TEST_F(RevocationTest, WhoWaitsSharesOneFetch) {
  fetch.lists[kCrl] = root.make_crl();
  runtime::IoThreads threads(2);
  threads.start();
  std::atomic<int> fine = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    threads.run_and_wait(i % 2, [&]() -> Task<> {
      const auto standing = co_await checker->check({card.der(), root.der()}, by_crl, kCardNow);
      fine += standing == good() ? 1 : 0;
    });
  }
  EXPECT_EQ(fine, 8);
  EXPECT_EQ(fetch.fetches, 1);
  threads.stop();
  threads.join();
}

}  // namespace
}  // namespace tessera::authn
