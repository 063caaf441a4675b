// JSON values as YAML 1.2 that every reader takes the same way: texts that could be read as
// something else are quoted.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace tessera::app {

[[nodiscard]] std::string render_yaml(const boost::json::value& value);

}  // namespace tessera::app
