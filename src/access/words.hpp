// Small rules about words that people enter, shared in this room.
#pragma once

#include <string>
#include <string_view>

namespace tessera::access {

// Why something is done: 3 to 500 characters.
[[nodiscard]] bool is_reason(std::string_view text);
// Number of a file elsewhere: 1 to 64 of A-Z a-z 0-9 - _ . /
[[nodiscard]] bool is_reference(std::string_view text);
// 1 to 64 of a-z 0-9 - _
[[nodiscard]] bool is_course(std::string_view text);

}  // namespace tessera::access
