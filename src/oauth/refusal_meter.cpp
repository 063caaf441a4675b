#include "oauth/refusal_meter.hpp"

#include <tessera/authn/throttle.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {

std::optional<std::int64_t> RefusalMeter::admit(std::string_view address, TimePoint now) {
  static auto& refused =
      runtime::counter("tessera_client_refusals_total", "Requests without a valid client");
  refused.add();
  const std::scoped_lock lock(mutex_);
  // So many sources at once are a flood of another kind: forgetting them only means more events.
  if (sources_.size() >= kSources) sources_.clear();
  const auto network = authn::network_of(address, 64);  // a host has all of its IPv6 /64
  auto& source = sources_[network.empty() ? std::string(address) : network];
  if (now - source.window >= kWindow) {
    source.window = now;
    source.written = 0;
  }
  if (source.written >= kEach) {
    ++source.left_out;
    return std::nullopt;
  }
  ++source.written;
  return std::exchange(source.left_out, 0);
}

}  // namespace tessera::oauth
