#include <tessera/runtime/log.hpp>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/json/parse.hpp>

#include <tessera/base/request_context.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::runtime {
namespace {

struct LogTest : testing::Test {
  std::string file = testing::TempDir() + "tessera_log_" + std::to_string(getpid()) + ".log";
  void SetUp() override { start_log({.level = Level::info, .file = file}); }
  void TearDown() override { std::remove(file.c_str()); }
  std::vector<boost::json::object> lines() {
    flush_log();
    std::ifstream in(file);
    std::vector<boost::json::object> out;
    for (std::string line; std::getline(in, line);)
      out.push_back(boost::json::parse(line).as_object());
    return out;
  }
};

TEST_F(LogTest, LineIsOneJsonObjectWhateverTheText) {
  RequestContext context;
  context.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  log(Level::warn, "test.event",
      {{"text", "a\"b\nc\\ {\"x\":1}"}, {"n", 42}, {"ok", true}, {"s", std::string(700, '"')}},
      &context);
  const auto all = lines();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("text").as_string(), "a\"b\nc\\ {\"x\":1}");
  EXPECT_EQ(all[0].at("n").as_int64(), 42);
  EXPECT_EQ(all[0].at("ok").as_bool(), true);
  EXPECT_EQ(all[0].at("s").as_string().size(), 700u);
  EXPECT_EQ(all[0].at("level").as_string(), "warn");
  EXPECT_EQ(all[0].at("event").as_string(), "test.event");
  EXPECT_EQ(all[0].at("trace_id").as_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(all[0].at("time").as_string().size(), 27u);
}

TEST_F(LogTest, LowerLevelsAreLeftOut) {
  log(Level::debug, "no");
  log(Level::error, "yes");
  const auto all = lines();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("event").as_string(), "yes");
}

TEST_F(LogTest, ThreadsDoNotMixLines) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) log(Level::info, "mix", {{"t", t}, {"i", i}});
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(lines().size(), 2000u);
}

TEST(MetricsTest, SameNameAndLabelsAreTheSameCounter) {
  auto& a = counter("tessera_test_total", "help", {{"k", "v"}});
  auto& b = counter("tessera_test_total", "help", {{"k", "v"}});
  auto& c = counter("tessera_test_total", "help", {{"k", "w"}});
  EXPECT_EQ(&a, &b);
  a.add();
  a.add(2);
  c.add();
  EXPECT_EQ(b.value(), 3);
  const auto text = render_metrics();
  EXPECT_NE(text.find("tessera_test_total{k=\"v\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("tessera_test_total{k=\"w\"} 1"), std::string::npos);
}

TEST(MetricsTest, HistogramHasBuckets) {
  auto& h = histogram("tessera_test_seconds", "help", {0.1, 1}, {{"x", "y"}});
  h.observe(0.05);
  h.observe(5);
  const auto text = render_metrics();
  EXPECT_NE(text.find("tessera_test_seconds_bucket{x=\"y\",le=\"0.1\"} 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("tessera_test_seconds_count{x=\"y\"} 2"), std::string::npos);
}

TEST(MetricsTest, BuildInfoNamesVersionAndCommit) {
  set_build("1.2.3", "abcdef012345");
  EXPECT_NE(
      render_metrics().find("tessera_build_info{commit=\"abcdef012345\",version=\"1.2.3\"} 1"),
      std::string::npos);
}

TEST(MetricsTest, ProcessStatsAreReal) {
  const auto text = render_metrics();
  const auto value = [&](const std::string& name) {
    const auto at = text.find("\n" + name + " ");
    EXPECT_NE(at, std::string::npos) << name;
    return std::stod(text.substr(at + name.size() + 2));
  };
  EXPECT_GT(value("process_resident_memory_bytes"), 1e6);
  EXPECT_LT(value("process_resident_memory_bytes"), 4e9);
  EXPECT_GT(value("process_virtual_memory_bytes"), value("process_resident_memory_bytes"));
  EXPECT_GE(value("process_open_fds"), 3);
  EXPECT_GE(value("process_threads"), 1);
  EXPECT_NEAR(value("process_start_time_seconds"), static_cast<double>(time(nullptr)), 600);
}

}  // namespace
}  // namespace tessera::runtime
