// Strict JSON on top of Boost.JSON: UTF-8, depth 32, and a duplicate member is an error (RFC 8259 4
// leaves it open, RFC 7515 4 does not).
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <tessera/base/error.hpp>

namespace tessera::codec {

[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text,
                                                    std::size_t max_bytes = 1 << 20);
// Errc::invalid if it is not an object.
[[nodiscard]] Result<boost::json::object> parse_json_object(std::string_view text,
                                                            std::size_t max_bytes = 1 << 20);
// RFC 8785 canonical form; numbers must be integers within 2^53 (Errc::invalid otherwise).
[[nodiscard]] Result<std::string> canonical_json(const boost::json::value& value);
// A string member, or nullptr if it is absent or of another type.
[[nodiscard]] const boost::json::string* find_string(const boost::json::object& object,
                                                     std::string_view name);
// The same as a text, "" instead of nullptr.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view name);

}  // namespace tessera::codec
