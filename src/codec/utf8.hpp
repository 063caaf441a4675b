// UTF-8 as RFC 3629 allows it: shortest forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace tessera::codec {

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace tessera::codec
