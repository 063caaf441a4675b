// What doctor found, and how to mend it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tessera::app {

struct Finding {
  enum class Level { fine, warning, fault } level = Level::fine;
  std::string what;
  std::string mend;  // a sentence that says what to do; empty if fine
};

using Findings = std::vector<Finding>;

}  // namespace tessera::app
