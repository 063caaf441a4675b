#include "enrol/upload_slots.hpp"

#include <algorithm>

#include <tessera/base/ip_address.hpp>
#include <tessera/runtime/metrics.hpp>

#include "enrol/upload.hpp"

namespace tessera::enrol {
namespace {

constexpr seconds kGrace{10};
constexpr std::int64_t kSlowLine = 32 * 1024;  // bytes per second

std::string group_of(std::string_view address) {
  const auto parsed = parse_ip_address(address);
  return parsed ? parsed->group().text() : std::string(address);
}

void show(std::size_t uploads) {
  static auto& gauge = runtime::gauge("tessera_evidence_uploads", "Scans that arrive at present");
  gauge.set(static_cast<double>(uploads));
}

}  // namespace

UploadSlot::~UploadSlot() {
  if (slots_ == nullptr) return;
  const std::lock_guard lock(slots_->mutex_);
  slots_->uses_.erase(id_);
  show(slots_->uses_.size());
}

bool UploadSlot::count(std::size_t bytes) {
  const std::lock_guard lock(slots_->mutex_);
  const auto use = slots_->uses_.find(id_);
  if (use == slots_->uses_.end()) return false;
  use->second.bytes += bytes;
  return true;
}

std::size_t UploadSlots::count_from(const std::string& address) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(uses_, [&](const auto& use) { return use.second.address == address; }));
}

bool UploadSlots::drop_slow(TimePoint now) {
  const auto is_slow = [now](const auto& entry) {
    const auto counted = std::chrono::duration_cast<seconds>(now - entry.second.began) - kGrace;
    return static_cast<std::int64_t>(entry.second.bytes) < counted.count() * kSlowLine;
  };
  const auto slow = std::ranges::find_if(uses_, is_slow);
  if (slow == uses_.end()) return false;
  uses_.erase(slow);
  count_refused_upload("slow");
  return true;
}

std::optional<UploadSlot> UploadSlots::take(const Uuid& application, std::string_view address,
                                            TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(uses_, [&](const auto& use) { return use.second.application == application; });
  const auto group = group_of(address);
  const bool crowded = count_from(group) >= std::max<std::size_t>(1, most_ / 2);
  if (crowded || (uses_.size() >= most_ && !drop_slow(now))) {
    count_refused_upload("busy");
    return std::nullopt;
  }
  uses_.emplace(++last_, Use{.application = application, .address = group, .began = now});
  show(uses_.size());
  return UploadSlot(*this, last_);
}

}  // namespace tessera::enrol
