// Unknown identifier against wrong password: same time, same answer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/full/fill.hpp"
#include "bench/full/load.hpp"

namespace tessera::bench {

struct TimingResult {
  std::size_t tries = 0;  // of each kind
  double unknown_median_ms = 0;
  double wrong_median_ms = 0;
  double difference = 0;            // of the medians, as a part of the smaller one
  std::vector<std::string> unlike;  // what differs besides random values; empty if nothing
};

// `tries` of each kind, interleaved in random order on one connection of one browser that keeps its
// cookies. Accounts and addresses rotate, so that no throttle bites; needs the plain listener,
// whose trusted proxy says the address.
[[nodiscard]] TimingResult compare_refusals(const Target& plain, const std::vector<Login>& people,
                                            std::size_t tries);

}  // namespace tessera::bench
