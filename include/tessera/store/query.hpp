// A statement from schema/queries: its name is the prepared statement, the metric label and the log
// field.
#pragma once

#include <string>

namespace tessera::store {

struct Query {
  std::string name;
  std::string text;
};

}  // namespace tessera::store
