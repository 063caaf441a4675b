// What the server refused, in words that say what to do next. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tessera::app {

// problem: RFC 9457 application/problem+json, or anything.
[[nodiscard]] std::string refusal_text(long status, std::string_view problem);
[[nodiscard]] int exit_code_of(long status);

}  // namespace tessera::app
