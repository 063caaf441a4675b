#include "endpoints/management/health.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/runtime/metrics.hpp>

namespace tessera::endpoints {
namespace {

// What works is asked again after a while; what is missing is asked often, so that a node is ready
// as soon as its backends are.
constexpr auto kProbeInterval = seconds(2);
constexpr auto kRetryInterval = milliseconds(50);

http::Response status_answer(bool up, const boost::json::array& checks = {}) {
  boost::json::object body{{"status", up ? "UP" : "DOWN"}};
  if (!checks.empty()) body["checks"] = checks;
  auto response = http::json(boost::json::serialize(body), up ? 200 : 503);
  if (!up) response.header("Retry-After", "1");
  return response;
}

boost::json::object check_entry(const CheckResult& result) {
  boost::json::object entry{{"name", result.name},
                            {"status", result.problem.empty() ? "UP" : "DOWN"}};
  if (!result.problem.empty()) entry["problem"] = result.problem;
  return entry;
}

Task<http::Response> ready(Readiness& readiness) {
  const auto results = co_await readiness.results();
  bool up = !readiness.draining();
  boost::json::array checks;
  for (const auto& result : *results) {
    up = up && result.problem.empty();
    checks.push_back(check_entry(result));
  }
  if (readiness.draining())
    checks.push_back(check_entry({"draining", "this node is shutting down"}));
  co_return status_answer(up, checks);
}

Task<CheckResult> run_check(const Check& check) {
  try {
    co_return CheckResult{check.name, co_await check.probe()};
  } catch (const std::exception& error) {
    co_return CheckResult{check.name, error.what()};
  }
}

}  // namespace

Readiness::Readiness(std::vector<Check> checks, const Clock& clock)
    : checks_(std::move(checks)), clock_(clock) {}

Task<std::shared_ptr<const std::vector<CheckResult>>> Readiness::results() {
  const auto now = clock_.now();
  if (const auto cached = cached_.load(); cached && now < cached->until) {
    co_return cached->results;
  }
  auto fresh = std::make_shared<std::vector<CheckResult>>();
  for (const auto& check : checks_) fresh->push_back(co_await run_check(check));
  const bool fine =
      std::ranges::all_of(*fresh, [](const auto& one) { return one.problem.empty(); });
  const Duration keep = fine ? Duration(kProbeInterval) : Duration(kRetryInterval);
  cached_.store(std::make_shared<const Cached>(Cached{now + keep, fresh}));
  co_return fresh;
}

void add_management_routes(http::Router& router, Readiness& readiness) {
  using http::Method;
  using http::Request;
  using http::Response;
  const http::RouteOptions plain{.style = http::RouteOptions::Style::plain};

  // Alive means that the event loop answers; nothing else is asked, least of all a database.
  const auto live = [](Request&) -> Task<Response> { co_return status_answer(true); };
  const auto is_ready = [&readiness](Request&) -> Task<Response> {
    co_return co_await ready(readiness);
  };
  const auto started = [&readiness](Request&) -> Task<Response> {
    co_return status_answer(readiness.started());
  };
  router.add(Method::get, "/health/live", live, plain);
  router.add(Method::get, "/livez", live, plain);
  router.add(Method::get, "/health/ready", is_ready, plain);
  router.add(Method::get, "/readyz", is_ready, plain);
  router.add(Method::get, "/health/started", started, plain);
  router.add(
      Method::get, "/metrics",
      [](Request&) -> Task<Response> {
        Response response;
        response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        response.body = runtime::render_metrics();
        co_return response;
      },
      plain);
  router.add(
      Method::get, "/version",
      [](Request&) -> Task<Response> {
        co_return http::json(boost::json::serialize(
            boost::json::object{{"name", "tessera"}, {"version", TESSERA_VERSION}}));
      },
      plain);
}

}  // namespace tessera::endpoints
