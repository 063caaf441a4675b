// Checks a JSON value against a schema of the OpenAPI document: the keywords that the document
// uses.
#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace tessera::test {

// "" if it fits, else where and why not.
[[nodiscard]] std::string check_schema(const boost::json::object& document,
                                       const boost::json::value& schema,
                                       const boost::json::value& value,
                                       const std::string& where = "$");

}  // namespace tessera::test
