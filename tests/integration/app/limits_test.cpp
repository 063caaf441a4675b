// Limits of the running server, end to end: what is too large is refused with its status, overload
// is told quickly, and the rest is served meanwhile.
#include <atomic>
#include <barrier>
#include <thread>

#include <gmock/gmock.h>

#include "app/cluster/child.hpp"
#include "tests/support/applicant.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

class ServerLimitsTest : public ::testing::Test {
 protected:
  void start() {
    place.start_postgres();
    place.start_redis();
    place.start_node();
    ASSERT_TRUE(place.wait_ready(seconds{60})) << place.node().err();
  }
  Answer post(const std::string& path, const std::string& type, std::size_t size) {
    const auto browser = place.browser();
    std::string body = "a=";
    body.append(size - body.size(), 'x');
    return browser->send(path, {.method = "POST",
                                .headers = {{"Content-Type", type}, {"Origin", place.url()}},
                                .body = std::move(body)});
  }
  std::string metrics() { return Browser(place.management(), "").get("/metrics").body; }
  Place place;
};

constexpr const char* kForm = "application/x-www-form-urlencoded";
constexpr std::size_t kKb = 1024;

TEST_F(ServerLimitsTest, WhatIsTooLargeIsRefusedInTheStyleOfTheRoute) {
  ASSERT_NO_FATAL_FAILURE(start());
  const auto form = post("/oauth2/token", kForm, 64 * kKb + 1);
  EXPECT_EQ(form.status, 413);
  EXPECT_THAT(form.header("content-type"), HasSubstr("application/json"));
  const auto fits = post("/oauth2/token", kForm, 64 * kKb);
  EXPECT_TRUE(fits.status == 400 || fits.status == 401)
      << fits.status << " for a form of just the size";
  const auto page = post("/sign-in", kForm, 64 * kKb + 1);
  EXPECT_EQ(page.status, 413);
  EXPECT_THAT(page.header("content-type"), HasSubstr("text/html"));
  const auto json = post("/api/admin/v1/clients", "application/json", kKb * kKb + 1);
  EXPECT_EQ(json.status, 413);
  EXPECT_THAT(json.header("content-type"), HasSubstr("problem+json"));
  EXPECT_NE(post("/api/admin/v1/clients", "application/json", kKb * kKb).status, 413);
  for (const char* reason : {"form_bytes", "json_bytes"}) {
    EXPECT_THAT(metrics(),
                HasSubstr("tessera_http_refused_total{reason=\"" + std::string(reason) + "\"}"));
  }

  const auto browser = place.browser();
  EXPECT_EQ(browser->send("/", {.headers = {{"X-Large", std::string(17 * kKb, 'x')}}}).status, 431);
  EXPECT_EQ(place.browser()->send("/", {.headers = {{"Host", "evil.example"}}}).status, 421);
  EXPECT_EQ(place.browser()->get("/").status, 200);
}

TEST_F(ServerLimitsTest, AFullHashingQueueIs503AtOnceWhileTheRestIsServed) {
  place.set("hashing.threads", "1");
  place.set("hashing.memory", "\"128MB\"");
  place.set("hashing.queue_time", "\"1s\"");
  ASSERT_NO_FATAL_FAILURE(start());

  constexpr int kAtOnce = 50;  // below what one address may fail in ten minutes
  std::barrier gate(kAtOnce + 1);
  std::vector<Answer> answers(kAtOnce);
  std::vector<Duration> times(kAtOnce);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([&, i] {
      const auto browser = place.browser();
      const auto page = browser->follow(browser->get("/account"));
      const auto form = find_form(page.body, "sign-in");
      gate.arrive_and_wait();
      if (!form) return;
      const auto begin = std::chrono::steady_clock::now();
      answers[i] =
          browser->post(form->action, fill(*form, {{"username", "nobody" + std::to_string(i)},
                                                   {"current-password", "wrong password"}}));
      times[i] = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin);
    });
  }
  const auto other = place.browser();
  ASSERT_EQ(other->get("/.well-known/jwks.json").status, 200);
  gate.arrive_and_wait();
  auto slowest = Duration{};
  for (int i = 0; i < 20; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(machine_token(*other, place.demo().client("machine")).status, 200);
    slowest = std::max(
        slowest, std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin));
  }
  for (auto& thread : threads) thread.join();

  int refused = 0;
  int judged = 0;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    judged += answers[i].status == 400;
    if (answers[i].status != 503) continue;
    ++refused;
    EXPECT_NE(answers[i].header("retry-after"), "");
  }
  EXPECT_EQ(judged + refused, kAtOnce) << "neither judged nor refused";
  EXPECT_GT(judged, 0);
  EXPECT_GT(refused, 0) << "the queue has no limit";
  RecordProperty("refused", refused);
  RecordProperty("slowest_other_ms", static_cast<int>(slowest / milliseconds{1}));
  EXPECT_LT(slowest, seconds{3});
}

TEST_F(ServerLimitsTest, EvidenceIsLimitedInSizeAndInUploadsAtOnce) {
  ASSERT_NO_FATAL_FAILURE(start());
  const auto applicant = place.browser();
  const auto page =
      apply_up_to_evidence(*applicant, place.folder() / "outbox",
                           {"limits@mail.example", "Lena Limit", "1 Mill Lane", "L4711002"});
  ASSERT_THAT(page.url, HasSubstr("/enrol/evidence")) << page.body;
  const auto png = [](std::size_t size) {
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + std::string(size, 'x') +
           "IEND\xAE\x42\x60\x82";
  };

  const auto taken =
      applicant->send("/enrol/evidence", scan_upload(page, place.url(), png(20 * kKb)));
  EXPECT_EQ(taken.status, 303) << taken.body;
  const auto too_large =
      applicant->send("/enrol/evidence", scan_upload(page, place.url(), png(9 * kKb * kKb)));
  EXPECT_EQ(too_large.status, 413) << too_large.error;

  // Half of the four places of a node, for all who come from one address.
  constexpr int kOfOneAddress = 2;
  std::vector<std::unique_ptr<Browser>> others;
  std::vector<Answer> pages;
  for (int i = 0; i < kOfOneAddress; ++i) {
    const auto n = std::to_string(i);
    others.push_back(place.browser());
    pages.push_back(apply_up_to_evidence(
        *others.back(), place.folder() / "outbox",
        {"limits" + n + "@mail.example", "Lena Limit " + n, n + " Mill Lane", "L471200" + n}));
    others.back()->set_send_speed(200 * kKb);
  }
  std::vector<Answer> answers(kOfOneAddress);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kOfOneAddress; ++i) {
    threads.emplace_back([&, i] {
      answers[i] =
          others[i]->send("/enrol/evidence", scan_upload(pages[i], place.url(), png(1600 * kKb)));
    });
  }
  Browser metrics(place.management(), "");
  ASSERT_TRUE(app::wait_until(
      [&] {
        return metrics.get("/metrics").body.find("\ntessera_evidence_uploads 2") !=
               std::string::npos;
      },
      seconds{8}));  // so long they take
  const auto third = applicant->send("/enrol/evidence", scan_upload(page, place.url(), png(kKb)));
  EXPECT_EQ(third.status, 429) << third.error;
  EXPECT_NE(third.header("retry-after"), "");
  EXPECT_EQ(place.browser()->get("/enrol").status, 200) << "pages are served meanwhile";
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) EXPECT_EQ(answer.status, 303) << answer.error;
  EXPECT_EQ(applicant->send("/enrol/evidence", scan_upload(page, place.url(), png(kKb))).status,
            303)
      << "a place is free again";
}

}  // namespace
}  // namespace tessera::test
