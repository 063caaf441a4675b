// Prometheus metrics. Ask for a counter or histogram once and keep the reference: the look-up by
// labels takes a lock.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tessera::runtime {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double by = 1) = 0;
  [[nodiscard]] virtual double value() const = 0;
};
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double to) = 0;
  virtual void add(double by) = 0;
};
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double value) = 0;
};

// Process-wide registry; references stay valid for ever. Thread-safe.
Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
Histogram& histogram(const std::string& name, const std::string& help,
                     const std::vector<double>& buckets, const Labels& labels = {});
// tessera_build_info: what this process is.
void set_build(const std::string& version, const std::string& commit);
// Prometheus text format, process_* included.
[[nodiscard]] std::string render_metrics();

}  // namespace tessera::runtime
