#include <tessera/runtime/metrics.hpp>

#include <memory>
#include <mutex>
#include <sstream>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "runtime/process_stats.hpp"

namespace tessera::runtime {

namespace {

struct PromCounter final : Counter {
  explicit PromCounter(prometheus::Counter& c) : metric(c) {}
  void add(double by) override { metric.Increment(by); }
  double value() const override { return metric.Value(); }
  prometheus::Counter& metric;
};
struct PromGauge final : Gauge {
  explicit PromGauge(prometheus::Gauge& g) : metric(g) {}
  void set(double to) override { metric.Set(to); }
  void add(double by) override { metric.Increment(by); }
  prometheus::Gauge& metric;
};
struct PromHistogram final : Histogram {
  explicit PromHistogram(prometheus::Histogram& h) : metric(h) {}
  void observe(double value) override { metric.Observe(value); }
  prometheus::Histogram& metric;
};

using Key = std::pair<std::string, Labels>;

struct Registry {
  std::mutex mutex;
  prometheus::Registry registry;
  std::map<Key, std::unique_ptr<PromCounter>> counters;
  std::map<Key, std::unique_ptr<PromGauge>> gauges;
  std::map<Key, std::unique_ptr<PromHistogram>> histograms;
};

Registry& registry() {
  // Never destroyed: references are promised for ever, also to threads that outlive main.
  static auto* const instance = new Registry;
  return *instance;
}

}  // namespace

Counter& counter(const std::string& name, const std::string& help, const Labels& labels) {
  auto& r = registry();
  const std::lock_guard lock(r.mutex);
  auto& slot = r.counters[{name, labels}];
  if (!slot) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(r.registry);
    slot = std::make_unique<PromCounter>(family.Add(labels));
  }
  return *slot;
}

Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) {
  auto& r = registry();
  const std::lock_guard lock(r.mutex);
  auto& slot = r.gauges[{name, labels}];
  if (!slot) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(r.registry);
    slot = std::make_unique<PromGauge>(family.Add(labels));
  }
  return *slot;
}

Histogram& histogram(const std::string& name, const std::string& help,
                     const std::vector<double>& buckets, const Labels& labels) {
  auto& r = registry();
  const std::lock_guard lock(r.mutex);
  auto& slot = r.histograms[{name, labels}];
  if (!slot) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(r.registry);
    slot = std::make_unique<PromHistogram>(family.Add(labels, buckets));
  }
  return *slot;
}

void set_build(const std::string& version, const std::string& commit) {
  gauge("tessera_build_info", "Version and commit of the binary",
        {{"version", version}, {"commit", commit}})
      .set(1);
}

std::string render_metrics() {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, registry().registry.Collect());
  return out.str() + render_process_stats(load_process_stats());
}

}  // namespace tessera::runtime
