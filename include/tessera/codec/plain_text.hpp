// Text of somebody else that people decide by: a client's name, a binding message.
#pragma once

#include <string>
#include <string_view>

namespace tessera::codec {

// Whether it steers the direction of writing (U+061C, U+200E, U+200F, U+202A-202E, U+2066-2069), so
// that it looks like another text. Of UTF-8.
[[nodiscard]] bool steers_direction(std::string_view text);

// Neither control characters (U+0000-001F, U+007F-009F) nor what steers the direction. Of UTF-8.
[[nodiscard]] bool is_plain_text(std::string_view text);

// Whether mail programs would make a link of a part of it: "://" or "www.", in any case.
[[nodiscard]] bool looks_like_link(std::string_view text);

// At most so many bytes, and no half character. Of UTF-8.
[[nodiscard]] std::string shorten(std::string text, std::size_t bytes);

}  // namespace tessera::codec
