// What the server answered as lines of columns, for people at a terminal. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace tessera::app {

// A value on one line: the items of a list with commas, "-" for nothing.
[[nodiscard]] std::string cell_text(const boost::json::value& value);
// A list or one value. width: columns of the terminal, 0 for as many as it takes. Where a list is
// wider, long values are cut ("Ministry of…"), the first column never; what still has no room is
// named below. Control characters are shown as "?".
[[nodiscard]] std::string render_table(std::string_view json, std::size_t width = 0);

}  // namespace tessera::app
