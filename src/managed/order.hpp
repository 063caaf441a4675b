// Things that need each other, put in an order.
#pragma once

#include <cstddef>
#include <vector>

namespace tessera::managed {

struct Order {
  std::vector<std::size_t> places;  // every thing after those that it needs
  std::vector<std::size_t>
      cycle;  // each needs the next, the last the first; then places is not whole
};

// needs[i]: what i needs. Keeps the order given where it is free.
[[nodiscard]] Order order_by_needs(const std::vector<std::vector<std::size_t>>& needs);

}  // namespace tessera::managed
